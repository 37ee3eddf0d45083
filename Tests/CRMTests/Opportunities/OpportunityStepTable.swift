// The opportunities' rows of the table of steps, written down by hand: who may take which step from where, and where it leads.

/// Where an opportunity can stand.
enum Stage: String, CaseIterable, Sendable {
    case needsAnalysis = "needs_analysis"
    case evaluated, proposal, negotiation, won, lost
}

/// Who somebody is before an opportunity that the rep owns.
enum Part: Sendable {
    case owner, manager, integration
}

/// One row of the table.
struct StepRow: Sendable {
    let step: String
    let from: [Stage]
    let to: Stage
    let by: [Part]
    /// The step's own guard refuses it as long as there are no such papers.
    var guarded: String?
}

/// What a request for a step has to answer.
enum Expectation: Equatable, Sendable {
    case done(String)
    case refused(Int, String)
    case wrongState([String])
}

enum OpportunityStepTable {
    static let rows: [StepRow] = [
        StepRow(step: "evaluate", from: [.needsAnalysis, .evaluated], to: .evaluated, by: [.owner]),
        StepRow(step: "start-proposal", from: [.evaluated], to: .proposal, by: [.owner]),
        StepRow(step: "negotiate", from: [.proposal], to: .negotiation, by: [.owner], guarded: "proposal_not_approved"),
        StepRow(step: "win", from: [.proposal, .negotiation], to: .won, by: [.owner], guarded: "contract_not_signed"),
        StepRow(step: "lose", from: [.needsAnalysis, .evaluated, .proposal, .negotiation], to: .lost, by: [.owner, .manager]),
        StepRow(step: "reopen", from: [.lost], to: .needsAnalysis, by: [.manager]),
    ]

    /// Everybody who tries. The executive stands above the manager, who stands above the rep.
    static let people: [String: [Part]] = [
        "rep": [.owner], "manager": [.manager], "executive": [.manager], "key": [.integration], "rep's key": [.owner],
        "rep2": [], "stranger": [], "auditor": [], "admin": [], "reading key": [],
        "finance": [], "logistics": [], "production": [], "service": [], "hr": [], "legal": [], "marketing": [], "product": [],
    ]

    /// Whose roles never see an opportunity.
    static let outsiders: Set<String> = ["finance", "logistics", "production", "service", "hr", "legal", "marketing", "product"]

    static func expectation(_ step: String, _ name: String, _ stage: Stage) -> Expectation {
        if outsiders.contains(name) { return .refused(403, "not_allowed") }
        if ["rep2", "stranger"].contains(name) { return .refused(404, "not_found") }
        if name == "reading key" { return .refused(403, "outside_scope") }
        guard let row = rows.first(where: { $0.step == step }) else { return .refused(404, "not_found") }
        let parts = people[name] ?? []
        guard parts == [.integration] || row.by.contains(where: parts.contains) else { return .refused(403, "not_allowed") }
        guard row.from.contains(stage) else { return .wrongState(row.from.map(\.rawValue).sorted()) }
        if let code = row.guarded { return .refused(409, code) }
        return .done(row.to.rawValue)
    }
}
