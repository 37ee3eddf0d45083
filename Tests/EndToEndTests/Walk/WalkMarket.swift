// P2.1: from the market to a qualified lead.

import TestSupport
import Testing

extension Walk {
    /// P2.1.1: marketing reports; a target market rests on reports, a campaign goes into it.
    func marketResearch() throws {
        let body = #"{"title":"Tea houses grow","kind":"customer_demand","source":"Fair","published_on":"2026-11-01","summary":"More"}"#
        for name in ["rep", "finance", "logistics"] { try refused("not_allowed", nil, post(name, "market-reports", body)) }
        report = try made(post("marketing", "market-reports", body))
        try refused("required", nil, post("marketing", "target-segments", #"{"name":"Tea houses"}"#))
        try refused("too_few", nil, post("marketing", "target-segments", #"{"name":"Tea houses","reports":[]}"#))
        try refused("unknown_reference", nil, post("marketing", "target-segments", #"{"name":"T","reports":[{"report_id":999}]}"#))
        segment = try made(
            post("manager", "target-segments", "{\"name\":\"Tea houses\",\"reports\":[{\"report_id\":\(report),\"finding\":\"Go there\"}]}")
        )
        // What the choice rests on does not go away under it.
        try refused("still_referred", nil, archive("marketing", "market-reports/\(report)"))
        try refused("too_few", nil, patch("marketing", "target-segments/\(segment)", #"{"reports":[]}"#))
        campaign = try made(
            post(
                "marketing", "campaigns",
                "{\"name\":\"Fair\",\"channel\":\"exhibition\",\"segment_id\":\(segment),\"starts_on\":\"2026-11-01\"}"))
        competitor = try made(post("marketing", "competitors", #"{"name":"Leaf Ltd"}"#))
    }

    /// P2.1.2: entered once, classified, given to somebody.
    func leadEntered() throws {
        func body(_ company: String, _ more: String = "") -> String {
            "{\"company\":\"\(company)\",\"person\":\"Wang Fang\",\"phone\":\"010-65521234\",\"channel\":\"exhibition\"\(more)}"
        }
        try refused("required", nil, post("marketing", "leads", #"{"company":"Green Leaf"}"#))
        try refused("read_only_field", nil, post("marketing", "leads", body("Green Leaf", #","status":"qualified""#)))
        lead = try made(post("marketing", "leads", body("Green Leaf", ",\"class\":\"A\",\"campaign_id\":\(campaign)")))
        for name in ["rep", "stranger", "key"] { try refused("lead_exists", "P2.1.2", post(name, "leads", body("Green Leaf Co., Ltd."))) }
        try refused("lead_exists", "P2.1.2", batch("rep2", "leads", body("Other name, same phone")))
        try refused("lead_exists", "P2.1.2", put("key", "leads/by-external-id/L-2", body("Green Leaf")))
        // Nobody takes it for himself or herself.
        try refused("not_found", nil, post("rep", "leads/\(lead)/assign", "{\"owner_id\":\(id("rep"))}"))
        try refused("read_only_field", nil, patch("manager", "leads/\(lead)", "{\"owner_id\":\(id("rep"))}"))
        try done(post("manager", "leads/\(lead)/assign", "{\"owner_id\":\(id("rep"))}"))
    }

    /// P2.1.3: contacted, then qualified, then converted, by its owner.
    func firstContact() throws {
        let path = "leads/\(lead)"
        let (need, conversion) = (#"{"need":"Green tea","purchase_intention":"high"}"#, #"{"opportunity_name":"Tea for a year"}"#)
        try unseen(path, "contact", "qualify", "convert")
        try refused("wrong_state", "P2.1.3", post("rep", path + "/qualify", need))
        try refused("wrong_state", "P2.1.3", post("rep", path + "/convert", conversion))
        try refused("read_only_field", nil, patch("rep", path, #"{"status":"qualified"}"#))
        try refused("read_only_field", nil, batch("rep", "leads", "{\"id\":\(lead),\"status\":\"converted\"}"))
        try refused("not_allowed", "P2.1.3", post("marketing", path + "/contact", #"{"kind":"call","summary":"For the rep"}"#))
        try refused("required", "P2.1.3", post("rep", path + "/contact"))
        try done(post("rep", path + "/contact", #"{"kind":"call","summary":"Introduced our teas"}"#))
        try refused("wrong_state", "P2.1.3", post("rep", path + "/convert", conversion))
        try refused("required", "P2.1.3", post("rep", path + "/qualify", #"{"need":"Green tea"}"#))
        try done(post("rep", path + "/qualify", need))
        try tried(post("rep", path + "/convert?dry_run=true", conversion))
        try refused("not_allowed", "P2.1.3", post("manager", path + "/convert", conversion))
        let converted = try done(post("rep", path + "/convert", conversion, [("Idempotency-Key", "convert")]))
        // The same call again is the same answer, and no second customer.
        #expect(try post("rep", path + "/convert", conversion, [("Idempotency-Key", "convert")]).answer.text == converted.answer.text)
        try refused("wrong_state", "P2.1.3", post("rep", path + "/convert", conversion))
        try refused("not_editable", "P2.1.3", patch("rep", path, #"{"need":"Another"}"#))
        customer = converted.integer("customer_id") ?? 0
        opportunity = converted.integer("opportunity_id") ?? 0
        #expect(try get("customers/\(customer)").string("status") == "prospect")
        #expect(try get("customers?count=true").integer("total") == 1)
    }
}
