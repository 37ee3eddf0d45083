// Whose a lead becomes that somebody enters who stands in for another: a borrowed role makes nobody an owner (decisions.md, absences).

import JSON
import Kernel
import TestSupport
import Testing

struct LeadDelegateTests {
    private let world: World

    init() throws { world = try World() }

    private func enter(_ name: String) throws -> Reply {
        try world.post(name, "/v1/leads", #"{"company":"远洋贸易","channel":"exhibition"}"#)
    }

    @Test func `who sells owns the lead, although he or she stands in for marketing`() throws {
        try world.standIn("rep", for: "marketing")
        let lead = try enter("rep")
        #expect(lead.status == 201)
        #expect(lead.integer("owner_id") == world.person("rep").id)
        #expect(lead.string("assignments/0/reason") == "entered_by")
    }

    @Test func `marketing that stands in for a rep enters for the rules to find an owner`() throws {
        try world.standIn("marketing", for: "rep")
        let lead = try enter("marketing")
        #expect(lead.status == 201)
        #expect(lead["owner_id"] == .null)
    }

    @Test func `who does not sell becomes no owner by standing in for a rep`() throws {
        try world.standIn("finance", for: "rep")
        #expect(try enter("finance").code == "outside_rows")
        #expect(try world.get("admin", "/v1/leads?count=true").integer("total") == 0)
    }
}
