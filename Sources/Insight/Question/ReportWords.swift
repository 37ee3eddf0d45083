// The words of a report's query string.

import Kernel
import Performance

/// Reads the query string of a report.
struct ReportWords {
    let report: Report
    private let query: [(name: String, value: String)]
    private static let mostDays = 3660

    init(_ report: Report, _ query: [(name: String, value: String)]) {
        self.report = report
        self.query = query
    }

    private var known: [String] { ReportParameters.names(of: report) + ["pretty"] }

    /// What is no word of the report is a filter of its list, where it takes any.
    var filters: [ReportFilter] { query.filter { !known.contains($0.name) } }

    /// Throws `unknown_parameter` with the nearest right name, and what the list finds wrong with its filters.
    func refuseUnknown(in registry: Registry, for caller: Caller) throws {
        if let first = try unknown(in: registry, for: caller).first { throw first }
    }

    /// Every word that is none of the report's and no filter of its list, and what the list finds wrong with filters.
    func unknown(in registry: Registry, for caller: Caller) throws -> [Failure] {
        let strange = query.filter { !known.contains($0.name) && (!report.takesFilters || AnyResource.isReservedInLists($0.name)) }
        let refused = strange.map { Failure(.unknownParameter, NearestName.hints(for: $0.name, among: known)) }
        guard report.takesFilters else { return refused }
        let list = registry.resource(report.source.schema)
        let wrong = try queryFailures(of: filters.filter { !AnyResource.isReservedInLists($0.name) }) {
            _ = try list.selection($0, for: caller, in: registry)
        }
        return refused + wrong.map(namingOwn)
    }

    /// The nearest name may be one of the report's own.
    private func namingOwn(_ failure: Failure) -> Failure {
        guard failure.code.name == FailureCode.unknownParameter.name else { return failure }
        let name = failure.details["name"] ?? ""
        guard let near = NearestName.of(name, among: known) else { return failure }
        return Failure(.unknownParameter, NearestName.hints(for: name, among: [near]))
    }

    /// Throws `bad_parameter` and `not_acceptable`.
    func format(of request: APIRequest) throws -> ReportFormat {
        guard let word = value("format") else {
            let type = try request.preferred(among: ReportFormat.allCases.map { MediaType(rawValue: $0.mediaType) })
            return ReportFormat.allCases.first { $0.mediaType == type.rawValue } ?? .json
        }
        guard let format = ReportFormat(rawValue: word) else { throw oneOf("format", word, ReportFormat.allCases.map(\.rawValue)) }
        return format
    }

    /// Throws `bad_parameter`.
    func language(or standard: Language) throws -> Language {
        guard let word = value("lang") else { return standard }
        guard let language = Language(rawValue: word == "zh" ? "zh-CN" : word) else { throw oneOf("lang", word, ["en", "zh-CN"]) }
        return language
    }

    /// Nil where the report tells of now. Throws `bad_parameter` and `bad_period`.
    func range(_ today: Day) throws -> ClosedRange<Day>? {
        let standard: (from: Day, to: Day)
        switch report.time {
        case .now, .asOf: return nil
        case .range: standard = (PeriodUnit.month.start(of: today).adding(months: -11), today)
        case .rangeAhead:
            let first = PeriodUnit.month.start(of: today)
            standard = (first, first.adding(months: 12).adding(days: -1))
        case .period: return try wholePeriod(today)
        }
        let (from, to) = (try day("from"), try day("to"))
        let last = to ?? max(standard.to, from ?? standard.to)
        let first = from ?? min(standard.from, last)
        guard first <= last else { throw Failure.badParameter("to", last.description, "it must not be before from") }
        guard last.daysSince1970 - first.daysSince1970 <= ReportWords.mostDays else {
            throw Failure.badParameter("from", first.description, "the range is longer than ten years")
        }
        return first...last
    }

    /// A month, quarter or year by its name or its days. Throws `bad_period` and `bad_parameter`.
    private func wholePeriod(_ today: Day) throws -> ClosedRange<Day> {
        let (from, to) = (try day("from"), try day("to"))
        if let word = value("period") {
            guard let named = PeriodName(word) else { throw Failure(.badPeriod, ["period": word]) }
            guard from == nil, to == nil else { throw Failure.badParameter("period", word, "it says the days: leave out from and to") }
            return named.days
        }
        guard from != nil || to != nil else {
            let next = PeriodUnit.month.start(of: today)
            return next.adding(months: -1)...next.adding(days: -1)
        }
        guard let from, let to, from <= to, let named = PeriodName(from...to) else {
            let (name, text) = to.map { ("to", $0) } ?? ("from", from ?? today)
            throw Failure.badParameter(
                name, text.description, "from and to are the first and the last day of a month, a quarter or a year; or name it with period"
            )
        }
        return named.days
    }

    /// Throws `bad_parameter`.
    func asOf(_ today: Day) throws -> Day {
        guard let text = value("as_of") else { return today }
        guard let day = Day(text), day <= today else {
            throw Failure.badParameter("as_of", text, "a day that is not still to come is expected")
        }
        return day
    }

    /// Throws `bad_parameter`.
    func comparison(_ range: ClosedRange<Day>?) throws -> ReportComparison? {
        guard let word = value("compare") else { return nil }
        guard let comparison = ReportComparison(rawValue: word) else {
            throw oneOf("compare", word, ReportComparison.allCases.map(\.rawValue))
        }
        return comparison
    }

    /// Throws `bad_parameter`.
    func groupings() throws -> [ReportGrouping] {
        guard let text = value("group_by") else { return Array(report.groupings.prefix(1)) }
        let words = report.takesSeveralGroupings ? text.split(separator: ",", omittingEmptySubsequences: false).map(String.init) : [text]
        let known = words.compactMap { word in report.groupings.first { $0.name == word } }
        guard known.count == words.count, Set(words).count == words.count else {
            let names = report.groupings.map(\.name).joined(separator: ", ")
            throw Failure.badParameter(
                "group_by", text, "it must be one of \(names)" + (report.takesSeveralGroupings ? ", or several of them" : ""))
        }
        return known
    }

    /// Throws `bad_parameter`.
    func number(_ name: String, _ range: ClosedRange<Int>) throws -> Int? {
        guard let text = value(name) else { return nil }
        guard let number = Int(text), range.contains(number) else {
            throw Failure.badParameter(name, text, "a number from \(range.lowerBound) to \(range.upperBound) is expected")
        }
        return number
    }

    /// Throws `bad_parameter`.
    func flag(_ name: String) throws -> Bool {
        switch value(name) {
        case nil, "false": return false
        case "true": return true
        case let value?: throw Failure.badParameter(name, value, "it must be true or false")
        }
    }

    /// Throws `bad_parameter`.
    func day(_ name: String) throws -> Day? {
        guard let text = value(name) else { return nil }
        guard let day = Day(text) else { throw Failure.badParameter(name, text, "a day such as 2026-11-24 is expected") }
        return day
    }

    /// The first value of a word; nil where it is absent.
    private func value(_ name: String) -> String? { query.first { $0.name == name }?.value }

    private func oneOf(_ name: String, _ value: String, _ words: [String]) -> Failure {
        Failure.badParameter(name, value, "it must be one of \(words.joined(separator: ", "))")
    }
}

/// A media type, as `Accept` names it.
private struct MediaType: RawRepresentable {
    let rawValue: String
}
