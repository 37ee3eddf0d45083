// The pages of the reports, made from their declarations: definition, parameters, groups, columns, and an example.

import Kernel

/// Docs/reports.md from its second part on, and what stands on the page of each report before the answer and the picture.
package enum ReportPage {
    /// The names of all reports, in the order in which they are listed.
    package static var names: [String] { Report.all.map(\.name) }

    /// A table of all reports.
    package static var index: String {
        let rows = Report.all.map { report in
            "| [\(report.label.english)](reports/\(report.name).md) | \(report.label.chinese) | \(report.question.english) | \(report.clause) |\n"
        }
        return "| report | | it answers | policy |\n| --- | --- | --- | --- |\n" + rows.joined()
    }

    /// The page of a report down to its example; nil where there is no such report.
    package static func page(of name: String) -> String? {
        Report.all.first { $0.name == name }.map { head($0) + parameters($0) + checks($0) + columns($0) + example($0) }
    }

    private static func head(_ report: Report) -> String {
        """
        # \(report.label.english) · \(report.label.chinese)

        `GET \(report.path)` · \(report.clause) · for who reads \(report.source.schema.label.english.lowercased()) records · [all reports](../reports.md)

        **\(report.question.english) · \(report.question.chinese)**

        \(report.definition.english)

        \(report.definition.chinese)


        """
    }

    private static func parameters(_ report: Report) -> String {
        let own = ReportParameters.described(report).filter { !["format", "lang", "bom", "limit"].contains($0.name) }
        var rows = own.map { "| `\($0.name)` | \($0.label?.english ?? "") |\n" }
        if report.takesFilters { rows.append("| every filter of `/v1/\(report.source.schema.collection)` | chooses what is counted |\n") }
        return rows.isEmpty ? "" : "| parameter | |\n| --- | --- |\n" + rows.joined() + "\n"
    }

    private static func checks(_ report: Report) -> String {
        guard case .checks(let checks) = report.body else { return "" }
        let rows = checks.map { "| `\($0.name)` | \($0.label.english) · \($0.label.chinese) |\n" }
        return "| row | |\n| --- | --- |\n" + rows.joined() + "\n"
    }

    private static func columns(_ report: Report) -> String {
        let rows = report.columns.filter { !$0.isHidden }.map { column in
            let sight = column.sight.map { "who sees `\($0.field)`" }.joined(separator: ", ")
            return "| `\(column.name)` | \(column.label.english) · \(column.label.chinese) | \(column.form.word) | \(sight) |\n"
        }
        let family = report.family.map { ["| `\($0.prefix)…` | \($0.label.english) · \($0.label.chinese) | | |\n"] } ?? []
        return "| column | | kind | seen by |\n| --- | --- | --- | --- |\n" + (rows + family).joined() + "\n"
    }

    /// As somebody would ask who sees everything; the figures of the first rows.
    private static func example(_ report: Report) -> String {
        let figures = report.columns.filter { !$0.isHidden }.prefix(5).map(\.name).joined(separator: ", ")
        let query = report.example.isEmpty ? "" : "?" + report.example
        return """
            ## Example

            ```sh
            API=http://127.0.0.1:8080/v1
            T=$(curl -sS $API/sessions -d '{"username": "executive", "password": "northwind-demo"}' | jq -r .token)
            curl -sS "$API/reports/\(report.name)\(query)" -H "Authorization: Bearer $T" | jq -c '.items[:5][] | {label: .label, \(figures)}'
            ```


            """
    }
}
