// Pages while others work: rows are added, archived and changed between them, and nothing that stood still is missed or comes twice.

import JSON
import Kernel
import TestSupport
import Testing

struct PageWalkTests {
    private static let sorts = [
        "", "sort=id", "sort=name", "sort=-region,name", "sort=level,-region", "sort=-created_at", "sort=region,-level,-name",
    ]

    /// What happens to a table while somebody turns its pages.
    private final class Company {
        let world: World
        /// Who has not been touched since the walk began.
        var still: Set<Int64> = []

        init() throws { world = try World() }

        func add(_ random: inout SeededRandom) throws {
            let region = random.oneIn(3) ? "null" : "\"R\(random.integer(1...3))\""
            let body =
                "{\"name\":\"N\(random.integer(1...9))\",\"region\":\(region),\"level\":\"\(random.pick(["A", "B", "C"]))\",\"owner_id\":\(world.person("rep").id)}"
            _ = try world.created(world.post("admin", "/v1/customers", body))
            if random.oneIn(3) { world.server.clock.advance(seconds: 1) }
        }

        /// Adds, archives, restores or moves some rows.
        func change(_ random: inout SeededRandom) throws {
            for _ in 0..<random.integer(0...3) {
                switch random.integer(0...3) {
                case 0: try add(&random)
                case 1: try touch(random.pick(Array(still).sorted())) { try world.send("admin", "DELETE", $0) }
                case 2:
                    let region = "R\(random.integer(0...4))"
                    try touch(random.pick(Array(still).sorted())) {
                        try world.patch("admin", $0, "{\"region\":\"\(region)\",\"name\":\"N0\"}")
                    }
                default:
                    guard let archived = try world.get("admin", "/v1/customers?archived=true&limit=1").integer("items/0/id") else {
                        continue
                    }
                    try touch(archived) { try world.post("admin", $0 + "/restore") }
                }
            }
        }

        private func touch(_ id: Int64, _ change: (String) throws -> Reply) throws {
            let reply = try change("/v1/customers/\(id)")
            guard reply.status == 200 else { throw ClientError.malformed(reply.answer.text) }
            still.remove(id)
        }

        func ids(_ reply: Reply) -> [Int64] { reply.array("items").compactMap { $0.object?["id"]?.number?.int64 } }
    }

    @Test(arguments: sorts)
    func `a walk over changing rows gives each row that stood still exactly once, in order`(_ sort: String) throws {
        let seed = SeededRandom.seed(standard: 31)
        var random = SeededRandom(seed: seed)
        let company = try Company()
        for _ in 0..<40 { try company.add(&random) }
        for round in 0..<(SeededRandom.rounds(standard: 30) / 10) {
            let whole = company.ids(try company.world.get("admin", "/v1/customers?limit=200&" + sort))
            company.still = Set(whole)
            var seen: [Int64] = []
            var cursor: String?
            repeat {
                let limit = random.integer(1...9)
                let reply = try company.world.get("admin", "/v1/customers?limit=\(limit)&\(sort)" + (cursor.map { "&cursor=\($0)" } ?? ""))
                #expect(reply.status == 200, "\(reply.answer.text)")
                seen += company.ids(reply)
                cursor = reply.string("next_cursor")
                if company.still.count > 10 { try company.change(&random) }
            } while cursor != nil && seen.count < 1_000
            let place: Testing.Comment = "seed \(seed), round \(round), \(sort)"
            #expect(seen.filter(company.still.contains) == whole.filter(company.still.contains), place)
        }
    }
}
