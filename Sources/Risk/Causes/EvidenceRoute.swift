// `GET /v1/risks/{id}/evidence`: the records for which the server has raised a risk, as far as the caller may see them (P4.1.1).

import CRM
import HTTP
import JSON
import Kernel
import Orders
import Receivables
import SQLite

/// Who reads a customer's credit there is written down first, so it runs in the writer although it changes nothing.
let riskEvidence = Route(
    write: .get, "/v1/risks/{id}/evidence",
    OperationDescription(
        "risks.evidence", "The records behind a risk", "风险的依据记录", tag: "risks", answer: RiskEvidence.shape.answer,
        roles: RoleSet(Risk.access.filter { $0.operations.contains(.read) }.flatMap(\.roles.roles)).roles.map(\.rawValue),
        clause: "P4.1.1")
) { request, context in
    try request.allowQuery()
    try permit(request, context.registry.resource(Risk.schema), .read)
    let id = try ID<Risk>(request.id())
    return { rules in RiskEvidence.shape.response(try RiskEvidence(of: rules.visible(Risk.self, id), rules)) }
}

/// The answer.
private struct RiskEvidence: Sendable {
    let risk: ID<Risk>
    let cause: RiskCause?
    let currency: String
    let measure: JSONObject
    let records: [EvidenceRecord]
    let paths: [String]
    /// Records behind it that the caller does not see.
    let hidden: Int64

    init(of record: Record<Risk>, _ rules: RuleContext) throws {
        risk = record.id
        cause = record.systemCause
        currency = rules.registry.companyCurrency
        let kept = try RiskEvidence.records(of: record)
        let seen = try kept.filter { try rules.seesSubject($0.entity, $0.id) }
        let seesFigures = try RiskEvidence.seesFigures(of: record, rules)
        let seesMeasure = seesFigures && RiskEvidence.seesMeasure(of: record, rules.caller)
        measure = seesMeasure ? RiskEvidence.measure(of: record, currency) : JSONObject()
        records = seen.map { seesFigures ? $0 : EvidenceRecord(entity: $0.entity, id: $0.id, number: $0.number, amount: nil) }
        paths = seen.map { rules.registry.resource(entity: $0.entity)?.schema.path(of: $0.id) ?? "" }
        hidden = Int64(kept.count - seen.count)
    }

    /// What was found when it was raised or got worse last; of what somebody entered, the record that it is about.
    private static func records(of risk: Record<Risk>) throws -> [EvidenceRecord] {
        if risk.systemCause != nil { return [EvidenceRecord](kept: risk.evidence) }
        guard let entity = risk.entity, let id = risk.entityID else { return [] }
        return [EvidenceRecord(entity: entity, id: id, number: "#\(id)", amount: nil)]
    }

    /// Figures of credit are for those who may read it, and are told after it was written down; no prices for those who only make the goods.
    private static func seesFigures(of risk: Record<Risk>, _ rules: RuleContext) throws -> Bool {
        guard !rules.caller.roles.subtracting([.production]).isEmpty else { return false }
        guard let cause = risk.systemCause, cause.tellsOfCredit, let customer = risk.customer else { return true }
        guard try Credit.isReadable(of: customer, in: rules) else { return false }
        try Credit.noteReading(of: customer, in: rules)
        return true
    }

    /// A customer's share tells of all orders together: it is for those who read them all.
    private static func seesMeasure(of risk: Record<Risk>, _ caller: Caller) -> Bool {
        guard risk.systemCause == .customerShare else { return true }
        let grants = Order.access.filter { $0.operations.contains(.read) && $0.rows == .all }
        return !caller.roles.isDisjoint(with: RoleSet(grants.flatMap(\.roles.roles)))
    }

    private static func measure(of risk: Record<Risk>, _ currency: String) -> JSONObject {
        guard let measure = risk.measure, let cause = risk.systemCause else { return JSONObject() }
        return switch cause {
        case .overdueReceivables: ["amount": .string(Money(minorUnits: measure).text(in: currency))]
        case .obligationsLate: ["count": .integer(measure)]
        case .exposureNearLimit, .creditExpired, .unsignedTooLong, .winRateFalling, .indicatorOverThreshold, .customerShare:
            ["share": .string(DecimalText.write(measure, scale: Fraction.scale, shownPlaces: Fraction.shownPlaces))]
        }
    }

    static let shape = AnswerShape<RiskEvidence>(
        "Evidence", "依据", currency: { $0.currency },
        [
            .field("risk_id", reference(Risk.self, "Risk", "风险")) { $0.risk },
            .field("system_cause", choice(RiskCause.self, "Raised by the server for", "系统发现的原因").optional()) { $0.cause },
            .field("currency", Kernel.currency()) { $0.currency },
            .facts(
                "measure", Label("How bad it was when it was raised or got worse last", "最近一次发现时的程度"),
                example: ["amount": "12000.00"]
            ) { $0.measure },
            .list("items", of: record) { evidence in Array(zip(evidence.records, evidence.paths)) },
            .field("hidden", integer("Records that you may not see", "无权查看的记录数")) { $0.hidden },
        ])

    private static let record = AnswerShape<(EvidenceRecord, String)>(
        "Record", "记录",
        [
            .field("entity", text("Kind of record", "对象类型"), example: "invoice") { $0.0.entity },
            .field("id", integer("Id", "编号", 1...Int64.max)) { $0.0.id },
            .field("number", text("Number", "单号")) { $0.0.number },
            .field("amount", amount("Amount", "金额", Money.range).optional()) { $0.0.amount },
            .field("path", text("Path", "地址"), example: "/v1/invoices/7") { $0.1 },
        ])
}
