// `/v1/settings/retention`: personal data are erased when the time that the company has set is over.

import JSON
import Kernel
import TestSupport
import Testing

struct KeepingTimeTests {
    private let world: World
    private let traces: Traces

    init() throws {
        world = try World()
        traces = Traces(world: world)
    }

    private func runJob() throws {
        try world.server.runJob("erase-after-keeping-times")
    }

    private func move(days: Int64) throws {
        world.server.clock.advance(seconds: days * 86_400)
        try world.renewSessions()
    }

    private func disqualifiedLead(_ number: Int) throws -> Int64 {
        let body = """
            {"company":"Firm \(number)","channel":"other","person":"Person \(number)","phone":"1381234\(5000 + number)"}
            """
        let lead = try world.created(world.post("rep", "/v1/leads", body))
        #expect(try world.post("rep", "/v1/leads/\(lead)/disqualify", #"{"reason":"No need"}"#).status == 200)
        return lead
    }

    @Test func `without a setting nothing is erased`() throws {
        #expect(try world.get("admin", "/v1/settings/retention")["disqualified_leads_months"].isNull)
        _ = try disqualifiedLead(101)
        try move(days: 4000)
        try runJob()
        #expect(try traces.places(of: ["Person 101"]).contains("leads.person"))
        #expect(try world.patch("admin", "/v1/settings/retention", #"{"disqualified_leads_months":0}"#).status == 422)
    }

    @Test func `disqualified leads lose their person after so many months, however many they are`() throws {
        #expect(try world.patch("admin", "/v1/settings/retention", #"{"disqualified_leads_months":6}"#).status == 200)
        let old = try (101...145).map { try disqualifiedLead($0) }
        let open = try world.created(world.post("rep", "/v1/leads", #"{"company":"Open","channel":"other","person":"Still There"}"#))
        try move(days: 100)
        let young = try disqualifiedLead(999)
        // Six months after 24 November is 24 May; on that day they are still kept.
        try move(days: 81)
        try runJob()
        #expect(try traces.places(of: ["Person 101"]).contains("leads.person"))
        try move(days: 1)
        try runJob()
        #expect(try traces.places(of: (101...145).map { "Person \($0)" } + ["13812345101"]) == [])
        // Whom the job emptied nobody fills again, by no way.
        let emptied = "/v1/leads/\(old[0])"
        #expect(try world.patch("rep", emptied, #"{"person":"Person 101"}"#).code == "erased")
        let file = try world.upload("rep", emptied + "/attachments?name=Person.pdf", Array("%PDF-1.7\nlife\n".utf8))
        #expect(file.status == 409 && file.code == "erased", "\(file.answer.text)")
        #expect(try world.get("rep", emptied)["person"].isNull)
        for id in [old[0], old[44]] {
            let lead = try world.get("rep", "/v1/leads/\(id)")
            #expect(lead["person"].isNull && lead.string("status") == "disqualified" && lead.string("company") != nil)
        }
        #expect(try world.get("rep", "/v1/leads/\(young)").string("person") == "Person 999")
        #expect(try world.get("rep", "/v1/leads/\(open)").string("person") == "Still There")
        #expect(Set(try traces.verify()) == ["retention.disqualified_leads_months:6"])
    }

    @Test func `archived contacts are erased after so many months, and living ones stay`() throws {
        let customer = try world.customer(limit: nil)
        let ids = try ["Gone Away", "Here Still"].map {
            try world.created(world.post("rep", "/v1/contacts", "{\"customer_id\":\(customer),\"name\":\"\($0)\"}"))
        }
        #expect(try world.send("manager", "DELETE", "/v1/contacts/\(ids[0])").status == 200)
        #expect(try world.patch("admin", "/v1/settings/retention", #"{"archived_contacts_months":1}"#).status == 200)
        try move(days: 32)
        try runJob()
        #expect(try traces.places(of: ["Gone Away"]) == [])
        #expect(try world.get("rep", "/v1/contacts/\(ids[1])").string("name") == "Here Still")
        let records = try world.get("auditor", "/v1/audit?entity=contact&entity_id=\(ids[0])").array("items").compactMap(\.object)
        #expect(records.first?["action"]?.string == "erased")
        #expect(records.first?["user_id"]?.isNull == true && records.first?["origin"]?.string == "job")
    }
}
