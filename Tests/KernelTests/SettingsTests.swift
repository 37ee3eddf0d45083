// Settings: typed, checked, audited, and read at once by what stands on them.

import JSON
import TestSupport
import Testing

struct SettingsTests {
    private let world: World

    init() throws { world = try World() }

    @Test func `settings are listed, read and changed like records, by administrators`() throws {
        let list = try world.get("admin", "/v1/settings")
        #expect(list.array("items").contains { $0.object?["path"]?.string == "/v1/settings/calendar" })
        let before = try world.get("admin", "/v1/settings/calendar")
        #expect(before.string("working_hours") == "09:00-12:00, 13:00-18:00")
        #expect(before.answer.field("ETag")?.hasPrefix("\"1.") == true)
        let after = try world.patch("admin", "/v1/settings/calendar", #"{"working_hours":"08:00-16:00"}"#)
        #expect(after.integer("version") == 2)
        let audit = try world.get("auditor", "/v1/audit?entity=calendar_settings&entity_id=1")
        #expect(audit.array("items/0/changed/working_hours").compactMap(\.string) == ["09:00-12:00, 13:00-18:00", "08:00-16:00"])
        #expect(try world.get("executive", "/v1/settings/calendar").status == 200)
        #expect(try world.patch("executive", "/v1/settings/calendar", #"{"working_hours":"08:00-16:00"}"#).status == 403)
        #expect(try world.get("rep", "/v1/settings/calendar").status == 403)
        #expect(try world.get("rep", "/v1/settings").status == 403)
    }

    @Test(arguments: [
        (#"{"working_hours":"25:00-26:00"}"#, "/working_hours: bad_working_hours"),
        (#"{"working_days":[]}"#, "/working_days: no_working_days"),
        (#"{"working_days":["funday"]}"#, "/working_days: not_a_choice"),
        (#"{"working_hour":"09:00-12:00"}"#, "/working_hour: unknown_field"),
    ])
    func `a setting that makes no sense is refused and nothing changes`(_ body: String, _ fault: String) throws {
        #expect(try world.patch("admin", "/v1/settings/calendar", body).faults == [fault])
        #expect(try world.get("admin", "/v1/settings/calendar").integer("version") == 1)
    }

    @Test func `there is one record of each, neither made nor archived`() throws {
        #expect(try world.post("admin", "/v1/settings/calendar", "{}").status == 405)
        #expect(try world.send("admin", "DELETE", "/v1/settings/calendar").status == 405)
        #expect(try world.get("admin", "/v1/settings/calendar/1").status == 404)
        #expect(try world.get("admin", "/v1/settings/nothing").status == 404)
    }
}
