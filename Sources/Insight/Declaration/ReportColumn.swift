// A column of a report: what it is called, of which kind its figures are, and how they come about.

import Kernel
import SQLite

/// A column of figures.
struct ReportColumn: Sendable {
    enum Form: Sendable, Equatable {
        case count
        /// With four decimals, shown with as many as it needs.
        case quantity
        /// In the company's currency.
        case money
        /// A fraction with four decimals.
        case ratio
        case decimal(places: Int)
        /// As reviews have their figures: with four decimals, shown with at least two.
        case figure
        /// With one decimal.
        case days
        case text
        case day
    }

    enum Value: Sendable {
        /// Counted or summed over the rows of a part that also have these filters.
        case measured(ReportAggregate, part: Int, with: [ReportFilter])
        /// One column by another.
        case quotient(String, by: String)
        case difference(String, less: String)
        /// Days, of a sum of milliseconds and how many they are of.
        case meanDays(String, of: String)
        /// The report's own rule gives it.
        case given
    }

    let name: String
    let label: Label
    let form: Form
    let value: Value
    /// Fields that a reader has to see to get the column.
    var sight: [ReportSight] = []
    /// Whether it is only there for others.
    var isHidden = false

    init(_ name: String, _ english: String, _ chinese: String, _ form: Form, _ value: Value = .given) {
        self.name = name
        label = Label(english, chinese)
        self.form = form
        self.value = value
    }

    /// Only for those who see that field.
    func seen(with field: String, of schema: AnySchema) -> ReportColumn {
        var column = self
        column.sight.append(ReportSight(schema: schema, field: field))
        return column
    }

    /// Not shown: others rest on it.
    var hidden: ReportColumn {
        var column = self
        column.isHidden = true
        return column
    }

    /// The columns that it rests on.
    var inputs: [String] {
        switch value {
        case .quotient(let one, let other), .difference(let one, let other), .meanDays(let one, let other): [one, other]
        case .measured, .given: []
        }
    }

    /// Decimals of its figures.
    func places(currencyDecimals: Int) -> Int {
        switch form {
        case .count, .text, .day: 0
        case .quantity, .ratio, .figure: 4
        case .money: currencyDecimals
        case .decimal(let places): places
        case .days: 1
        }
    }

    /// Whether the figures of two times make that of both.
    var isMergeable: Bool {
        if case .measured(.distinct, _, _) = value { false } else { true }
    }

    /// The figure of two times. Throws `amount_out_of_range`.
    func merged(_ one: Int64, _ other: Int64) throws -> Int64 {
        if case .measured(.largest, _, _) = value { return max(one, other) }
        let (sum, isOver) = one.addingReportingOverflow(other)
        guard !isOver else { throw Failure(.amountOutOfRange) }
        return sum
    }

    /// How the rows of a group come to its figure.
    var groupedKind: GroupedSums.Kind {
        if case .measured(.largest, _, _) = value { .largest } else { .sum }
    }

    /// Whether the sum over groups is the figure of the whole.
    var isAdditive: Bool {
        if case .measured(let aggregate, _, _) = value { aggregate.isAdditive } else { false }
    }
}

/// A field that one has to see.
struct ReportSight: Sendable {
    let schema: AnySchema
    let field: String
}

/// What is counted or summed, in SQL over the row `t`.
enum ReportAggregate: Sendable {
    case rows
    case sum(String)
    /// Of an amount that is not negative, in the company's currency.
    case worth(String)
    /// Of an amount times a fraction with four decimals, rounded half away from zero once for each row.
    case weighted(String, String)
    case distinct(String)
    case largest(String)

    var isAdditive: Bool {
        switch self {
        case .rows, .sum, .worth, .weighted: true
        case .distinct, .largest: false
        }
    }

    /// What one row adds, or is told apart by.
    ///
    /// - Parameter worth: an amount in the company's currency
    func term(worth: (String) -> String) -> String {
        switch self {
        case .rows: return "1"
        case .sum(let expression), .distinct(let expression), .largest(let expression): return expression
        case .worth(let amount): return worth(amount)
        case .weighted(let amount, let fraction):
            let worth = worth(amount)
            return "\(worth) / 10000 * \(fraction) + (\(worth) % 10000 * \(fraction) + 5000) / 10000"
        }
    }

    /// Over all rows that count; nil: all.
    func sql(where condition: String?, worth: (String) -> String) -> String {
        let filter = condition.map { " FILTER (WHERE \($0))" } ?? ""
        let term = term(worth: worth)
        switch self {
        case .rows: return "count(*)" + filter
        case .sum, .worth, .weighted: return "ifnull(sum(\(term))\(filter), 0)"
        case .distinct: return "count(DISTINCT \(term))" + filter
        case .largest: return "max(\(term))" + filter
        }
    }
}
