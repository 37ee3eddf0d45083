// After the walk: papers move with a customer and with an owner as they are, and the chain is read both ways.

import JSON
import TestSupport
import Testing

extension Walk {
    private var states: [String?] {
        get throws {
            try ["opportunities/\(opportunity)", "proposals/\(proposal)", "contracts/\(contract)", "orders/\(order)"].map {
                try get($0).string("status")
            }
        }
    }

    /// A merger or a hand-over gives papers to others, and makes none of them anything else.
    func nothingMovesAfterwards() throws {
        let before = try states
        let blocked = try world.customer("Blocked Tea", limit: nil)
        try done(post("finance", "customers/\(blocked)/block", #"{"reason":"Owes"}"#))
        // Neither are papers moved away from under a block, nor under one, nor by who sells.
        try refused("wrong_state", "P2.1.2", post("manager", "customers/\(blocked)/merge", "{\"into_id\":\(customer)}"))
        try refused("customer_not_open", "P4.2.2", post("manager", "customers/\(customer)/merge", "{\"into_id\":\(blocked)}"))
        let other = try world.customer("Green Leaf Trading", limit: nil)
        try refused("not_allowed", "P2.1.2", post("rep", "customers/\(customer)/merge", "{\"into_id\":\(other)}"))
        try tried(post("manager", "customers/\(customer)/merge?dry_run=true", "{\"into_id\":\(other)}"))
        try done(post("manager", "customers/\(customer)/merge", "{\"into_id\":\(other)}"))
        customer = other
        #expect(try states == before)
        try refused("nothing_open", "P2.5.1", post("rep", "contracts/\(contract)/orders"))
        try done(post("admin", "users/\(id("rep"))/hand-over", "{\"to_id\":\(id("rep2"))}"))
        #expect(try states == before)
        try refused("not_found", nil, post("rep", "orders/\(order)/cancel", #"{"reason":"x"}"#))
        try closed("orders/\(order)", #"{"notes":"Free of charge"}"#, "P2.5.2", owner: "rep2")
    }

    /// From the report to the order, by filters.
    func chainReadsForward() throws {
        for (path, expected) in [
            ("target-segments?report_id=\(report)", segment), ("campaigns?segment_id=\(segment)", campaign),
            ("leads?campaign_id=\(campaign)", lead), ("customers?lead_id=\(lead)", 0), ("opportunities?lead_id=\(lead)", opportunity),
            ("proposals?opportunity_id=\(opportunity)&status=approved", proposal),
            ("negotiations?opportunity_id=\(opportunity)", negotiation), ("contracts?proposal_id=\(proposal)", contract),
            ("contracts?opportunity_id=\(opportunity)", contract), ("contracts?customer_id=\(customer)", contract),
            ("orders?contract_id=\(contract)", order), ("orders?customer_id=\(customer)&status=confirmed", order),
        ] {
            let found = try get(path).array("items").compactMap { $0.object?["id"]?.number?.int64 }
            #expect(found == (expected == 0 ? [] : [expected]), "\(path)")
        }
    }

    /// From the order back to the report, by what each record names.
    func chainReadsBack() throws {
        let found = try get("orders/\(order)").integer("contract_id") ?? 0
        let contract = try get("contracts/\(found)")
        let proposal = try get("proposals/\(contract.integer("proposal_id") ?? 0)")
        let deal = try get("opportunities/\(proposal.integer("opportunity_id") ?? 0)")
        #expect(contract.integer("opportunity_id") == deal.id && deal.integer("customer_id") == customer)
        let lead = try get("leads/\(deal.integer("lead_id") ?? 0)")
        #expect(lead.integer("customer_id") == customer && lead.integer("opportunity_id") == deal.id)
        let campaign = try get("campaigns/\(lead.integer("campaign_id") ?? 0)")
        let segment = try get("target-segments/\(campaign.integer("segment_id") ?? 0)")
        #expect(segment.integer("reports/0/report_id") == report)
        #expect(try get("market-reports?segment_id=\(segment.id)").integer("items/0/id") == report)
        // Each version knows the one before, back to the first.
        var version = proposal
        while let former = version.integer("previous_version_id") { version = try get("proposals/\(former)") }
        #expect(version.integer("revision") == 1 && version.string("number") == proposal.string("number"))
        let expected: Set = [
            "customer", "contact", "lead", "activity", "opportunity", "proposal", "negotiation", "contract", "attachment", "order",
            "credit_investigation",
        ]
        #expect(try kindsOfTimeline() == expected)
    }

    /// What the customer's timeline tells of, page by page.
    func kindsOfTimeline() throws -> Set<String> {
        var kinds: Set<String> = []
        var place = ""
        while true {
            let page = try get("customers/\(customer)/timeline?limit=100" + place)
            kinds.formUnion(page.array("items").compactMap { $0.object?["entity"]?.string })
            guard let next = page.integer("next_before") else { return kinds }
            place = "&before=\(next)"
        }
    }
}
