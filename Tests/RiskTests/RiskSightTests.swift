// Who sees a risk, to what it can be linked, and where it then stands (access.md, Risk).

import JSON
import Kernel
import TestSupport
import Testing

struct RiskSightTests {
    private let risks: RiskWorld
    private var world: World { risks.world }

    init() throws { risks = try RiskWorld() }

    @Test func `seen by its owner, whoever stands above, and those who watch over all`() throws {
        let id = try risks.risk()
        for name in RiskWorld.everybody {
            let sees = ["rep", "manager", "executive", "auditor", "admin"].contains(name)
            #expect(try risks.risk(id, by: name).status == (sees ? 200 : 404), "\(name)")
            #expect(try risks.risks(by: name).contains(id) == sees, "\(name)")
            let entered = try world.post(name, "/v1/risks?dry_run=true", risks.body(",\"owner_id\":\(risks.id("rep"))"))
            #expect((entered.status == 201) == ["manager", "executive", "admin"].contains(name), "\(name): \(entered.answer.text)")
        }
        #expect(
            try world.post("boss", "/v1/risks", risks.body(",\"owner_id\":\(risks.id("rep"))")).faults == ["/owner_id: owner_outside_team"])
    }

    @Test func `a risk about a customer is not for the customer's owner, unless it is his or hers`() throws {
        let about = ",\"entity\":\"customer\",\"entity_id\":\(risks.desk.customer)"
        let id = try risks.risk(of: "manager", about)
        #expect(try risks.risk(id, by: "rep").status == 404)
        #expect(try risks.risk(id, by: "manager").integer("customer_id") == risks.desk.customer)
        func entries(_ name: String) throws -> [String] {
            try world.get(name, "/v1/customers/\(risks.desk.customer)/timeline?limit=100").array("items").compactMap {
                $0.object?["entity"]?.string
            }
        }
        #expect(try entries("manager").contains("risk") && !entries("rep").contains("risk"))
        #expect(try risks.risks("&customer_id=\(risks.desk.customer)") == [id])
    }

    @Test func `linked to a record of any kind that one sees, by kind and id`() throws {
        let competitor = try risks.competitor()
        let order = try risks.confirmed(10)
        for (entity, id) in [("competitor", competitor), ("order", order), ("product", risks.desk.tea), ("user", risks.id("rep"))] {
            let risk = try risks.risk(of: "manager", ",\"entity\":\"\(entity)\",\"entity_id\":\(id)")
            #expect(try risks.ids(world.get("manager", "/v1/risks?entity=\(entity)&entity_id=\(id)")) == [risk])
            let evidence = try world.get("manager", "/v1/risks/\(risk)/evidence")
            #expect(evidence.string("items/0/entity") == entity && evidence.integer("items/0/id") == id, "\(evidence.answer.text)")
        }
        #expect(try world.get("manager", "/v1/orders/\(order)/timeline").array("items").contains { $0.object?["entity"]?.string == "risk" })
        let foreign = try world.customer("Foreign", owner: "stranger", limit: nil)
        for (more, fault) in [
            (",\"entity\":\"customer\",\"entity_id\":\(foreign)", "/entity_id: unknown_reference"),
            (#","entity":"customer","entity_id":999"#, "/entity_id: unknown_reference"),
            (#","entity":"nothing","entity_id":1"#, "/entity_id: unknown_reference"),
            (#","entity":"risk_settings","entity_id":1"#, "/entity_id: unknown_reference"),
            (#","entity":"customer""#, "/entity_id: risk_record_incomplete"), (#","entity_id":1"#, "/entity: risk_record_incomplete"),
        ] {
            #expect(try world.post("manager", "/v1/risks", risks.body(more)).faults == [fault], "\(more)")
        }
        #expect(try world.patch("manager", "/v1/risks/1", "{\"entity_id\":\(foreign)}").status == 422)
    }

    @Test func `documents hang on it, and it goes along when somebody leaves`() throws {
        let id = try risks.risk()
        let file = Array("%PDF-1.7\nPlan\n".utf8)
        #expect(try world.upload("rep", "/v1/risks/\(id)/attachments?name=plan.pdf", file).status == 201)
        #expect(try world.upload("rep2", "/v1/risks/\(id)/attachments?name=plan.pdf", file).status == 404)
        try risks.must(world.post("admin", "/v1/users/\(risks.id("rep"))/hand-over", "{\"to_id\":\(risks.id("rep2"))}"))
        #expect(try risks.risk(id).integer("owner_id") == risks.id("rep2"))
        #expect(try risks.risk(id, by: "rep").status == 404)
    }
}
