// The list that a report counts and sums over.

import Kernel

/// A list over whose rows figures are counted and summed.
struct ReportPart: Sendable {
    /// What its amounts are worth.
    enum Rate: Sendable {
        /// At the rate that each paper has frozen.
        case frozen
        /// At the rate of the day in a column; at the first one where none has started by then.
        case ofDay(String)
        /// At the rate of the company's day of the moment in a column.
        case ofInstant(String)
        /// At today's.
        case today
    }

    let source: AnySchema
    /// Those rows of the list that count.
    var filters: [ReportFilter] = []
    /// The field by which a row belongs to a time; nil: to all.
    let day: String?
    /// Further tables, joined to `t`.
    var joins = ""
    /// What the list is asked beside the filters, because it has not these tables.
    var joinFilters: [ReportFilter] = []
    var rate = Rate.frozen
    /// How its rows are grouped, by the grouping's name.
    var keys: [String: ReportKey] = [:]

    /// The filters that keep the list to a time.
    func filters(in range: ClosedRange<Day>?) -> [ReportFilter] {
        guard let day, let range, let field = source.field(day) else { return [] }
        if case .instant = field.kind {
            return [(day + ".gte", "\(range.lowerBound)"), (day + ".lt", "\(range.upperBound.adding(days: 1))")]
        }
        return [(day + ".gte", "\(range.lowerBound)"), (day + ".lte", "\(range.upperBound)")]
    }
}

/// How the rows of a part are grouped.
struct ReportKey: Sendable {
    /// In SQL over the row `t` and what is joined to it.
    let sql: String
    var joins = ""
    /// Whether a row may be in several groups, which then do not add up.
    var overlaps = false
    /// The filters by which the list gives the rows of a group.
    let filters: @Sendable (GroupKey) -> [ReportFilter]
}

/// One thing that is looked for: how many records, of how many.
struct ReportCheck: Sendable {
    enum Found: Sendable {
        /// All rows of the part.
        case rows(ReportPart)
        /// Those of its rows that have the filters as well, and how many there are in all.
        case some(of: ReportPart, with: [ReportFilter])
        /// The filters depend on the day.
        case dated(AnySchema, @Sendable (ReportQuestion) -> [ReportFilter])
        /// By a rule of its own: how many, and where they are listed; nil for whom it is hidden from.
        case computed(@Sendable (ReportQuestion) throws -> (count: Int64, path: String?)?)
    }

    let name: String
    let label: Label
    let found: Found
    /// A field that one has to see to ask for it.
    let sight: ReportSight?

    init(_ name: String, _ english: String, _ chinese: String, _ found: Found, seenWith sight: ReportSight? = nil) {
        self.name = name
        label = Label(english, chinese)
        self.found = found
        self.sight = sight
    }

    /// The list in which it looks; nil where a rule of its own does.
    var source: AnySchema? {
        switch found {
        case .rows(let part), .some(let part, _): part.source
        case .dated(let schema, _): schema
        case .computed: nil
        }
    }
}
