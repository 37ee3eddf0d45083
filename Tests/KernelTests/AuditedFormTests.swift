// The form of a step in audit and timeline: without what its reader may not see (access.md).

import JSON
import Kernel
import TestSupport
import Testing

struct AuditedFormTests {
    @Test(arguments: [(Role.admin, true), (.auditor, false), (.executive, false)])
    func `the audit shows a form's hidden members to nobody else than the record's`(_ role: Role, _ seesCost: Bool) throws {
        try check(signed(), role, "/v1/audit?entity=folder", seesCost)
    }

    @Test(arguments: [(Role.finance, true), (.admin, true), (.salesRep, false), (.auditor, false)])
    func `a timeline shows a form's hidden members to nobody else than the record's`(_ role: Role, _ seesCost: Bool) throws {
        try check(signed(), role, "/v1/folders/1/timeline", seesCost)
    }

    /// A folder that finance has signed.
    private func signed() throws -> SampleServer {
        let server = try SampleServer()
        _ = try server.send(.finance, "POST", "/v1/folders", #"{"title":"A","cost":"5.00"}"#)
        let form = #"{"comment":"Fine","margin":"2.00","cost":"5.00","parts":[{"name":"Lid","price":"1.25"}]}"#
        let reply = try server.send(.finance, "POST", "/v1/folders/1/sign", form)
        #expect(reply.status == 200, "\(reply.answer.text)")
        return server
    }

    private func check(_ server: SampleServer, _ role: Role, _ path: String, _ seesCost: Bool) throws {
        let reply = try server.send(role, "GET", path)
        #expect(reply.status == 200)
        #expect(reply.string("items/0/action") == "sign")
        #expect(reply.string("items/0/form/comment") == "Fine")
        #expect(reply.string("items/0/form/margin") == (seesCost ? "2.00" : nil))
        #expect(reply.string("items/0/form/cost") == (seesCost ? "5.00" : nil))
        #expect(reply.string("items/0/form/parts/0/name") == "Lid")
        #expect(reply.string("items/0/form/parts/0/price") == (seesCost ? "1.25" : nil))
    }
}
