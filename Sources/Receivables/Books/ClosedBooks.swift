// Up to which day the books are closed: no paper is dated on or before it (P5.1.2, P4.2.5).

package import Kernel

/// What Receivables asks who closes periods, such as performance reviews.
package struct ClosingQuestions: Question {
    /// The last day of what is closed; nil: nothing is.
    package let closedUntil: @Sendable (RuleReader) throws -> Day?

    /// The module that closes periods answers.
    package init(closedUntil: @escaping @Sendable (RuleReader) throws -> Day?) {
        self.closedUntil = closedUntil
    }

    /// Nothing is closed.
    package static let unanswered = ClosingQuestions { _ in nil }
}

/// The one place that knows which days are closed.
package enum ClosedBooks {
    /// The last closed day: the later one of what finance has set and what was closed elsewhere; nil where nothing is closed.
    package static func lastDay(in reader: RuleReader) throws -> Day? {
        let days = [reader.settings(ReceivablesSettings.self).closedUntilOn, try reader.ask(ClosingQuestions.self).closedUntil(reader)]
        return days.compactMap { $0 }.max()
    }

    /// Throws `books_closed` where the day is closed, at the pointer where the body names the day, and `dated_ahead` for days to come.
    package static func requireOpen(_ day: Day, at pointer: String? = nil, in reader: RuleReader) throws {
        guard day <= reader.today else { throw Failure.invalid(.datedAhead, at: pointer ?? "", ["day": day.description]) }
        guard let last = try lastDay(in: reader), day <= last else { return }
        let details = ["day": day.description, "closed_until_on": last.description]
        guard let pointer else { throw Failure(.booksClosedSince, details) }
        throw Failure.invalid(.booksClosed, at: pointer, details)
    }
}
