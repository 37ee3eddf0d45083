// What somebody wants of a report: read from the words of a query string, with every word checked.

import Kernel
import SQLite

/// The question to a report, by one caller.
final class ReportQuestion {
    let report: Report
    let caller: Caller
    let registry: Registry
    let connection: Connection
    let now: Instant
    let today: Day
    /// Nil where the report tells of now, or of a day.
    let range: ClosedRange<Day>?
    let comparison: ReportComparison?
    let asOf: Day
    let groupings: [ReportGrouping]
    let filters: [ReportFilter]
    let limit: Int
    let form: ReportForm

    /// Groups in an answer.
    static let sizes = 1...1000
    static let standardSize = 200
    /// Periods in an answer.
    private static let mostPeriods = 400

    var grouping: ReportGrouping? { groupings.first }
    var language: Language { form.language }
    var currency: String { registry.companyCurrency }
    var currencyDecimals: Int { Currency.decimals(of: currency) ?? 2 }

    /// Throws `not_allowed`, `bad_parameter` and `unknown_parameter`.
    init(_ report: Report, _ words: ReportWords, as form: ReportForm, _ reader: RuleReader) throws {
        self.report = report
        caller = reader.caller
        registry = reader.registry
        connection = reader.connection
        now = reader.now
        today = reader.today
        self.form = form
        try words.refuseUnknown(in: registry, for: caller)
        let range = try words.range(today)
        self.range = range
        asOf = try words.asOf(today)
        comparison = try words.comparison(range)
        groupings = try words.groupings()
        limit = try words.number("limit", ReportQuestion.sizes) ?? ReportQuestion.standardSize
        filters = words.filters
        for needed in groupings.compactMap(\.needs) { try caller.requireRight(to: .read, registry.resource(needed)) }
        try ReportQuestion.requireFewPeriods(groupings.first, range)
    }

    /// Throws `bad_parameter`.
    static func requireFewPeriods(_ grouping: ReportGrouping?, _ range: ClosedRange<Day>?) throws {
        guard let grouping, case .period(let unit) = grouping.kind, let range, unit.count(in: range) > mostPeriods else { return }
        throw Failure.badParameter("group_by", grouping.name, "that would be more than \(mostPeriods) groups")
    }

    /// Whether the caller may read the list at all.
    func mayRead(_ schema: AnySchema) -> Bool {
        let resource = registry.resource(schema)
        return !resource.roles(for: .read).isDisjoint(with: caller.roles) && caller.covers(schema.collection, writing: false)
    }

    /// The rows of a list with these filters.
    func selection(of schema: AnySchema, _ filters: [ReportFilter]) throws -> RowSelection {
        try registry.resource(schema).selection(filters, for: caller, in: registry)
    }

    /// Where the list with these filters is.
    func path(of schema: AnySchema, _ filters: [ReportFilter]) -> String {
        let query = filters.map { "\($0.name)=\(percentEncoded($0.value))" }.joined(separator: "&")
        return "/v1/\(schema.collection)" + (query.isEmpty ? "" : "?" + query)
    }
}

/// As a value in a query string (RFC 3986 §2.3); a comma would part two values.
func percentEncoded(_ text: String) -> String {
    text.utf8.map { byte in
        let isPlain =
            switch byte {
            case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"): true
            default: "-._~,".utf8.contains(byte)
            }
        return isPlain ? String(Unicode.Scalar(byte)) : "%" + String(UInt32(byte) + 0x100, radix: 16, uppercase: true).dropFirst()
    }.joined()
}
