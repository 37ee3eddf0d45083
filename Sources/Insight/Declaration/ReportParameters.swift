// The parameters that a report takes, as they are read, described and listed.

import Kernel

/// A report's parameters beside the filters of its list.
enum ReportParameters {
    static func names(of report: Report) -> [String] { described(report).map(\.name) }

    static func described(_ report: Report) -> [ParameterDescription] {
        times(report) + groups(report) + forms
    }

    private static func times(_ report: Report) -> [ParameterDescription] {
        let from = ParameterDescription("from", "First day", "开始日期", day("", "").kind)
        let to = ParameterDescription("to", "Last day", "结束日期", day("", "").kind)
        switch report.time {
        case .now: return []
        case .asOf: return [ParameterDescription("as_of", "A day, today where nothing is said", "截至日期，默认为今天", day("", "").kind)]
        case .range, .rangeAhead: return [from, to]
        case .period:
            let period = ParameterDescription(
                "period", "2026-11, 2026-Q4 or 2026; the last month that is over where nothing is said", "期间：2026-11、2026-Q4 或 2026，默认为上月",
                text("", "", max: 7).kind)
            return [period, from, to]
        }
    }

    private static func groups(_ report: Report) -> [ParameterDescription] {
        var parameters: [ParameterDescription] = []
        if report.groupings.count > 1 {
            let names = report.groupings.map(\.name).joined(separator: ", ")
            let several = report.takesSeveralGroupings ? Label(", or several of them, such as owner,region", "，或其组合") : Label("", "")
            parameters.append(
                ParameterDescription(
                    "group_by", "\(names)\(several.english); the first where nothing is said", "分组方式：\(names)\(several.chinese)，默认为第一个",
                    text("", "").kind))
        }
        if report.compares {
            parameters.append(
                ParameterDescription("compare", "previous or year_before", "对比：previous（上期）或 year_before（上年同期）", text("", "").kind))
        }
        if !report.groupings.isEmpty {
            let sizes = Int64(ReportQuestion.sizes.lowerBound)...Int64(ReportQuestion.sizes.upperBound)
            parameters.append(
                ParameterDescription("limit", "Groups at most, the largest first", "最多返回的分组数（数值大的在前）", integer("", "", sizes).kind))
        }
        return parameters
    }

    private static let forms = [
        ParameterDescription(
            "format", "json, csv, xlsx, ndjson or svg, in place of Accept", "格式：json、csv、xlsx、ndjson 或 svg，代替 Accept", text("", "").kind),
        ParameterDescription("lang", "en or zh-CN, in place of Accept-Language", "语言：en 或 zh-CN，代替 Accept-Language", text("", "").kind),
        ParameterDescription(
            "bom", "Whether CSV begins with a byte order mark, for Excel", "CSV 是否以字节顺序标记开头（用于 Excel）", boolean("", "").kind),
    ]
}
