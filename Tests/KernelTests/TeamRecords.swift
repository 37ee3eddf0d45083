// The team's part of the company in which every resource has three records.

import JSON
import Kernel
import TestSupport

/// Who recruits, meets and is taught: `manager`, `lead` who leads below, and `boss` who leads somewhere else.
struct TeamRecords {
    private let world: World
    /// An approved plan of each of the three who lead.
    private let plans: [Int64]
    private let courses: Stock

    private static let leaders = ["manager", "lead", "boss"]
    private static let people = ["rep", "rep2", "stranger"]

    init(_ collection: String, _ world: World) throws {
        self.world = world
        guard ["recruitment-plans", "candidates", "enrolments", "notices", "early-warning-rules", "alerts"].contains(collection) else {
            (plans, courses) = ([], Stock([]))
            return
        }
        try world.hire("lead", [.salesManager], under: "manager")
        try world.hire("boss", [.salesManager])
        plans = collection == "candidates" ? try Self.leaders.map { try Self.approvedPlan(of: $0, world) } : []
        // One open enrolment for each course and person, and as many as there are roles and records.
        let number = collection == "enrolments" ? 3 * (roleHolders.count + 1) : 0
        courses = Stock(
            try (0..<number).map { number in
                let body = "{\"name\":\"Course \(number)\",\"topic\":\"selling\",\"purpose\":\"coaching\"}"
                return try world.created(world.post("admin", "/v1/courses", body))
            })
    }

    private static func planBody(of leader: String, _ world: World) -> String {
        """
        {"position":"Representative","head_count":100,"starts_on":"2026-11-01","ends_on":"2027-10-31","owner_id":\(world.person(leader).id)}
        """
    }

    private static func approvedPlan(of leader: String, _ world: World) throws -> Int64 {
        let id = try world.created(world.post(leader, "/v1/recruitment-plans", planBody(of: leader, world)))
        for (name, step) in [(leader, "submit"), ("executive", "approve")] {
            let reply = try world.post(name, "/v1/recruitment-plans/\(id)/\(step)")
            guard reply.status == 200 else { throw ClientError.malformed(reply.answer.text) }
        }
        return id
    }

    /// The ids of the three records; nil for what is none of the team's.
    func records(of collection: String) throws -> [Int64]? {
        switch collection {
        case "alerts":
            for (index, name) in Self.leaders.enumerated() {
                _ = try world.created(world.post(name, "/v1/early-warning-rules", body(for: "early-warning-rules", at: index) ?? ""))
            }
            try world.server.runJob("early-warnings")
            return try world.get("auditor", "/v1/alerts?sort=id").array("items").compactMap { $0.object?["id"]?.number?.int64 }
        case "recruitment-plans", "notices", "early-warning-rules":
            return try Self.leaders.enumerated().map { index, name in
                try world.created(world.post(name, "/v1/" + collection, body(for: collection, at: index) ?? ""))
            }
        case "action-items":
            return try Self.people.map { try world.created(world.post($0, "/v1/action-items", body(for: collection, at: 0) ?? "")) }
        case "notice-receipts":
            let people = Self.people.map { "{\"user_id\":\(world.person($0).id)}" }.joined(separator: ",")
            let notice = try world.created(
                world.post("executive", "/v1/notices", "{\"title\":\"New\",\"body\":\"Rules\",\"people\":[\(people)]}"))
            guard try world.post("executive", "/v1/notices/\(notice)/publish").status == 200 else { throw ClientError.malformed("publish") }
            return try world.get("auditor", "/v1/notice-receipts?sort=user_id").array("items").compactMap {
                $0.object?["id"]?.number?.int64
            }
        case "report-schedules":
            return try Self.people.indices.map { index in
                let body = body(for: collection, at: index) ?? ""
                return try world.created(world.post(Self.people[index], "/v1/report-schedules", body))
            }
        case "report-runs":
            return try (records(of: "report-schedules") ?? []).enumerated().map { index, id in
                let reply = try world.post(Self.people[index], "/v1/report-schedules/\(id)/run")
                guard let run = reply.integer("last_run_id") else { throw ClientError.malformed(reply.answer.text) }
                return run
            }
        default:
            guard body(for: collection, at: 0) != nil else { return nil }
            return try (0...2).map { index in
                try world.created(world.post(keeper(of: collection), "/v1/" + collection, body(for: collection, at: index) ?? ""))
            }
        }
    }

    /// A body that creates another record; nil for what is none of the team's.
    func body(for collection: String, at index: Int) -> String? {
        let person = world.person(Self.people[index]).id
        switch collection {
        case "recruitment-plans": return Self.planBody(of: Self.leaders[index], world)
        case "candidates":
            return plans.isEmpty ? "{}" : "{\"plan_id\":\(plans[index]),\"name\":\"Zhao Min\",\"channel\":\"campus\"}"
        case "courses": return #"{"name":"Tea","topic":"product"}"#
        case "enrolments": return "{\"course_id\":\(courses.take()),\"user_id\":\(person)}"
        case "meetings":
            return """
                {"title":"Sales","kind":"regular","organiser_id":\(person),"starts_at":"2026-12-01T01:00:00Z","rhythm":"weekly",
                 "agenda":[{"subject":"Figures"}]}
                """
        case "action-items": return "{\"title\":\"Call\",\"due_on\":\"2026-12-01\",\"owner_id\":\(world.person("finance2").id)}"
        case "notices": return #"{"title":"New","body":"Rules","everyone":true}"#
        case "message-channels": return #"{"name":"Sales","kind":"dingtalk","url":"https://oapi.dingtalk.com/robot/send?access_token=0"}"#
        case "webhooks": return "{\"name\":\"ERP\",\"url\":\"https://erp.example.invalid/salesd\",\"owner_id\":\(person)}"
        case "duties":
            return "{\"name\":\"Count\",\"clause\":\"P5.2\",\"rhythm\":\"monthly\",\"shown_by\":\"document\",\"owner_id\":\(person)}"
        case "report-schedules":
            return """
                {"name":"Orders","report":"sales-trend","rhythm":"weekly","weekday":"monday","owner_id":\(person)}
                """
        case "risks": return "{\"title\":\"Frost\",\"category\":\"market\",\"cause\":\"A late spring\",\"owner_id\":\(person)}"
        // On no day there is a lead: the alert comes at once.
        case "early-warning-rules":
            return """
                {"name":"Few leads","indicator":"new_leads","direction":"below","threshold":"1","active":true,
                 "owner_id":\(world.person(Self.leaders[index]).id)}
                """
        default: return nil
        }
    }

    /// Records of which each is used up once.
    private final class Stock {
        private var left: [Int64]

        init(_ ids: [Int64]) { left = ids }

        func take() -> Int64 { left.popLast() ?? 0 }
    }
}
