// By what the sample company judges those who sell: a scheme for each position and cycle, made by personnel and put in force by the head (P3.2.1).

import JSON
import Kernel
import Performance

/// Nine schemes of the first week.
struct SchemeStory: Sendable {
    let time: TimeOfStory

    func happenings() -> [Happening] {
        let day = time.firstDay.adding(days: 4)
        return Self.positions.flatMap { position in
            ReviewCycle.allCases.map { (position, $0) }
        }.enumerated().flatMap { place, pair in
            let (position, cycle) = pair
            let file = Handle<ReviewScheme>()
            return [
                time.act(day, 10, place * 5, by: time.user("hr1")) { rules in
                    file.note(try rules.create(ReviewScheme.self, Self.body(of: position, cycle, rules)))
                },
                time.act(day, 14, 10 + place * 2, by: time.user("executive")) { try $0.take("activate", file.id()) },
            ]
        }
    }

    /// Who manages all of sales is judged by the board, and trainees have no customers yet.
    private static let positions = ["Sales Representative", "Inside Sales Coordinator", "Sales Manager"]

    private static func body(of position: String, _ cycle: ReviewCycle, _ rules: RuleContext) throws -> JSONObject {
        let lines = try weights(of: position, cycle).map { code, weight -> JSONValue in
            let id = try rules.integer("SELECT id FROM indicators WHERE code = ?", code.stored) ?? 0
            return ["indicator_id": .integer(id), "weight": .integer(weight), "cap_percent": 150]
        }
        return [
            "name": .string("\(position) \(cycle.chinese)考核方案"), "position": .string(position), "cycle": .string(cycle.rawValue),
            "lines": .array(lines),
        ]
    }

    private static func weights(of position: String, _ cycle: ReviewCycle) -> [(String, Int64)] {
        let isInside = position == "Inside Sales Coordinator"
        switch cycle {
        case .month:
            return isInside
                ? [("revenue", 50), ("satisfaction", 30), ("activities", 20)]
                : [("revenue", 50), ("profit", 25), ("new_customers", 10), ("activities", 15)]
        case .quarter:
            return [("revenue", 45), ("profit", 15), ("satisfaction", 10), ("teamwork", 15), ("market_expansion", 15)]
        case .year:
            return [
                ("revenue", isInside ? 25 : 35), ("profit", 15), ("growth_rate", 10), ("new_customers", 10),
                ("satisfaction", isInside ? 20 : 10), ("teamwork", 10), ("market_expansion", 10),
            ]
        }
    }
}
