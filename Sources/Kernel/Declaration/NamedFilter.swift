// Filters of lists beside those that fields give by themselves.

/// A filter of a list that no single field gives, such as `review_open=finance`.
package struct NamedFilter: Sendable {
    package let name: String
    package let label: Label
    package let values: [String]
    /// A condition over the row `t`; `?` stands for the value.
    package let condition: String
    /// Whether the value is a person: an id, or `me` for whoever asks.
    private(set) var isPerson = false

    /// `condition` is SQL over the row `t`, written by a declaration and never by a request.
    package init(_ name: String, _ english: String, _ chinese: String, values: [String], condition: String) {
        self.name = name
        label = Label(english, chinese)
        self.values = values
        self.condition = condition
    }
}

extension NamedFilter {
    /// By somebody, as `team=me`: what is neither an id nor `me` is refused.
    package static func person(_ name: String, _ english: String, _ chinese: String, condition: String) -> NamedFilter {
        var filter = NamedFilter(name, english, chinese, values: [], condition: condition)
        filter.isPerson = true
        return filter
    }

    /// `backdated=true`: records that say of themselves an earlier day than the one on which it was entered, by more than is usual.
    ///
    /// - Parameters:
    ///   - day: SQL for the day that somebody has chosen
    ///   - recorded: SQL for the moment at which it was entered
    ///   - days: how many of UTC have begun since the chosen one; from 2 on the chosen day was over in every time zone
    package static func backdated(
        _ english: String, _ chinese: String, day: String, recorded: String, after days: Int
    ) -> NamedFilter {
        flag("backdated", english, chinese, when: "\(recorded) >= (\(day) + \(days)) * \(Instant.millisecondsPerDay)")
    }

    /// `name=true` finds what the condition holds for. It is written out in SQL, so that an index of such records alone serves it.
    package static func flag(_ name: String, _ english: String, _ chinese: String, when condition: String) -> NamedFilter {
        NamedFilter(name, english, chinese, values: ["true"], condition: "? = 'true' AND (\(condition))")
    }
}
