// `GET /v1/proposals/{id}/versions` and `…/compare`: all versions under one number, and what differs between two of them (P2.3.3).

import HTTP
import Identity
import Kernel

/// What versions have said and what was said to them.
let proposalVersionsRoute = Route(
    .get, "/v1/proposals/{id}/versions",
    OperationDescription(
        "proposal.versions", "List all versions under its number, the newest first", "列出同一编号的所有版本（最新在前）", tag: "proposals",
        answer: ProposalVersions.shape.answer, roles: readers, clause: "P2.3.3")
) { request, context in
    try request.allowQuery()
    return try reading(request, context) { proposal, reader in
        ProposalVersions.shape.response(ProposalVersions(items: try versions(of: proposal, reader).reversed()))
    }
}

/// Another version, or another proposal, against this one.
let proposalComparisonRoute = Route(
    .get, "/v1/proposals/{id}/compare",
    OperationDescription(
        "proposal.compare", "Compare with another version, field by field and line by line", "与另一版本逐项比较", tag: "proposals",
        answer: ProposalComparison.shape.answer, roles: readers, clause: "P2.3.3",
        query: [
            ParameterDescription(
                "with", "Version under the same number; the one before where neither is given", "同一编号的版本（默认为上一版本）",
                .integer(1...1_000_000)),
            ParameterDescription("with_id", "Id of any proposal, instead of a version", "任一方案的编号（代替版本）", .integer(1...Int64.max)),
        ])
) { request, context in
    try request.allowQuery("with", "with_id")
    let (revision, id) = (try request.wholeNumber("with"), try request.wholeNumber("with_id"))
    return try reading(request, context) { proposal, reader in
        let other: Record<Proposal>
        if let id {
            other = try reader.visible(Proposal.self, ID(id))
        } else {
            let wanted = revision ?? proposal.revision &- 1
            guard let found = try versions(of: proposal, reader).first(where: { $0.revision == wanted }) else {
                throw Failure(.noSuchRevision)
            }
            other = found
        }
        let differences = compared.differences(from: other, to: proposal, seenBy: reader.caller)
        return ProposalComparison.shape.response(ProposalComparison(from: other, to: proposal, differences: differences))
    }
}

private let readers = ["sales_rep", "sales_manager", "executive", "auditor", "admin", "integration"]

/// What a version says, as against what became of it.
private let compared = Comparison<Proposal>(
    leaving: [
        "number", "revision", "opportunity_id", "customer_id", "owner_id", "status", "submitted_at", "submitted_by_id", "approved_at",
        "withdraw_reason", "previous_version_id", "superseded_by_id", "external_id",
    ],
    lists: ["lines": ["kind", "product_id"]])

private func reading(
    _ request: APIRequest, _ context: any ReadContext, _ answer: (Record<Proposal>, RuleReader) throws -> HTTPResponse
) throws -> HTTPResponse {
    let caller = try permit(request, context.registry.resource(Proposal.schema), .read)
    let id = try request.id()
    return try context.read { connection in
        let reader = RuleReader(caller: caller, now: request.now, registry: context.registry, connection: connection)
        return try answer(try reader.visible(Proposal.self, ID(id)), reader)
    }
}

/// Those that the caller may see, the first one first.
private func versions(of proposal: Record<Proposal>, _ reader: RuleReader) throws -> [Record<Proposal>] {
    let resource = reader.registry.resource(Proposal.schema)
    return try reader.all(Proposal.self, where: "number = ?", proposal.number.stored)
        .filter { try resource.covers($0.id.integer, for: reader.caller, to: .read, on: reader.connection) }
        .sorted { $0.revision < $1.revision }
}

// MARK: The answers

private struct ProposalVersions: Sendable {
    let items: [Record<Proposal>]

    static let shape = AnswerShape<ProposalVersions>("Versions, the newest first", "版本（最新在前）", [.list("items", of: version) { $0.items }])

    private static let version = AnswerShape<Record<Proposal>>(
        "Version", "版本", currency: { $0.currency },
        [
            .field("id", reference(Proposal.self, "Proposal", "方案")) { $0.id },
            .field("number", text("Number", "编号"), example: "PR-20261124-0001") { $0.number },
            .field("revision", integer("Version of the proposal", "方案版本", 1...1_000_000)) { $0.revision },
            .field("status", choice(ProposalStatus.self, "Status", "状态")) { $0.status },
            .field("title", text("Title", "标题")) { $0.title },
            .field("currency", Kernel.currency()) { $0.currency },
            .field("net", amount("Net", "不含税金额")) { $0.net },
            .field("gross", amount("Gross", "含税金额")) { $0.gross },
            .field("created_at", instant("Created at", "创建时间")) { $0.createdAt },
            .field("submitted_at", instant("Submitted at", "提交时间").optional()) { $0.submittedAt },
            .field("approved_at", instant("Approved at", "批准时间").optional()) { $0.approvedAt },
            .field("withdraw_reason", text("Reason of the withdrawal", "撤回原因", max: 500).optional()) { $0.withdrawReason },
            .list("approvals", of: approval) { $0.approvals },
        ])

    private static let approval = AnswerShape<Record<ProposalApproval>>(
        "Approval", "审批",
        [
            .field("level", choice(ApprovalLevel.self, "Level", "审批级别")) { $0.level },
            .field("verdict", choice(ApprovalVerdict.self, "Verdict", "结论")) { $0.verdict },
            .field("reviewer_id", reference(User.self, "Reviewer", "审批人").optional()) { $0.reviewer },
            .field("comment", paragraphs("Comment", "意见", max: 2000).optional()) { $0.comment },
            .field("decided_at", instant("Decided at", "审批时间").optional()) { $0.decidedAt },
        ])
}

private struct ProposalComparison: Sendable {
    let from: Record<Proposal>
    let to: Record<Proposal>
    let differences: [Difference]

    static let shape = AnswerShape<ProposalComparison>(
        "Comparison", "比较",
        [
            .object("from", version) { $0.from },
            .object("to", version) { $0.to },
            .list("differences", of: Difference.shape) { $0.differences },
        ])

    private static let version = AnswerShape<Record<Proposal>>(
        "Version", "版本",
        [
            .field("id", reference(Proposal.self, "Proposal", "方案")) { $0.id },
            .field("number", text("Number", "编号"), example: "PR-20261124-0001") { $0.number },
            .field("revision", integer("Version of the proposal", "方案版本", 1...1_000_000)) { $0.revision },
        ])
}
