// The page of all reports, made from their declarations: definition, parameters, groups, columns.

import Kernel

/// Docs/reports.md from its second part on.
package enum ReportPage {
    /// A section for each report.
    package static var sections: String {
        Report.all.map(section).joined(separator: "\n")
    }

    private static func section(_ report: Report) -> String {
        var text = """
            ## \(report.label.english) · \(report.label.chinese)

            `GET \(report.path)` · \(report.clause) · for who reads \(report.source.schema.label.english.lowercased()) records

            \(report.definition.english)

            \(report.definition.chinese)

            | parameter | |
            | --- | --- |

            """
        for parameter in ReportParameters.described(report) where !["format", "lang", "bom", "limit"].contains(parameter.name) {
            text += "| `\(parameter.name)` | \(parameter.label?.english ?? "") |\n"
        }
        if report.takesFilters { text += "| every filter of `/v1/\(report.source.schema.collection)` | chooses what is counted |\n" }
        if case .checks(let checks) = report.body {
            text += "\n| row | |\n| --- | --- |\n"
            for check in checks { text += "| `\(check.name)` | \(check.label.english) · \(check.label.chinese) |\n" }
        }
        text += "\n| column | | kind | seen by |\n| --- | --- | --- | --- |\n"
        for column in report.columns where !column.isHidden {
            let sight = column.sight.map { "who sees `\($0.field)`" }.joined(separator: ", ")
            text += "| `\(column.name)` | \(column.label.english) · \(column.label.chinese) | \(column.form.word) | \(sight) |\n"
        }
        return text
    }
}
