// The warning of a year that has no holidays: told before it begins, and gone once they are entered.

import App
import JSON
import Kernel
import TestSupport
import Testing

struct MissingHolidayTests {
    private func world(at moment: String) throws -> World {
        try World(TestServer(at: try #require(Instant(moment)), changing: { $0.loops = 1 }))
    }

    private func codes(_ world: World) throws -> [String] {
        let reply = try world.get(nil, "/readyz")
        #expect(reply.status == 200 && reply.string("status") == "ok")
        return reply.array("warnings").compactMap { $0.object?["code"]?.string }
    }

    private func gauge(_ world: World) throws -> Substring? {
        let lines = try world.get(nil, "/metrics").answer.text.split(separator: "\n")
        return lines.first { $0.hasPrefix("salesd_warnings{") }
    }

    @Test(arguments: [
        // In Shanghai, from where the day after the last of 60 lies in 2027.
        ("2026-11-01T15:59:00Z", false), ("2026-11-01T16:00:00Z", true), ("2026-12-31T15:59:00Z", true), ("2027-05-01T00:00:00Z", true),
        ("2023-12-01T00:00:00Z", true), ("2024-01-01T00:00:00Z", false),
    ])
    func `a year without holidays is told 60 days before it begins and as long as it lasts`(_ moment: String, _ isTold: Bool) throws {
        let world = try world(at: moment)
        #expect(try codes(world) == (isTold ? ["holidays_missing"] : []))
        #expect(
            try gauge(world) == (isTold ? #"salesd_warnings{code="holidays_missing"} 1"# : #"salesd_warnings{code="holidays_missing"} 0"#))
    }

    @Test func `the warning names the years in the reader's language, and ends with the first holiday that is entered`() throws {
        let world = try world(at: "2027-11-24T01:00:00Z")
        let english = try world.get(nil, "/readyz")
        #expect(english.string("warnings/0/text")?.contains("for 2027, 2028,") == true)
        let chinese = try world.get(nil, "/readyz", fields: [("Accept-Language", "zh-CN")])
        #expect(chinese.string("warnings/0/text")?.hasPrefix("2027, 2028 年的节假日尚未录入") == true)
        // A worked weekend day is no holiday, and a holiday that was taken back is none.
        _ = try enter("2028-01-09", "working", world)
        let taken = try enter("2028-01-03", "holiday", world)
        #expect(try world.send("hr", "DELETE", "/v1/calendar-exceptions/\(taken)").status < 300)
        for (day, years) in [("2027-10-01", "for 2028,"), ("2028-01-01", nil)] {
            _ = try enter(day, "holiday", world)
            let text = try world.get(nil, "/readyz").string("warnings/0/text")
            #expect(years.map { text?.contains($0) == true } ?? (text == nil))
        }
        #expect(try gauge(world)?.hasSuffix(" 0") == true)
    }

    private func enter(_ day: String, _ kind: String, _ world: World) throws -> Int64 {
        try world.created(world.post("hr", "/v1/calendar-exceptions", "{\"falls_on\":\"\(day)\",\"kind\":\"\(kind)\"}"))
    }
}
