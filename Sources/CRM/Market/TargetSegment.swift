// The groups of customers that sales goes for (P2.1.1).

package import Kernel

/// A target market, chosen from what the market reports say.
package final class TargetSegment: Resource {
    package static let schema = Schema<TargetSegment>("target-segments", one: "target_segment", "Target segment", "目标市场")

    package let name = text("Name", "名称")
    package let industry = text("Industry", "行业", max: 100).optional()
    package let region = text("Region", "地区", max: 100).optional()
    package let description = paragraphs("Whom it is for, and why", "客户群与选择理由").optional()
    package let externalID = Kernel.externalID()
    /// What the choice rests on: nobody picks a market from nowhere.
    package let reports = children(CitedReport.self, "Reports that it rests on", "依据的市场报告", 1...50)

    package init() {}

    package static let access = Grant.market + [Grant([.salesManager], .all), Grant([.product], .read)]

    /// Segments that rest on a report.
    package static let filters = [
        NamedFilter(
            "report_id", "Rests on the market report", "依据的市场报告", values: [],
            condition: "t.id IN (SELECT target_segment_id FROM target_segment_reports WHERE report_id = ?)")
    ]

    /// Throws `report_twice`.
    package static func prepare(_ segment: inout Record<TargetSegment>, from old: Record<TargetSegment>?, in context: RuleContext) throws {
        if let again = segment.reports.repeats(of: \.report).first {
            throw Failure.invalid(.reportTwice, at: "/reports/\(again)/report_id")
        }
    }
}

/// A market report that a segment rests on, and what follows from it.
package final class CitedReport: Item {
    package static let schema = Schema<CitedReport>(
        table: "target_segment_reports", one: "cited_report", parent: "target_segment_id", "Cited report", "引用的报告")

    package let report = reference(MarketReport.self, "Market report", "市场报告")
    package let finding = text("What follows from it", "结论", max: 500).optional()

    package init() {}
}
