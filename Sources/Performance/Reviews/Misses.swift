// How often in a row somebody has missed, and what is proposed then (P3.2.3).

import Identity
import Kernel
import SQLite

enum Misses {
    /// Counts the misses up to this review and in those of the cycle that were closed before it though they are later; proposes what follows.
    static func count(after review: Record<PerformanceReview>, in context: RuleContext) throws {
        let closed = try context.all(
            PerformanceReview.self, where: "user_id = ? AND cycle = ? AND status = 'closed'", review.user.stored, review.cycle.stored
        ).sorted { $0.startsOn < $1.startsOn }
        var inRow: Int64 = 0
        for var other in closed {
            guard let isMissed = other.missed else { continue }
            inRow = isMissed ? inRow + 1 : 0
            guard other.startsOn >= review.startsOn else { continue }
            let isNew = other.id == review.id
            if other.missesInRow != inRow {
                other.missesInRow = inRow
                try context.save(&other, action: "counted")
            }
            try OutcomeProposals.propose(after: other, misses: inRow, isNew: isNew, in: context)
        }
    }
}
