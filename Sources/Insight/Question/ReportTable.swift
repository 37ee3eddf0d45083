// What a report answers: rows with their figures, the lists behind them, and the whole.

import JSON
import Kernel

/// What a row is known by.
enum MemberValue: Sendable {
    case id(Int64)
    case text(String)
    case choice(String, Label)
    case day(Day)
}

/// The figures of one group, or of the whole.
struct ReportFigures: Sendable {
    /// In the smallest unit of their column.
    var values: [String: Int64] = [:]
    /// Of columns that are texts.
    var texts: [String: String] = [:]
    /// Where the records behind each figure are listed.
    var records: [String: String] = [:]
}

/// A row.
struct ReportRow: Sendable {
    /// What people call it.
    let label: Label
    let members: [String: MemberValue]
    var figures: ReportFigures
    var before: ReportFigures?
    /// What the report has declared for its rows alone.
    var ownMembers: [JSONObject.Member] = []

    init(label: Label, members: [String: MemberValue], figures: ReportFigures, before: ReportFigures? = nil) {
        self.label = label
        self.members = members
        self.figures = figures
        self.before = before
    }
}

/// The answer as a table.
struct ReportTable: Sendable {
    let columns: [ReportColumn]
    var rows: [ReportRow]
    /// How many groups there are in all.
    let groupCount: Int
    /// Nil where the rows are of different things.
    let total: ReportRow?
    /// What the report has declared for its answer alone.
    var ownMembers: [JSONObject.Member] = []

    /// - Parameter columns: those that the caller gets
    init(columns: [ReportColumn], rows: [ReportRow], groupCount: Int? = nil, total: ReportRow?) {
        self.columns = columns
        self.rows = rows
        self.groupCount = groupCount ?? rows.count
        self.total = total
    }

    var shown: [ReportColumn] { columns.filter { !$0.isHidden } }
}

extension ReportQuestion {
    /// The columns whose fields the caller sees, of lists that he or she may read.
    func visibleColumns() -> [ReportColumn] {
        var parts: [ReportPart] = []
        if case .parts(let all) = report.body { parts = all }
        var visible = report.columns.filter { column in
            if case .measured(_, let part, _) = column.value, parts.indices.contains(part), !mayRead(parts[part].source) { return false }
            return column.sight.allSatisfy { $0.schema.shows($0.field, to: caller.roles) }
        }
        // What rests on a hidden column is hidden, and what rests on that.
        while true {
            let names = Set(visible.map(\.name))
            let left = visible.filter { names.isSuperset(of: $0.inputs) }
            if left.count == visible.count { return visible }
            visible = left
        }
    }

    /// The whole answer. Throws `amount_out_of_range`.
    func table() throws -> ReportTable {
        switch report.body {
        case .parts(let parts): try GroupedTable(self, parts).table()
        case .checks(let checks): try checkTable(checks)
        case .computed(let compute): try compute(self)
        }
    }
}

extension ReportColumn {
    /// What follows from the other columns; nothing where there is nothing to divide by.
    func derived(from values: [String: Int64], _ columns: [ReportColumn], currencyDecimals: Int) throws -> Int64? {
        func places(_ name: String) -> Int { columns.first { $0.name == name }?.places(currencyDecimals: currencyDecimals) ?? 0 }
        switch value {
        case .measured, .given: return values[name]
        case .difference(let one, let other):
            guard let left = values[one], let right = values[other] else { return nil }
            return try Money(checked: Int128(left) - Int128(right)).minorUnits
        case .quotient(let one, let other):
            guard let dividend = values[one], let divisor = values[other], divisor != 0 else { return nil }
            let up = self.places(currencyDecimals: currencyDecimals) + places(other)
            return try narrowed(Int128(dividend), timesTen: up, by: Int128(divisor), timesTen: places(one))
        case .meanDays(let sum, let count):
            guard let milliseconds = values[sum], let count = values[count], count != 0 else { return nil }
            return try narrowed(Int128(milliseconds), timesTen: 1, by: Int128(count) * Int128(Instant.millisecondsPerDay), timesTen: 0)
        }
    }

    private func narrowed(_ dividend: Int128, timesTen up: Int, by divisor: Int128, timesTen down: Int) throws -> Int64 {
        func power(_ exponent: Int) -> Int128 { (0..<exponent).reduce(1) { product, _ in product * 10 } }
        let (high, isOver) = dividend.multipliedReportingOverflow(by: power(up))
        guard !isOver else { throw Failure(.amountOutOfRange) }
        return try Money(checked: roundedQuotient(high, by: divisor * power(down))).minorUnits
    }
}

/// Fills in what follows from other columns.
func completed(_ values: [String: Int64], _ columns: [ReportColumn], currencyDecimals: Int) throws -> [String: Int64] {
    var values = values
    for column in columns { values[column.name] = try column.derived(from: values, columns, currencyDecimals: currencyDecimals) }
    return values
}
