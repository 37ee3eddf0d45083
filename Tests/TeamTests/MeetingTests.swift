// Meetings: who sees and holds them, and how regular ones come again by themselves (P3.3.1, P3.3.2).

import JSON
import Kernel
import TestSupport
import Testing

struct MeetingTests {
    private let team: TeamWorld
    private var world: World { team.world }

    init() throws { team = try TeamWorld() }

    /// At that time of Shanghai.
    private func meeting(
        _ at: String, rhythm: String? = nil, kind: String = "regular", by name: String = "manager", with people: [String] = ["rep", "rep2"]
    ) throws -> Int64 {
        let moment = at.replacing(" ", with: "T") + ":00+08:00"
        let attendees = people.map { "{\"user_id\":\(team.id($0))}" }.joined(separator: ",")
        let again = rhythm.map { ",\"rhythm\":\"\($0)\"" } ?? ""
        let body = """
            {"title":"Sales","kind":"\(kind)","starts_at":"\(moment)","agenda":[{"subject":"Figures","presenter_id":\(team.id("rep"))}],
             "attendees":[\(attendees)]\(again)}
            """
        return try world.created(world.post(name, "/v1/meetings", body))
    }

    private func held(_ people: [String] = ["rep"]) -> String {
        let there = people.map { "{\"user_id\":\(team.id($0))}" }.joined(separator: ",")
        return "{\"minutes\":\"All agreed\",\"attendees\":[\(there)]}"
    }

    private func path(_ id: Int64) -> String { "/v1/meetings/\(id)" }

    /// The times in Shanghai of all planned meetings, in order.
    private func planned() throws -> [String] {
        try world.get("executive", "/v1/meetings?status=planned&sort=starts_at").array("items").compactMap {
            $0.object?["starts_at"]?.string.flatMap { Instant($0) }?.adding(seconds: 8 * 3600).description.prefix(16).description
        }
    }

    @Test func `organiser and attendees see it, with what stands beside it, and nobody else in the team does`() throws {
        let id = try meeting("2026-11-27 09:00")
        let seers: Set = ["manager", "rep", "rep2", "executive", "auditor", "admin"]
        for name in TeamWorld.everybody {
            #expect(try world.get(name, path(id)).status == (seers.contains(name) ? 200 : 404), "\(name)")
            #expect(try team.ids(world.get(name, "/v1/meetings")) == (seers.contains(name) ? [id] : []), "\(name)")
        }
        #expect(try team.events("created", of: "meeting", by: "rep").count == 1)
        #expect(try team.events("created", of: "meeting", by: "stranger").isEmpty)
    }

    @Test func `held and cancelled by its organiser alone, from planned`() throws {
        let id = try meeting("2026-11-24 09:00")
        for (step, form) in [("hold", held()), ("cancel", #"{"reason":"Fog"}"#)] {
            for name in TeamWorld.everybody {
                let reply = try world.post(name, path(id) + "/\(step)?dry_run=true", form)
                #expect(
                    name == "manager" ? reply.status == 200 : [403, 404].contains(reply.status), "\(name) \(step): \(reply.answer.text)")
            }
        }
        let reply = try team.take("hold", "meetings", id, by: "manager", held(["rep", "finance"]))
        let there = reply.array("attendees").compactMap(\.object).map { ($0["user_id"]?.number?.int64, $0["attended"]?.bool) }
        #expect(there.map(\.0) == [team.id("rep"), team.id("rep2"), team.id("finance")])
        #expect(there.map(\.1) == [true, false, true])
        #expect(try world.patch("manager", path(id), #"{"title":"Other"}"#).code == "not_editable")
        #expect(try world.post("manager", path(id) + "/cancel", #"{"reason":"Fog"}"#).status == 409)
        #expect(try world.get("finance", path(id)).string("minutes") == "All agreed")
    }

    @Test func `a meeting needs two people, two departments where it is across them, and its hour`() throws {
        let ahead = try meeting("2026-11-25 09:00")
        #expect(try world.post("manager", path(ahead) + "/hold", held()).code == "meeting_to_come")
        let id = try meeting("2026-11-24 09:00")
        #expect(try world.post("manager", path(id) + "/hold", held(["manager"])).faults == ["/attendees: meeting_alone"])
        #expect(try world.post("manager", path(id) + "/hold", held(["rep", "rep"])).faults == ["/attendees/1/user_id: attendee_twice"])
        #expect(try world.post("manager", path(id) + "/hold", #"{"minutes":"x","attendees":[]}"#).status == 422)
        let across = try meeting("2026-11-24 09:00", kind: "cross_department")
        for name in ["rep", "manager"] { try team.must(world.patch("admin", "/v1/users/\(team.id(name))", #"{"department_id":1}"#)) }
        try team.must(world.patch("admin", "/v1/users/\(team.id("finance"))", #"{"department_id":4}"#))
        try team.must(world.patch("admin", "/v1/users/\(team.id("stranger"))", #"{"department_id":null}"#))
        for names in [["rep"], ["rep", "stranger"]] {
            #expect(try world.post("manager", path(across) + "/hold", held(names)).faults == ["/attendees: one_department"], "\(names)")
        }
        #expect(try world.post("manager", path(across) + "/hold", held(["rep", "key"])).faults == ["/attendees/1/user_id: person_unfit"])
        try team.take("hold", "meetings", across, by: "manager", held(["rep", "finance"]))
    }

    @Test func `meetings are planned ahead, and not moved into the past`() throws {
        let body = #"{"title":"Old","kind":"regular","starts_at":"2026-11-16T01:00:00Z"}"#
        #expect(try world.post("manager", "/v1/meetings", body).faults == ["/starts_at: meeting_past"])
        let id = try meeting("2026-11-27 09:00")
        #expect(try world.patch("manager", path(id), #"{"starts_at":"2026-11-23T01:00:00Z"}"#).faults == ["/starts_at: meeting_past"])
        #expect(try world.post("rep", "/v1/meetings", body).status == 403)
        let foreign = "{\"title\":\"X\",\"kind\":\"regular\",\"starts_at\":\"2026-11-27T01:00:00Z\",\"organiser_id\":\(team.id("boss"))}"
        #expect(try world.post("manager", "/v1/meetings", foreign).faults == ["/organiser_id: owner_outside_team"])
    }

    @Test func `the next of a rhythm is made when one is held or cancelled, once, with agenda and attendees`() throws {
        let id = try meeting("2026-11-24 09:00", rhythm: "weekly")
        let next = try team.take("hold", "meetings", id, by: "manager", held()).integer("next_id") ?? 0
        #expect(try planned() == ["2026-12-01T09:00"])
        let made = try world.get("rep", path(next))
        #expect(made.string("agenda/0/subject") == "Figures" && made.array("attendees").count == 2)
        #expect(made.array("attendees").allSatisfy { $0.object?["attended"]?.bool == false })
        #expect(made.integer("previous_id") == id && made.string("rhythm") == "weekly")
        try team.take("cancel", "meetings", next, by: "manager", #"{"reason":"Fair"}"#)
        #expect(try planned() == ["2026-12-08T09:00"])
        try team.pass(to: "2026-12-02 09:00", "meetings-recur")
        #expect(try planned() == ["2026-12-08T09:00"])
    }

    @Test func `a rhythm goes on by itself where nobody says what became of it, and makes nothing up for a standstill`() throws {
        _ = try meeting("2026-11-24 10:00", rhythm: "weekly")
        try team.pass(to: "2026-11-24 09:30", "meetings-recur")
        #expect(try planned() == ["2026-11-24T10:00"])
        try team.pass(to: "2026-11-24 10:00", "meetings-recur", "meetings-recur")
        #expect(try planned() == ["2026-11-24T10:00", "2026-12-01T10:00"])
        // Down for three weeks: the one that follows is the next to come.
        try team.pass(to: "2026-12-23 12:00", "meetings-recur", "meetings-recur")
        #expect(try planned() == ["2026-11-24T10:00", "2026-12-01T10:00", "2026-12-29T10:00"])
    }

    @Test func `the last of a month stays the last, and days without work are passed over`() throws {
        // The 31st of January is a Sunday: Monday. The last of February is a Sunday: Monday, the 1st. The 31st of March is a Wednesday.
        try team.move(to: "2026-12-31 08:00")
        _ = try meeting("2026-12-31 09:00", rhythm: "monthly")
        for day in ["2026-12-31", "2027-02-01", "2027-03-01", "2027-03-31"] { try team.pass(to: day + " 18:00", "meetings-recur") }
        #expect(
            try planned() == ["2026-12-31T09:00", "2027-02-01T09:00", "2027-03-01T09:00", "2027-03-31T09:00", "2027-04-30T09:00"])
    }

    @Test func `one that is moved moves no other, another rhythm begins anew, and none ends it`() throws {
        let id = try meeting("2026-11-26 09:00", rhythm: "every_two_weeks")
        try team.must(world.patch("manager", path(id), #"{"starts_at":"2026-11-27T03:00:00Z"}"#))
        try team.pass(to: "2026-11-27 18:00", "meetings-recur")
        #expect(try planned() == ["2026-11-27T11:00", "2026-12-10T09:00"])
        let next = try world.get("manager", path(id)).integer("next_id") ?? 0
        try team.must(world.patch("manager", path(next), #"{"rhythm":"weekly","starts_at":"2026-12-11T06:00:00Z"}"#))
        try team.pass(to: "2026-12-11 18:00", "meetings-recur")
        #expect(try planned().last == "2026-12-18T14:00")
        let last = try world.get("manager", path(next)).integer("next_id") ?? 0
        try team.must(world.patch("manager", path(last), #"{"rhythm":null}"#))
        try team.pass(to: "2027-03-01 18:00", "meetings-recur")
        #expect(try planned().last == "2026-12-18T14:00")
    }

    @Test func `the rhythm outlasts its organiser, and goes to who takes over`() throws {
        let id = try meeting("2026-11-24 10:00", rhythm: "weekly", by: "lead")
        try team.must(world.post("admin", "/v1/users/\(team.id("lead"))/hand-over", "{\"to_id\":\(team.id("manager"))}"))
        try team.must(world.patch("admin", "/v1/users/\(team.id("rep2"))", #"{"active":false}"#))
        try team.pass(to: "2026-11-24 12:00", "meetings-recur")
        let next = try world.get("executive", path(world.get("executive", path(id)).integer("next_id") ?? 0))
        #expect(next.integer("organiser_id") == team.id("manager"))
        #expect(next.array("attendees").compactMap { $0.object?["user_id"]?.number?.int64 } == [team.id("rep")])
    }
}
