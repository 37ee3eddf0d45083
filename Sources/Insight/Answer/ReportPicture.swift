// A report as a chart.

import Chart
import Kernel

extension ReportQuestion {
    /// Groups that a picture shows; what is beyond them is in the other forms.
    private static let mostOfPicture = 24
    /// Periods beyond which columns would be too thin to be told apart.
    private static let mostColumns = 40

    /// The chart that the report declares, of those of its columns that the caller gets.
    func chart(_ table: ReportTable) -> String {
        let rows = isByPeriod ? table.rows : Array(table.rows.prefix(ReportQuestion.mostOfPicture))
        let wanted = report.chart.columns.compactMap { name in table.shown.first { $0.name == name } }
        // Money and counts do not stand on one axis.
        let columns = wanted.first.map { first in wanted.filter { $0.form == first.form } } ?? Array(table.shown.prefix(1))
        return Chart(
            kind(rows), words(table, rows, columns), unit: columns.first?.form.unit ?? .number,
            categories: rows.map { $0.label.text(in: language) }, areInOrder: isByPeriod, series: series(rows, columns)
        ).svg
    }

    private func kind(_ rows: [ReportRow]) -> Chart.Kind {
        switch report.chart {
        case .bars: isByPeriod && rows.count > ReportQuestion.mostColumns ? .lines : .bars
        case .stacked: .stacked
        case .lines: isByPeriod ? .lines : .bars
        case .funnel: .funnel
        }
    }

    /// Where one column is shown alone, what it is compared with stands beside it.
    private func series(_ rows: [ReportRow], _ columns: [ReportColumn]) -> [Chart.Series] {
        let now = columns.map { column in
            Chart.Series(column.label.text(in: language), rows.map { number($0.figures.values[column.name], column) })
        }
        guard let only = columns.first, columns.count == 1, rows.contains(where: { $0.before != nil }) else { return now }
        let before = Label("\(only.label.english), before", "\(only.label.chinese)（对比期）").text(in: language)
        return now + [Chart.Series(before, rows.map { number($0.before?.values[only.name], only) })]
    }

    private var isByPeriod: Bool {
        if case .period? = grouping?.kind { true } else { false }
    }

    private func number(_ value: Int64?, _ column: ReportColumn) -> Double? {
        let places = column.places(currencyDecimals: currencyDecimals)
        return value.map { Double($0) / (0..<places).reduce(1.0) { product, _ in product * 10 } }
    }

    // MARK: Words

    private func words(_ table: ReportTable, _ rows: [ReportRow], _ columns: [ReportColumn]) -> ChartWords {
        let title = report.label.text(in: language)
        let only = columns.count == 1 ? columns.first?.label.text(in: language) : nil
        return ChartWords(
            name: report.name, title: only.map { "\(title)\(Label(": ", "：").text(in: language))\($0)" } ?? title,
            subtitle: subtitle(table, rows, columns), description: description(rows, columns),
            nothing: Label("Nothing was found.", "没有数据。").text(in: language), language: language.rawValue)
    }

    /// Of which time, compared with what, by what, in which currency, of which records, and how many of the groups.
    private func subtitle(_ table: ReportTable, _ rows: [ReportRow], _ columns: [ReportColumn]) -> String {
        var parts = [time]
        if let range, let comparison {
            let before = comparison.range(for: range)
            let days = "\(before.lowerBound) – \(before.upperBound)"
            parts.append(Label("compared with \(days)", "对比期 \(days)").text(in: language))
        }
        if report.groupings.count > 1 {
            let names = groupings.map { $0.label.text(in: language).lowercased() }.joined(separator: Label(", ", "、").text(in: language))
            parts.append(Label("by \(names)", "按\(names)").text(in: language))
        }
        if columns.first?.form == .money { parts.append(currency) }
        parts += filters.map { "\($0.name)=\($0.value)" }
        if table.groupCount > rows.count {
            let (shown, all) = (rows.count, table.groupCount)
            parts.append(Label("the first \(shown) of \(all)", "共 \(all) 项，显示前 \(shown) 项").text(in: language))
        }
        if let note = sightNote { parts.append(note.short.text(in: language)) }
        return parts.joined(separator: " · ")
    }

    private var time: String {
        guard let range else { return Label("As of \(asOf)", "截至 \(asOf)").text(in: language) }
        return "\(range.lowerBound) – \(range.upperBound)"
    }

    /// What the picture shows, in words.
    private func description(_ rows: [ReportRow], _ columns: [ReportColumn]) -> String {
        let lines = rows.map { row in
            let figures = columns.map { column in
                column.label.text(in: language) + " " + (row.figures.values[column.name].map { plain($0, column) } ?? "–")
            }
            return row.label.text(in: language) + ": " + figures.joined(separator: ", ")
        }
        let note = sightNote.map { " " + $0.text.text(in: language) } ?? ""
        return report.definition.text(in: language) + note + " " + lines.joined(separator: "; ")
    }
}

extension ReportColumn.Form {
    fileprivate var unit: Chart.Unit {
        switch self {
        case .count: .count
        case .ratio: .percent
        case .quantity, .money, .decimal, .figure, .days, .text, .day: .number
        }
    }
}
