// A risk from its cause to its closing, as people of the right roles, trying the way round at each turn (P4).

import JSON
import Kernel
import TestSupport
import Testing

struct RiskWalkTests {
    @Test func `a risk from its cause to its closing`() throws {
        let risks = try RiskWorld()
        let world = risks.world
        // The customer does not pay for a month after the invoice was due.
        let invoice = try risks.invoiced(risks.confirmed(1000))
        try risks.pass(to: "2027-01-25 09:00")
        let id = try risks.raised("overdue_receivables").id
        let path = "risks/\(id)"
        #expect(try risks.events("raised", by: "rep").count == 1 && risks.events("raised", by: "boss").isEmpty)
        // The rep cannot make it nobody's, close it unseen, or accept it.
        #expect(try world.post("rep", "/v1/\(path)/close", #"{"result":"Nothing"}"#).status == 409)
        #expect(try world.send("rep", "DELETE", "/v1/\(path)").status != 200)
        #expect(try world.post("rep", "/v1/\(path)/assess", #"{"likelihood":5}"#).status == 422)
        try risks.assess(id, 4, 4)
        #expect(try world.post("rep", "/v1/\(path)/accept", #"{"reason":"Old friends"}"#).status == 403)
        try risks.run()
        let alarm = try risks.events("alarm", by: "manager")
        #expect(alarm.count == 1 && risks.concerned(alarm[0]) == [risks.id("rep"), risks.id("manager")])
        // The manager may not accept a high one, and has finance respond.
        #expect(try world.post("manager", "/v1/\(path)/accept", #"{"reason":"Old friends"}"#).status == 403)
        #expect(try risks.risk(id, by: "finance").status == 404)
        try risks.take("respond", path, by: "manager", risks.response(owner: "finance", on: "2027-02-25"))
        #expect(try risks.risks("&high_without_response=true") == [] && risks.risk(id, by: "manager").status == 200)
        // Finance looks at it again and finds less left; the manager accepts what is left.
        let left = try risks.assess(id, 2, 4, by: "finance")
        #expect(left.string("inherent_level") == "high" && left.string("residual_level") == "medium")
        #expect(try world.post("finance", "/v1/\(path)/accept", #"{"reason":"Enough"}"#).status == 403)
        try risks.take("accept", path, by: "manager", #"{"reason":"A guarantee stands","review_on":"2027-03-01"}"#)
        try risks.pass(to: "2027-03-02 09:00")
        #expect(try risks.risks("&review_overdue=true", by: "finance") == [id])
        // The customer pays, and the server closes it.
        try risks.pay(invoice, "20340.00", on: "2027-03-02")
        try risks.run()
        let closed = try risks.risk(id, by: "finance")
        #expect(closed.string("status") == "closed" && closed["closed_by_id"].isNull && closed["review_overdue"].bool == false)
        let trail = try world.get("auditor", "/v1/audit?entity=risk&entity_id=\(id)&limit=50").array("items")
            .compactMap { $0.object?["action"]?.string }.reversed()
        #expect(Array(trail) == ["created", "assess", "alarm", "respond", "assess", "accept", "review_overdue", "close"])
        #expect(try risks.risks("&status.not=closed") == [])
        #expect(try world.server.operatorClient().send("GET", "/control/jobs").status == 200)
    }
}
