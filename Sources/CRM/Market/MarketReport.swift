// What marketing finds out about the market (P2.1.1).

package import Kernel

/// A report on a trend, a competitor or what customers want; target segments rest on it.
package final class MarketReport: Resource {
    package static let schema = Schema<MarketReport>("market-reports", one: "market_report", "Market report", "市场报告")

    package let title = text("Title", "标题")
    package let kind = choice(MarketReportKind.self, "Kind", "类型")
    package let segment = text("Market or group of customers", "市场或客户群", max: 200).optional()
    package let region = text("Region", "地区", max: 100).optional()
    /// Whom a report on a competitor is about.
    package let competitor = reference(Competitor.self, "Competitor", "竞争对手").optional()
    package let source = text("Source", "来源", max: 500)
    package let publishedOn = day("Published on", "发布日期")
    package let summary = paragraphs("Summary", "摘要")
    package let externalID = Kernel.externalID()

    package init() {}

    package static let access = Grant.market + [Grant([.product, .salesManager], .read)]

    /// Reports that a segment cites.
    package static let filters = [
        NamedFilter(
            "segment_id", "Cited by the target segment", "被目标市场引用", values: [],
            condition: "t.id IN (SELECT report_id FROM target_segment_reports WHERE target_segment_id = ?)")
    ]

    /// A segment does not lose what it rests on. Throws `still_referred`.
    package static func archiving(_ report: Record<MarketReport>, in context: RuleContext) throws {
        let sql = """
            SELECT count(*) FROM target_segment_reports r JOIN target_segments s ON s.id = r.target_segment_id
            WHERE r.report_id = ? AND s.archived_at IS NULL
            """
        guard try context.integer(sql, report.id.stored) == 0 else { throw Failure(.stillReferred, ["collection": "target-segments"]) }
    }
}

/// What a market report is about (P2.1.1).
package enum MarketReportKind: String, Choice {
    case industryTrend = "industry_trend"
    case competitor
    case customerDemand = "customer_demand"

    package var chinese: String {
        switch self {
        case .industryTrend: "行业趋势"
        case .competitor: "竞争对手"
        case .customerDemand: "客户需求"
        }
    }
}

extension Grant {
    /// Records of the market: marketing's, seen by who sells, entered by systems.
    static let market =
        Grant.standard + [
            Grant([.marketing], .all),
            Grant([.salesRep], .read),
            Grant([.integration], [.read, .create, .update]),
        ]
}
