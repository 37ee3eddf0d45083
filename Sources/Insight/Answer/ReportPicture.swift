// A report as a chart.

import Chart
import Kernel

extension ReportQuestion {
    /// Groups that a picture shows; what is beyond them is in the other forms.
    private static let mostOfPicture = 24

    /// The chart that the report declares, of those of its columns that the caller gets.
    func chart(_ table: ReportTable) -> String {
        let rows = isByPeriod ? table.rows : Array(table.rows.prefix(ReportQuestion.mostOfPicture))
        let wanted = report.chart.columns.compactMap { name in table.shown.first { $0.name == name } }
        // Money and counts do not stand on one axis.
        let columns = wanted.first.map { first in wanted.filter { $0.form == first.form } } ?? Array(table.shown.prefix(1))
        let series = columns.map { column in
            Chart.Series(column.label.text(in: language), rows.map { number($0.figures.values[column.name], column) })
        }
        let kind: Chart.Kind =
            switch report.chart {
            case .bars: .bars
            case .stacked: .stacked
            case .lines: isByPeriod ? .lines : .bars
            case .funnel: .funnel
            }
        let unit = columns.first.map { $0.form == .money ? "\($0.label.text(in: language)) (\(currency))" : $0.label.text(in: language) }
        return Chart(
            kind, title: report.label.text(in: language) + (series.count == 1 ? ": " + (unit ?? "") : ""),
            description: description(rows, columns), unit: columns.first?.form == .ratio ? .percent : .number,
            countsInMyriads: language == .chinese, categories: rows.map { $0.label.text(in: language) }, series: series
        ).svg
    }

    private var isByPeriod: Bool {
        if case .period? = grouping?.kind { true } else { false }
    }

    private func number(_ value: Int64?, _ column: ReportColumn) -> Double? {
        let places = column.places(currencyDecimals: currencyDecimals)
        return value.map { Double($0) / (0..<places).reduce(1.0) { product, _ in product * 10 } }
    }

    /// What the picture shows, in words.
    private func description(_ rows: [ReportRow], _ columns: [ReportColumn]) -> String {
        let lines = rows.map { row in
            let figures = columns.map { column in
                column.label.text(in: language) + " " + (row.figures.values[column.name].map { plain($0, column) } ?? "–")
            }
            return row.label.text(in: language) + ": " + figures.joined(separator: ", ")
        }
        return report.definition.text(in: language) + " " + lines.joined(separator: "; ")
    }
}
