// Which records show that a duty was done, and when (P2.1.1, P3.1.1, P3.3.1, P3.3.2, P4.1.1, P5.2).

import CRM
package import Kernel
import SQLite

/// What shows it.
package enum DutyEvidence: String, Choice {
    case trendReport = "trend_report"
    case competitorReport = "competitor_report"
    case demandReport = "demand_report"
    case targetSegment = "target_segment"
    case recruitmentPlan = "recruitment_plan"
    case regularMeeting = "regular_meeting"
    case crossDepartmentMeeting = "cross_department_meeting"
    /// A risk that somebody entered or assessed; what the server found itself shows nothing.
    case riskReview = "risk_review"
    /// A file attached to the duty itself, such as the analysis of the month.
    case document

    package var chinese: String {
        switch self {
        case .trendReport: "录入行业趋势报告"
        case .competitorReport: "录入竞争对手报告"
        case .demandReport: "录入客户需求报告"
        case .targetSegment: "确定目标市场"
        case .recruitmentPlan: "招聘计划获批"
        case .regularMeeting: "召开销售例会"
        case .crossDepartmentMeeting: "召开跨部门会议"
        case .riskReview: "登记或评估风险"
        case .document: "上传相关文件"
        }
    }
}

/// What duties ask of those who keep records that a later module has.
package struct DutyQuestions: Question {
    /// The first risk that a person entered or assessed from one moment on and before another; nil for none.
    let risk: @Sendable (Range<Instant>, RuleReader) throws -> ShownDuty?

    /// The module that keeps the risks answers.
    package init(risk: @escaping @Sendable (Range<Instant>, RuleReader) throws -> ShownDuty?) {
        self.risk = risk
    }

    /// Nothing shows it where no module knows better.
    package static let unanswered = DutyQuestions { _, _ in nil }
}

/// A record that shows that a duty was done.
package struct ShownDuty: Sendable {
    let entity: String
    let id: Int64
    let at: Instant

    /// The record by its kind and id, and the moment that counts.
    package init(entity: String, id: Int64, at: Instant) {
        self.entity = entity
        self.id = id
        self.at = at
    }

    /// The first living one of a period; nil for none.
    ///
    /// When a record was entered, approved or held counts, not what its author says of its day.
    static func first(of duty: Record<Duty>, in period: ClosedRange<Day>, _ reader: RuleReader) throws -> ShownDuty? {
        let calendar = reader.registry.calendar
        let start = calendar.start(of: period.lowerBound)
        let end = calendar.start(of: period.upperBound.adding(days: 1))
        guard let source = duty.shownBy.source else { return try reader.ask(DutyQuestions.self).risk(start..<end, reader) }
        let sql = """
            SELECT id, \(source.moment) FROM \(source.schema.table)
            WHERE \(source.moment) >= ?1 AND \(source.moment) < ?2 AND archived_at IS NULL AND \(source.condition)
            ORDER BY \(source.moment), id LIMIT 1
            """
        var values = [start.stored, end.stored]
        if source.isAboutDuty { values.append(duty.id.stored) }
        guard let row = try reader.rows(sql, values).first, let id = row[0].integer, let at = Instant(stored: row[1]) else { return nil }
        return ShownDuty(entity: source.schema.entity, id: id, at: at)
    }
}

/// Where the records of a kind stand.
private struct EvidenceSource {
    let schema: AnySchema
    /// The column of the moment that counts.
    let moment: String
    let condition: String
    /// Whether the condition asks for the duty's id.
    var isAboutDuty = false
}

extension DutyEvidence {
    /// Nil where a later module knows.
    fileprivate var source: EvidenceSource? {
        switch self {
        case .riskReview: nil
        case .trendReport: report(.industryTrend)
        case .competitorReport: report(.competitor)
        case .demandReport: report(.customerDemand)
        case .targetSegment: EvidenceSource(schema: TargetSegment.schema, moment: "created_at", condition: "1")
        case .recruitmentPlan: EvidenceSource(schema: RecruitmentPlan.schema, moment: "approved_at", condition: "1")
        case .regularMeeting: meeting(.regular)
        case .crossDepartmentMeeting: meeting(.crossDepartment)
        case .document:
            EvidenceSource(
                schema: Attachment.schema, moment: "created_at", condition: "entity = 'duty' AND entity_id = ?3", isAboutDuty: true)
        }
    }

    private func report(_ kind: MarketReportKind) -> EvidenceSource {
        EvidenceSource(schema: MarketReport.schema, moment: "created_at", condition: "kind = '\(kind.rawValue)'")
    }

    /// A meeting counts for the day on which it was, also where its minutes come later.
    private func meeting(_ kind: MeetingKind) -> EvidenceSource {
        EvidenceSource(schema: Meeting.schema, moment: "starts_at", condition: "status = 'held' AND kind = '\(kind.rawValue)'")
    }
}
