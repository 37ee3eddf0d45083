// Leads from the first word to the customer: duplicates, owners, deadlines, steps (P2.1.2, P2.1.3).

import JSON
import Kernel
import TestSupport
import Testing

struct LeadTests {
    private let world: World

    init() throws { world = try World() }

    private func enter(_ name: String, _ company: String, _ more: String = "") throws -> Reply {
        try world.post(name, "/v1/leads", "{\"company\":\"\(company)\",\"channel\":\"exhibition\"\(more)}")
    }

    // MARK: Owner and deadline

    @Test func `who sells owns what he or she enters, and has a working day for the first contact`() throws {
        let reply = try enter("rep", "远洋贸易有限公司")
        #expect(reply.status == 201)
        #expect(reply.integer("owner_id") == world.person("rep").id)
        // Entered on Tuesday at 9: eight working hours, with the lunch between, end at 18 in Shanghai.
        #expect(reply.string("first_contact_due_at") == "2026-11-24T10:00:00.000Z")
        #expect(reply.string("assignments/0/reason") == "entered_by")
        #expect(reply.string("status") == "new")
    }

    @Test func `the deadline follows the company's hours at once`() throws {
        #expect(try world.patch("admin", "/v1/settings/crm", #"{"first_contact_hours":12}"#).status == 200)
        #expect(try world.patch("admin", "/v1/settings/calendar", #"{"working_hours":"08:00-12:00"}"#).status == 200)
        // Nine to twelve on Tuesday, then four hours each on Wednesday and Thursday, and one on Friday.
        #expect(try enter("rep", "Blue Water").string("first_contact_due_at") == "2026-11-27T01:00:00.000Z")
    }

    @Test func `a lead that marketing enters belongs to nobody where no rule fits`() throws {
        let lead = try enter("marketing", "远洋贸易")
        #expect(lead.status == 201)
        #expect(lead["owner_id"] == .null)
        #expect(lead["first_contact_due_at"] == .null)
        #expect(try world.get("manager", "/v1/leads/\(lead.id)").status == 200)
        #expect(try world.get("rep", "/v1/leads/\(lead.id)").status == 404)
        #expect(try world.post("marketing", "/v1/leads/\(lead.id)/assign").code == "no_rule_fits")
        let explained = try world.get("marketing", "/v1/leads/\(lead.id)/explain")
        #expect(explained.string("items/0/code") == "unassigned")
    }

    @Test func `a manager gives a lead to the own team alone, and nobody gives one to who does not sell`() throws {
        let lead = try enter("marketing", "远洋贸易").id
        func assign(_ name: String, to owner: String) throws -> Reply {
            try world.post(name, "/v1/leads/\(lead)/assign", "{\"owner_id\":\(world.person(owner).id)}")
        }
        #expect(try assign("manager", to: "stranger").faults == ["/owner_id: owner_outside_team"])
        #expect(try assign("marketing", to: "finance").faults == ["/owner_id: not_an_owner"])
        #expect(try assign("rep", to: "rep").status == 404)
        #expect(try assign("manager", to: "rep").integer("owner_id") == world.person("rep").id)
        #expect(try assign("rep", to: "rep2").status == 403)
        #expect(try world.patch("rep", "/v1/leads/\(lead)", "{\"owner_id\":\(world.person("rep2").id)}").status == 422)
        #expect(try assign("marketing", to: "stranger").array("assignments").count == 2)
        #expect(try world.get("rep", "/v1/leads/\(lead)").status == 404)
    }

    // MARK: Rules

    private func rule(_ method: String, _ members: [String], _ more: String = "", regions: [String]? = nil) throws {
        let list = members.enumerated().map { index, name in
            "{\"user_id\":\(world.person(name).id)" + (regions.map { ",\"region\":\"\($0[index])\"" } ?? "") + "}"
        }
        let body = "{\"name\":\"\(method)\",\"method\":\"\(method)\",\"members\":[\(list.joined(separator: ","))]\(more)}"
        _ = try world.created(world.post("manager", "/v1/assignment-rules", body))
    }

    private func owner(of reply: Reply) -> String? {
        ["rep", "rep2", "stranger", "manager"].first { world.person($0).id == reply.integer("owner_id") }
    }

    @Test func `a rule chooses among those alone who can own a lead, and passes over who no longer can`() throws {
        func body(_ name: String) -> String {
            "{\"name\":\"r\",\"method\":\"round_robin\",\"members\":[{\"user_id\":\(world.person("rep").id)},{\"user_id\":\(world.person(name).id)}]}"
        }
        for name in ["finance", "key"] {
            #expect(try world.post("manager", "/v1/assignment-rules", body(name)).faults == ["/members/1/user_id: not_an_owner"], "\(name)")
        }
        #expect(try world.post("manager", "/v1/assignment-rules", body("rep2")).status == 201)
        #expect(try world.patch("admin", "/v1/users/\(world.person("rep").id)", #"{"active":false}"#).status == 200)
        let lead = try enter("marketing", "Company 1 GmbH")
        #expect(owner(of: lead) == "rep2")
        let assigned = try world.post("marketing", "/v1/leads/\(lead.id)/assign", "{\"owner_id\":\(world.person("rep").id)}")
        #expect(assigned.faults == ["/owner_id: not_an_owner"])
    }

    @Test func `round robin goes in turn and passes the absent over`() throws {
        try rule("round_robin", ["rep", "rep2", "stranger"])
        let owners = try (1...4).map { owner(of: try enter("marketing", "Company \($0) GmbH")) }
        #expect(owners == ["rep", "rep2", "stranger", "rep"])
        let away = "{\"starts_on\":\"2026-11-24\",\"ends_on\":\"2026-11-25\"}"
        #expect(try world.post("rep2", "/v1/absences", away).status == 201)
        let next = try enter("marketing", "Company 5 GmbH")
        #expect(owner(of: next) == "stranger")
        #expect(next.string("assignments/0/passed_over") == "rep2")
        let explained = try world.get("marketing", "/v1/leads/\(next.id)/explain", fields: [("Accept-Language", "zh-CN")])
        #expect(explained.string("items/0/code") == "round_robin")
        #expect(explained.string("items/0/facts/passed_over") == "rep2")
        #expect(explained.string("items/0/text") == "规则“round_robin”按轮流顺序分配给 stranger；因缺勤跳过：rep2。")
        world.server.clock.advance(seconds: 2 * 86_400)
        try world.renewSessions()
        #expect(owner(of: try enter("marketing", "Company 6 GmbH")) == "rep")
        #expect(owner(of: try enter("marketing", "Company 7 GmbH")) == "rep2")
    }

    @Test func `by load, who has the fewest open leads gets the next`() throws {
        _ = try enter("rep", "One")
        _ = try enter("rep", "Two")
        _ = try enter("rep2", "Three")
        try rule("load", ["rep", "rep2"])
        #expect(owner(of: try enter("marketing", "Four")) == "rep2")
        #expect(owner(of: try enter("marketing", "Five")) == "rep")
        #expect(owner(of: try enter("marketing", "Six")) == "rep2")
    }

    @Test func `by load, also among leads of one commit, of which one is refused`() throws {
        try rule("load", ["rep", "rep2"])
        let leads = ["One", "Two", "One", "Four", "Five"].map { "{\"company\":\"\($0)\",\"channel\":\"other\"}" }
        let reply = try world.post("marketing", "/v1/leads/batch?mode=independent", "{\"items\":[\(leads.joined(separator: ","))]}")
        #expect(reply.array("items").map { $0.object?["status"]?.number?.int64 } == [201, 201, 409, 201, 201])
        let owners = reply.array("items").compactMap { $0.object?["record"]?.object?["owner_id"]?.number?.int64 }
        #expect(owners == ["rep", "rep2", "rep", "rep2"].map { world.person($0).id })
    }

    @Test func `by region, who has it; a rule without anybody there leaves the lead to the next rule`() throws {
        try rule("region", ["rep", "rep2"], ",\"priority\":1", regions: ["华东", "华南"])
        try rule("round_robin", ["stranger"], ",\"priority\":2,\"channel\":\"exhibition\"")
        #expect(owner(of: try enter("marketing", "One", #","region":"华南""#)) == "rep2")
        #expect(owner(of: try enter("marketing", "Two", #","region":"西北""#)) == "stranger")
        #expect(try world.patch("admin", "/v1/users/\(world.person("stranger").id)", #"{"active":false}"#).status == 200)
        #expect(owner(of: try enter("marketing", "Three")) == nil)
    }

    // MARK: Duplicates

    @Test(arguments: [
        ("远洋贸易有限公司", "远洋贸易股份有限公司"), ("Blue Water Co., Ltd.", "BLUE WATER LIMITED"), ("Müller GmbH", "Müller G.m.b.H."),
        ("Ｂｌｕｅ　Water", "blue-water"),
    ])
    func `the same company is a lead once, whatever its legal form`(_ first: String, _ second: String) throws {
        _ = try world.created(enter("rep", first))
        let refused = try enter("rep2", second)
        #expect(refused.status == 409)
        #expect(refused.code == "lead_exists")
        #expect(refused.string("detail")?.contains("rep") == true)
        #expect(refused["id"] == .null)
        #expect(try enter("rep2", second, #","allow_duplicate":true"#).status == 201)
    }

    @Test func `phones and mails are compared as they are dialled and delivered, with customers and their contacts too`() throws {
        _ = try world.created(enter("rep", "One", #","phone":"+86 10 6552-1234","email":"Wang@Example.com""#))
        #expect(try enter("rep2", "Two", #","phone":"010-65521234""#).code == "lead_exists")
        #expect(try enter("rep2", "Two", #","email":"wang@example.com""#).code == "lead_exists")
        let customer = try world.customer("大地集团有限公司", limit: nil)
        let contact = "{\"customer_id\":\(customer),\"name\":\"Li\",\"mobile\":\"13800138000\"}"
        _ = try world.created(world.post("rep", "/v1/contacts", contact))
        #expect(try enter("rep2", "大地集团").code == "company_is_customer")
        #expect(try enter("rep2", "Other", #","phone":"+8613800138000""#).code == "company_is_customer")
        #expect(try enter("rep2", "Other", #","phone":"13800138001""#).status == 201)
    }

    @Test func `a change cannot make a duplicate either, nor can a restoration`() throws {
        let first = try enter("rep", "One").id
        let second = try enter("rep2", "Two").id
        #expect(try world.patch("rep2", "/v1/leads/\(second)", #"{"company":"One Ltd"}"#).code == "lead_exists")
        #expect(try world.send("manager", "DELETE", "/v1/leads/\(first)").status == 200)
        #expect(try world.patch("rep2", "/v1/leads/\(second)", #"{"company":"One Ltd"}"#).status == 200)
        #expect(try world.post("manager", "/v1/leads/\(first)/restore").code == "lead_exists")
    }

    @Test func `a disqualified lead does not stand in the way`() throws {
        let first = try enter("rep", "One").id
        #expect(try world.post("rep", "/v1/leads/\(first)/disqualify", #"{"reason":"closed down"}"#).status == 200)
        #expect(try enter("rep2", "One").status == 201)
    }

    // MARK: Steps

    @Test func `a lead becomes a customer with its contact, by way of contact and qualification`() throws {
        let lead = try enter("rep", "远洋贸易有限公司", #","person":"王芳","phone":"010-65521234","region":"华北""#).id
        let path = "/v1/leads/\(lead)"
        #expect(try world.post("rep", path + "/qualify", #"{"need":"tea","purchase_intention":"high"}"#).code == "wrong_state")
        #expect(try world.post("rep", path + "/convert").code == "wrong_state")
        let contacted = try world.post(
            "rep", path + "/contact", #"{"kind":"call","summary":"First call","outcome":"interested","next_follow_up_on":"2026-11-30"}"#)
        #expect(contacted.string("status") == "contacted")
        #expect(contacted["first_contact_due_at"] == .null)
        #expect(contacted.string("first_contacted_at") == "2026-11-24T01:00:00.000Z")
        #expect(try world.post("rep", path + "/qualify", "{}").faults.sorted() == ["/need: required", "/purchase_intention: required"])
        #expect(try world.post("rep", path + "/qualify", #"{"need":"tea","purchase_intention":"high"}"#).string("status") == "qualified")
        let converted = try world.post("rep", path + "/convert", #"{"opportunity_name":"Tea"}"#)
        #expect(converted.string("status") == "converted")
        let customer = try world.get("rep", "/v1/customers/\(converted.integer("customer_id") ?? 0)")
        #expect(customer.string("name") == "远洋贸易有限公司")
        #expect(customer.string("region") == "华北")
        #expect(customer.integer("owner_id") == world.person("rep").id)
        let contact = try world.get("rep", "/v1/contacts/\(converted.integer("contact_id") ?? 0)")
        #expect(contact.string("name") == "王芳")
        #expect(contact["is_primary"] == .bool(true))
        // The touches of the lead are on the customer's timeline now.
        let timeline = try world.get("rep", "/v1/customers/\(customer.id)/timeline")
        #expect(timeline.array("items").contains { $0.object?["entity"]?.string == "activity" })
        #expect(try world.patch("rep", path, #"{"notes":"late"}"#).code == "not_editable")
    }

    @Test func `converting into a named customer needs one that is open and the caller's`() throws {
        let lead = try enter("rep", "One").id
        _ = try world.post("rep", "/v1/leads/\(lead)/contact", #"{"kind":"visit","summary":"Visit"}"#)
        _ = try world.post("rep", "/v1/leads/\(lead)/qualify", #"{"need":"tea","purchase_intention":"low"}"#)
        let foreign = try world.customer("Foreign", owner: "stranger", limit: nil)
        func convert(_ customer: Int64) throws -> Reply {
            try world.post("rep", "/v1/leads/\(lead)/convert", "{\"opportunity_name\":\"Tea\",\"customer_id\":\(customer)}")
        }
        #expect(try convert(foreign).faults == ["/customer_id: unknown_reference"])
        let own = try world.customer("Own", limit: nil)
        #expect(try convert(own).integer("customer_id") == own)
        #expect(try convert(own).code == "wrong_state")
    }

    @Test func `two conversions at once make one customer`() throws {
        let lead = try enter("rep", "One").id
        _ = try world.post("rep", "/v1/leads/\(lead)/contact", #"{"kind":"visit","summary":"Visit"}"#)
        _ = try world.post("rep", "/v1/leads/\(lead)/qualify", #"{"need":"tea","purchase_intention":"low"}"#)
        let first = try world.post("rep", "/v1/leads/\(lead)/convert", #"{"opportunity_name":"Tea"}"#)
        let second = try world.post("rep", "/v1/leads/\(lead)/convert", #"{"opportunity_name":"Tea"}"#)
        #expect([first.status, second.status] == [200, 409])
        #expect(try world.get("rep", "/v1/customers?count=true").integer("total") == 1)
    }

    @Test func `leads whose first contact is overdue are listed`() throws {
        let lead = try enter("rep", "One").id
        _ = try enter("rep", "Two")
        _ = try world.post("rep", "/v1/leads/\(lead)/contact", #"{"kind":"call","summary":"Call"}"#)
        world.server.clock.advance(seconds: 86_400)
        try world.renewSessions()
        let overdue = try world.get("rep", "/v1/leads?first_contact_due_at.lt=2026-11-25T01:00:00Z")
        #expect(overdue.array("items").map { $0.object?["company"]?.string } == ["Two"])
    }
}
