// A company in which every resource has a record of the rep, one of the team and one of a stranger.

import JSON
import Kernel
import TestSupport

/// Three records of each resource: the first belongs to rep, the second to rep2 (below the same manager), the third to stranger.
struct AccessCompany {
    let world: World
    let customers: [Int64]
    let product: Int64
    private let confirmed: [(order: Int64, line: Int64)]
    /// A ticket of each customer, which somebody has who is none of the fourteen.
    private let tickets: [Int64]
    /// An issued invoice of each of these orders, with its first line.
    private let invoiced: [(invoice: Int64, line: Int64)]
    private let report: Int64
    /// One deal of each customer, evaluated and with a proposal begun.
    private let deals: [Int64]
    /// Approved proposals of each customer, for a contract each.
    private let offers: ProposalStock
    /// Customers of each who have an overdue invoice, for a dunning case each.
    private let debtors: DebtorStock
    private let team: TeamRecords
    private let reviews: ReviewRecords

    init(_ collection: String) throws {
        world = try World()
        let world = world
        product = try world.product("CHAI")
        customers = try ["rep", "rep2", "stranger"].map { try world.customer("Customer of \($0)", owner: $0, limit: nil) }
        report = collection == "target-segments" ? try world.created(world.post("admin", "/v1/market-reports", Self.reportBody)) : 0
        let needsDeals = ["proposals", "negotiations", "contracts"].contains(collection)
        deals = needsDeals ? try zip(["rep", "rep2", "stranger"], customers).map { try AccessCompany.deal(of: $0, $1, world) } : []
        offers = try ProposalStock(collection == "contracts" ? deals : [], product, world)
        team = try TeamRecords(collection, world)
        reviews = ReviewRecords(world)
        debtors = try DebtorStock(isNeeded: collection == "dunning-cases", world)
        tickets = collection == "service-actions" ? try customers.map { try AccessCompany.ticket($0, world) } : []
        let needsOrders = ["shipments", "production-plans", "order-amendments", "invoices", "credit-notes"].contains(collection)
        let confirmed = needsOrders ? try customers.map { try AccessCompany.confirmed($0, world) } : []
        self.confirmed = confirmed
        invoiced = collection == "credit-notes" ? try confirmed.map { try AccessCompany.issued($0.order, world) } : []
    }

    private static let reportBody = """
        {"title":"Tea in 2026","kind":"industry_trend","source":"Tea Weekly","published_on":"2026-11-01","summary":"Grows"}
        """

    /// The ids of the three records.
    func records(of collection: String) throws -> [Int64] {
        if let ids = try team.records(of: collection) ?? reviews.records(of: collection) { return ids }
        switch collection {
        case "customers": return customers
        case "users": return ["rep", "rep2", "stranger"].map { world.person($0).id }
        case "orders", "proposals", "contracts", "order-amendments":
            return try ["rep", "rep2", "stranger"].enumerated().map { index, owner in
                try world.created(world.post(owner, "/v1/" + collection, body(for: collection, at: index, "")))
            }
        case "leads":
            return try ["rep", "rep2", "stranger"].enumerated().map { index, owner in
                try world.created(world.post(owner, "/v1/leads", body(for: "leads", 0, "\(index)")))
            }
        case "exports":
            return try ["rep", "rep2", "stranger"].map { name in
                try world.created(world.post(name, "/v1/exports", body(for: "exports", at: 0, "")))
            }
        case "imports":
            return try ["rep", "rep2", "stranger"].map { name in
                let file = "company,channel\nLead of \(name),other\n"
                return try world.created(world.post(name, "/v1/imports/leads", file, fields: [("Content-Type", "text/csv")]))
            }
        case "forecast-snapshots":
            for index in customers.indices {
                _ = try world.created(world.post("admin", "/v1/opportunities", body(for: "opportunities", at: index, "")))
            }
            let reply = Reply(
                try world.server.operatorClient().send("POST", "/control/jobs/run", body: #"{"name":"forecast-snapshots"}"#))
            guard reply.status == 200 else { throw ClientError.malformed(reply.answer.text) }
            return try world.get("auditor", "/v1/forecast-snapshots?sort=opportunity_id").array("items").compactMap {
                $0.object?["id"]?.number?.int64
            }
        case "activities", "absences":
            return try ["rep", "rep2", "stranger"].enumerated().map { index, owner in
                try world.created(world.post(owner, "/v1/" + collection, body(for: collection, at: index, "\(index)")))
            }
        default:
            let author = ["credit-investigations", "invoices", "credit-notes"].contains(collection) ? "finance2" : "admin"
            return try customers.indices.map { index in
                try world.created(world.post(author, "/v1/" + collection, body(for: collection, at: index, "\(index)")))
            }
        }
    }

    /// A body that creates another record, for the customer at an index where it concerns one.
    func body(for collection: String, at index: Int, _ mark: String) -> String {
        if let body = team.body(for: collection, at: index) ?? reviews.body(for: collection, at: index) { return body }
        if collection == "exports" { return #"{"collection":"departments","format":"csv"}"# }
        if collection == "shipments" {
            return "{\"order_id\":\(confirmed[index].order),\"lines\":[{\"order_line_id\":\(confirmed[index].line),\"quantity\":\"1\"}]}"
        }
        if collection == "order-amendments" {
            return
                "{\"order_id\":\(confirmed[index].order),\"reason\":\"Moved\",\"changes\":[{\"kind\":\"address\",\"ship_to\":\"There\"}]}"
        }
        if collection == "production-plans" {
            return """
                {"order_id":\(confirmed[index].order),"order_line_id":\(confirmed[index].line),"quantity":"1",
                 "planned_from_on":"2026-12-01","planned_to_on":"2026-12-02"}
                """
        }
        if collection == "invoices" {
            return "{\"order_id\":\(confirmed[index].order),\"lines\":[{\"order_line_id\":\(confirmed[index].line),\"quantity\":\"1\"}]}"
        }
        if collection == "credit-notes" {
            let line = "{\"invoice_line_id\":\(invoiced[index].line),\"quantity\":\"1\"}"
            return "{\"invoice_id\":\(invoiced[index].invoice),\"reason\":\"Broken\",\"lines\":[\(line)]}"
        }
        if collection == "dunning-cases" { return "{\"customer_id\":\(debtors.take(index))}" }
        if collection == "absences" {
            let person = world.person(["rep", "rep2", "stranger"][index]).id
            let day = "20\(30 + mark.hashed % 60)-01-0\(1 + mark.hashed / 60)"
            return "{\"user_id\":\(person),\"starts_on\":\"\(day)\",\"ends_on\":\"\(day)\"}"
        }
        if collection == "proposals" {
            return "{\"opportunity_id\":\(deals[index]),\"title\":\"Tea\",\"lines\":[{\"product_id\":\(product),\"quantity\":\"10\"}]}"
        }
        if collection == "service-actions" { return "{\"ticket_id\":\(tickets[index]),\"kind\":\"answer\"}" }
        if collection == "contracts" { return "{\"proposal_id\":\(offers.take(index))}" }
        if collection == "negotiations" {
            return """
                {"opportunity_id":\(deals[index]),"subject":"Price","scheduled_at":"2026-12-01T02:00:00Z","place":"Here",
                 "checklist":[{"item":"Price list"}]}
                """
        }
        return body(for: collection, customers[index], mark)
    }

    private static func ticket(_ customer: Int64, _ world: World) throws -> Int64 {
        let body = """
            {"customer_id":\(customer),"channel":"phone","type":"inquiry","subject":"How long does it keep?",
             "assignee_id":\(world.person("finance2").id)}
            """
        return try world.created(world.post("admin", "/v1/tickets", body))
    }

    private static func deal(of owner: String, _ customer: Int64, _ world: World) throws -> Int64 {
        let body = """
            {"customer_id":\(customer),"name":"Deal","no_competition":true,"needs":[{"dimension":"price","urgency":3,"importance":4}]}
            """
        let id = try world.created(world.post(owner, "/v1/opportunities", body))
        for (step, form) in [("evaluate", #"{"feasibility":4,"value":4,"worthwhile":true}"#), ("start-proposal", "{}")] {
            let reply = try world.post(owner, "/v1/opportunities/\(id)/\(step)", form)
            guard reply.status == 200 else { throw ClientError.malformed(reply.answer.text) }
        }
        return id
    }

    private func body(for collection: String, _ customer: Int64, _ mark: String) -> String {
        switch collection {
        case "departments": "{\"code\":\"d\(mark)\",\"name\":\"Department\"}"
        case "users": "{\"username\":\"u\(mark)\",\"display_name\":\"New\",\"roles\":[\"hr\"]}"
        case "clause-templates": "{\"name\":\"Clause \(mark)\",\"text\":\"As agreed\"}"
        case "categories": "{\"name\":\"Category \(mark)\"}"
        case "products": "{\"sku\":\"sku-\(mark)\",\"name\":\"Product\",\"list_price\":\"1\"}"
        case "exchange-rates": "{\"currency\":\"USD\",\"starts_on\":\"20\(10 + mark.hashed)-01-01\",\"rate\":\"7.1\"}"
        case "price-lists": "{\"name\":\"List\",\"customer_id\":\(customer),\"starts_on\":\"2026-01-01\"}"
        case "customers": "{\"name\":\"Customer \(mark)\"}"
        case "leads": "{\"company\":\"Lead \(mark)\",\"channel\":\"other\"}"
        case "market-reports": Self.reportBody
        case "competitors": "{\"name\":\"Competitor \(mark)\"}"
        case "target-segments": "{\"name\":\"Segment\",\"reports\":[{\"report_id\":\(report)}]}"
        case "opportunities":
            """
            {"customer_id":\(customer),"name":"Deal","needs":[{"dimension":"price","urgency":3,"importance":4}]}
            """
        case "receipts":
            "{\"customer_id\":\(customer),\"amount\":\"1\",\"received_on\":\"2026-11-24\",\"method\":\"cash\"}"
        case "campaigns": "{\"name\":\"Fair\",\"channel\":\"exhibition\",\"starts_on\":\"2026-12-01\"}"
        case "assignment-rules":
            "{\"name\":\"Rule\",\"method\":\"load\",\"members\":[{\"user_id\":\(world.person("rep").id)}]}"
        case "calendar-exceptions": "{\"falls_on\":\"20\(30 + mark.hashed % 60)-01-0\(1 + mark.hashed / 60)\",\"kind\":\"holiday\"}"
        case "activities": "{\"entity\":\"customer\",\"entity_id\":\(customer),\"kind\":\"call\",\"summary\":\"Spoke\"}"
        case "tickets": "{\"customer_id\":\(customer),\"channel\":\"phone\",\"type\":\"inquiry\",\"subject\":\"How long does it keep?\"}"
        case "routing-rules": "{\"name\":\"Rule\",\"department_id\":1}"
        case "sla-policies": Self.serviceLevel(mark)
        case "contacts": "{\"customer_id\":\(customer),\"name\":\"Wang\"}"
        case "credit-investigations":
            """
            {"customer_id":\(customer),"findings":"Fine","rating":"A","limit":"1000","payment_terms_days":30,"valid_until_on":"2027-11-24"}
            """
        default:
            """
            {"customer_id":\(customer),"payment_method":"cash","payment_terms_days":0,"transport_mode":"road","delivery_on":"2026-12-24",
             "lines":[{"product_id":\(product),"quantity":"10"}]}
            """
        }
    }

    /// An issued invoice of the whole order, with its first line.
    static func issued(_ order: Int64, _ world: World, _ days: String = "{}") throws -> (invoice: Int64, line: Int64) {
        let invoice = try world.post("finance", "/v1/orders/\(order)/invoices", days)
        let id = try world.created(invoice)
        let reply = try world.post("finance", "/v1/invoices/\(id)/issue")
        guard reply.status == 200 else { throw ClientError.malformed(reply.answer.text) }
        return (id, invoice.integer("lines/0/id") ?? 0)
    }

    /// An order of the customer's, brought to `confirmed`, with its first line.
    static func confirmed(_ customer: Int64, _ world: World) throws -> (order: Int64, line: Int64) {
        try world.credit(of: customer, limit: "1000000")
        let body = """
            {"customer_id":\(customer),"payment_method":"cash","payment_terms_days":0,"transport_mode":"road","delivery_on":"2026-12-24",
             "lines":[{"product_id":1,"quantity":"10"}]}
            """
        let order = try world.post("admin", "/v1/orders", body)
        let path = "/v1/orders/\(order.id)"
        let owner = order.integer("owner_id").flatMap { id in ["rep", "rep2", "stranger"].first { world.person($0).id == id } } ?? "rep"
        if owner == "stranger" {
            _ = try world.patch("admin", "/v1/users/\(world.person(owner).id)", "{\"manager_id\":\(world.person("executive").id)}")
        }
        let above = owner == "stranger" ? "executive" : "manager"
        for (name, step, form) in [
            (owner, "submit", #"{"no_contract_reason":"Small"}"#), ("finance", "reviews/finance/approve", "{}"),
            ("logistics", "reviews/logistics/approve", "{}"), (above, "reviews/sales/approve", "{}"), (owner, "confirm", "{}"),
        ] {
            let reply = try world.post(name, path + "/" + step, form)
            guard reply.status == 200 else { throw ClientError.malformed("\(step): \(reply.answer.text)") }
        }
        return (order.id, order.integer("lines/0/id") ?? 0)
    }
}

extension AccessCompany {
    /// One of a type and a priority of its own for each of the marks that a test uses: there is one of each.
    fileprivate static func serviceLevel(_ mark: String) -> String {
        let types = ["quality", "inquiry", "complaint", "delivery", "other"]
        let priorities = ["urgent", "high", "normal", "low"]
        let place = mark.utf8.reduce(0) { ($0 * 31 + Int($1)) % 20 }
        return """
            {"type":"\(types[place % 5])","priority":"\(priorities[place / 5])","response_hours":1,"resolve_hours":2}
            """
    }
}

extension String {
    /// A number from 0 to 89 of its own for each of the marks that a test uses.
    fileprivate var hashed: Int { utf8.reduce(7) { ($0 * 31 + Int($1)) % 89 } }
}

/// Approved proposals, as many for each deal as there are roles and records: a contract uses one up.
final class ProposalStock {
    private var left: [[Int64]]

    init(_ deals: [Int64], _ product: Int64, _ world: World) throws {
        left = try zip(["rep", "rep2", "stranger"], deals).map { owner, deal in
            try (0...roleHolders.count).map { _ in try ProposalStock.approved(of: deal, by: owner, product, world) }
        }
    }

    /// The next one of a deal.
    func take(_ index: Int) -> Int64 { left[index].popLast() ?? 0 }

    private static func approved(of deal: Int64, by owner: String, _ product: Int64, _ world: World) throws -> Int64 {
        let body = """
            {"opportunity_id":\(deal),"title":"Tea","introduction":"Tea","solution":"Boxes","delivery_terms":"By road",
             "service_commitment":"A year","lines":[{"product_id":\(product),"quantity":"10"}]}
            """
        let id = try world.created(world.post(owner, "/v1/proposals", body))
        for (name, step) in [(owner, "submit"), (owner == "stranger" ? "executive" : "manager", "approve")] {
            let reply = try world.post(name, "/v1/proposals/\(id)/\(step)", "{}")
            guard reply.status == 200 else { throw ClientError.malformed("\(step): \(reply.answer.text)") }
        }
        return id
    }
}

/// Customers with an overdue invoice, as many for each owner as there are roles and records: a dunning case uses one up.
final class DebtorStock {
    private var left: [[Int64]]

    init(isNeeded: Bool, _ world: World) throws {
        let owners = isNeeded ? ["rep", "rep2", "stranger"] : []
        left = try owners.map { owner in
            try (0...roleHolders.count).map { number in
                let customer = try world.customer("Debtor \(number) of \(owner)", owner: owner, limit: nil)
                let order = try AccessCompany.confirmed(customer, world).order
                try world.backdate(order)
                _ = try AccessCompany.issued(order, world, #"{"dated_on":"2026-10-01","due_on":"2026-11-01"}"#)
                return customer
            }
        }
    }

    /// The next one of an owner.
    func take(_ index: Int) -> Int64 { left[index].popLast() ?? 0 }
}
