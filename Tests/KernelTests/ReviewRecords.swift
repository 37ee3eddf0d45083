// The reviews' part of the company in which every resource has three records: of rep, of rep2 and of stranger.

import JSON
import Kernel
import TestSupport

/// Whose targets, reviews and outcomes there are.
final class ReviewRecords {
    private let world: World
    /// Codes and periods of which each is used once.
    private var used = 0

    private static let people = ["rep", "rep2", "stranger"]

    init(_ world: World) { self.world = world }

    /// The ids of the three records; nil for what is none of the reviews'.
    func records(of collection: String) throws -> [Int64]? {
        switch collection {
        case "indicators", "review-schemes", "targets":
            return try (0...2).map { try world.created(world.post("admin", "/v1/" + collection, body(for: collection, at: $0) ?? "")) }
        case "review-periods":
            try prepare(["month", "quarter", "year"])
            return try ["2026-11", "2026-Q4", "2026"].map { try world.created(world.post("hr", "/v1/review-periods/\($0)/open")) }
        case "performance-reviews":
            return try reviews()
        case "outcomes":
            try close(reviews())
            return try ids("outcomes")
        default: return nil
        }
    }

    /// A body that creates another record; nil for what is none of the reviews'.
    func body(for collection: String, at index: Int) -> String? {
        used += 1
        switch collection {
        case "indicators": return "{\"code\":\"i\(used)\",\"name\":\"Customer care\",\"measure\":\"score\"}"
        case "review-schemes": return #"{"name":"Scheme","position":"Representative","cycle":"month"}"#
        case "targets":
            return "{\"user_id\":\(world.person(Self.people[index]).id),\"indicator_id\":1,\"period\":\"\(2100 + used)\",\"value\":\"12\"}"
        default: return nil
        }
    }

    private func ids(_ collection: String) throws -> [Int64] {
        try world.get("hr", "/v1/\(collection)?sort=user_id").array("items").compactMap { $0.object?["id"]?.number?.int64 }
    }

    /// Schemes in force for the position that the three get.
    private func prepare(_ cycles: [String]) throws {
        try must(world.patch("admin", "/v1/settings/performance", #"{"cycle_content_demanded":false}"#))
        for name in Self.people { try must(world.patch("admin", "/v1/users/\(world.person(name).id)", #"{"position":"Representative"}"#)) }
        for cycle in cycles {
            let lines = "[{\"indicator_id\":1,\"weight\":100}]"
            let body = "{\"name\":\"Scheme\",\"position\":\"Representative\",\"cycle\":\"\(cycle)\",\"lines\":\(lines)}"
            let id = try world.created(world.post("hr", "/v1/review-schemes", body))
            try must(world.post("executive", "/v1/review-schemes/\(id)/activate"))
        }
    }

    private func reviews() throws -> [Int64] {
        try prepare(["month"])
        for name in Self.people {
            let body = "{\"user_id\":\(world.person(name).id),\"indicator_id\":1,\"period\":\"2026-11\",\"value\":\"1000\"}"
            _ = try world.created(world.post("admin", "/v1/targets", body))
        }
        try must(world.post("hr", "/v1/review-periods/2026-11/open"))
        return try ids("performance-reviews")
    }

    /// Nobody has sold anything: each is proposed coaching.
    private func close(_ reviews: [Int64]) throws {
        world.server.clock.advance(seconds: 7 * 86_400)
        try world.renewSessions()
        try world.server.runJob("review-figures")
        try world.hire("executive2", [.executive])
        for id in reviews {
            try must(world.post("executive", "/v1/performance-reviews/\(id)/score", #"{"scores":[]}"#))
            try must(world.post("executive2", "/v1/performance-reviews/\(id)/confirm"))
            let user = try world.get("hr", "/v1/performance-reviews/\(id)").integer("user_id")
            for name in Self.people where world.person(name).id == user {
                try must(world.post(name, "/v1/performance-reviews/\(id)/acknowledge"))
            }
            try must(world.post("hr", "/v1/performance-reviews/\(id)/close"))
        }
    }

    private func must(_ reply: Reply) throws {
        guard [200, 201].contains(reply.status) else { throw ClientError.malformed(reply.answer.text) }
    }
}
