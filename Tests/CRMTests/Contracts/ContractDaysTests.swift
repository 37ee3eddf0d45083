// What the days bring to contracts, and what is told of it: each thing once, whatever restarts in between (P2.4.3, P4.2.4).

import App
import JSON
import Kernel
import SQLite
import Storage
import TestSupport
import Testing

struct ContractDaysTests {
    private let desk: ContractDesk
    private var world: World { desk.world }

    init() throws { desk = try ContractDesk() }

    private func facts(_ word: String, _ name: String) throws -> [String] {
        try desk.events(word).map { event in
            let value = event.object?["data"]?.object?[name]
            return value?.string ?? value?.number?.literal ?? "?"
        }
    }

    private func listed(_ query: String) throws -> [Int64] {
        try world.get("rep", "/v1/contracts?\(query)").array("items").compactMap { $0.object?["id"]?.number?.int64 }
    }

    @Test func `a contract begins on its day and ends after its last one`() throws {
        let id = try desk.signed()
        let unsigned = try desk.inSigning()
        try desk.pass(to: "2026-11-30")
        #expect(try desk.status(id) == "signed")
        try desk.pass(to: "2026-12-01")
        #expect(try desk.status(id) == "in_execution")
        #expect(try desk.status(unsigned) == "signing")
        try desk.pass(to: "2027-11-30")
        #expect(try desk.status(id) == "in_execution")
        try desk.pass(to: "2027-12-01")
        #expect(try desk.status(id) == "expired")
        #expect(try desk.status(unsigned) == "signing")
        #expect(try desk.contract(id)["ended_at"] != .null)
        #expect(try world.post("rep", "/v1/contracts/\(id)/expire").status == 404, "nobody asks for it")
    }

    @Test func `a signing that is late is told once, and again when it is late anew`() throws {
        let id = try desk.inSigning()
        try desk.must("sign-theirs", id, by: "rep")
        let other = try desk.inSigning()
        try desk.pass(to: "2026-12-08")
        #expect(try desk.events("signing_overdue").isEmpty && listed("signing_overdue=true").isEmpty)
        try desk.pass(to: "2026-12-09")
        try desk.pass(to: "2026-12-10")
        #expect(try desk.events("signing_overdue").count == 2)
        #expect(try listed("signing_overdue=true&sort=id") == [id, other])
        let told = try desk.events("signing_overdue").first { $0.object?["data"]?.object?["id"]?.number?.int64 == id }?.object?["data"]?
            .object
        #expect(told?["unsigned_by"]?.array == ["ours"] && told?["owner_id"]?.number?.int64 == world.person("rep").id)
        try desk.must("sign-ours", id, by: "manager", #"{"signed_on":"2026-12-10","signatory":"Ms Wang"}"#)
        #expect(try listed("signing_overdue=true") == [other])
        // Back in draft and approved anew it has a new day.
        try desk.must("reopen-draft", other, by: "rep")
        #expect(try listed("signing_overdue=true").isEmpty)
        try desk.must("submit-legal", other, by: "rep")
        #expect(try desk.must("legal-approve", other, by: "legal").string("sign_by_on") == "2026-12-24")
        try desk.pass(to: "2026-12-25")
        #expect(try desk.events("signing_overdue").count == 3)
    }

    @Test func `an obligation is told when it is due and when it is overdue, each once`() throws {
        let duties =
            #","obligations":[{"party":"ours","what":"Samples","due_on":"2026-12-10"},{"party":"theirs","what":"Pay","due_on":"2026-12-20"}]"#
        let id = try desk.signed(desk.terms + duties)
        let unsigned = try desk.inSigning(desk.terms + duties)
        try desk.pass(to: "2026-12-09")
        #expect(try desk.events("obligation_due").isEmpty)
        for day in ["2026-12-10", "2026-12-10", "2026-12-11", "2026-12-12"] { try desk.pass(to: day) }
        #expect(try facts("obligation_due", "what") == ["Samples"])
        #expect(try facts("obligation_overdue", "what") == ["Samples"])
        #expect(try listed("obligation_overdue=true") == [id])
        // Nothing looked while the second one was due: what is overdue is not told to be due as well.
        try desk.pass(to: "2026-12-24")
        #expect(try facts("obligation_due", "what") == ["Samples"])
        #expect(try facts("obligation_overdue", "what") == ["Samples", "Pay"])
        #expect(try desk.contract(unsigned)["obligation_overdue"].bool == false)
    }

    @Test func `the end is told 30, 7 and 0 days before, each once, and after a standstill the nearest alone`() throws {
        let id = try desk.signed()
        try desk.pass(to: "2027-10-30")
        #expect(try desk.events("expiry_notice").isEmpty)
        for day in ["2027-10-31", "2027-11-01", "2027-11-22", "2027-11-23", "2027-11-24", "2027-11-30", "2027-11-30", "2027-12-01"] {
            try desk.pass(to: day)
        }
        #expect(try facts("expiry_notice", "notice_days") == ["30", "7", "0"])
        #expect(try facts("expiry_notice", "days_left") == ["30", "7", "0"])
        #expect(try desk.status(id) == "expired")
        desk.validUntil = "2028-12-31"
        let late = try desk.signed(
            desk.terms.replacing("2027-11-30", with: "2028-03-31") + #","renewal_notice_on":"2028-03-01""#)
        try desk.pass(to: "2028-02-28")
        #expect(try facts("renewal_notice", "notice_days") == ["7"])
        #expect(try facts("renewal_notice", "renewal_notice_on") == ["2028-03-01"])
        #expect(try desk.contract(late).integer("renewal_notice_days") == 7)
        #expect(try listed("renewal_notice_days.lte=7&status=in_execution") == [late])
    }

    @Test func `the company sets how long before it is told`() throws {
        #expect(
            try world.patch("admin", "/v1/settings/contracts", #"{"first_notice_days":60,"second_notice_days":14,"last_notice_days":3}"#)
                .status == 200)
        _ = try desk.signed()
        for day in ["2027-10-01", "2027-11-16", "2027-11-27"] { try desk.pass(to: day) }
        #expect(try facts("expiry_notice", "notice_days") == ["60", "14", "3"])
    }

    @Test func `nothing is told twice after a restart`() throws {
        _ = try desk.inSigning()
        _ = try desk.signed(desk.terms + #","obligations":[{"party":"ours","what":"Samples","due_on":"2026-12-10"}]"#)
        try desk.pass(to: "2026-12-11")
        let words = ["signing_overdue", "obligation_overdue", "expiry_notice"]
        let before = try words.map { try desk.events($0).count }
        #expect(before == [1, 1, 0])
        for _ in 0..<3 { try desk.pass(to: "2026-12-11") }
        #expect(try words.map { try desk.events($0).count } == before)
        world.server.application.stop(within: 2)
        let second = try TestServer(directory: world.server.directory, at: try #require(Instant("2026-12-12T04:00:00Z")))
        try second.runJob("contract-days")
        let count = try second.application.database.read {
            try $0.first("SELECT count(*) FROM event WHERE action = 'signing_overdue' OR action = 'obligation_overdue'")
        }
        #expect(count?.first == .integer(2))
    }

    @Test func `many at a time are done slice by slice`() throws {
        let ids = try (0..<12).map { _ in try desk.signed() }
        try desk.pass(to: "2026-12-01")
        #expect(try listed("status=in_execution&sort=id&limit=50") == ids)
    }
}
