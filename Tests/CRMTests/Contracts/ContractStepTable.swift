// The contracts' rows of the table of steps, written down by hand: who may take which step from where.

/// Where a contract can stand. Signing is told apart by who has signed.
enum ContractPlace: String, CaseIterable, Sendable {
    case draft
    case legalReview = "legal_review"
    case signing
    case signed
    case inExecution = "in_execution"
    case completed, terminated, expired
}

enum ContractStepTable {
    struct Row: Sendable {
        let step: String
        let from: [ContractPlace]
        let by: Set<Who>
        /// A person decides.
        var decision = false
        /// The refusal of whoever may take it, where a guard keeps it from a contract that lacks something.
        var guarded: String?
    }

    /// Who somebody is before a contract that the rep owns and wrote.
    enum Who: Sendable { case owner, manager, salesManager, executive, legal, integration }

    static let rows: [Row] = [
        Row(step: "submit-legal", from: [.draft], by: [.owner, .integration]),
        Row(step: "legal-approve", from: [.legalReview], by: [.legal], decision: true),
        Row(step: "legal-reject", from: [.legalReview], by: [.legal], decision: true),
        Row(step: "reopen-draft", from: [.signing], by: [.owner, .integration]),
        Row(step: "sign-ours", from: [.signing], by: [.salesManager, .executive], decision: true),
        Row(step: "sign-theirs", from: [.signing], by: [.owner, .integration]),
        Row(step: "start", from: [.signed], by: [.owner, .integration]),
        Row(step: "complete", from: [.inExecution], by: [.owner, .manager, .integration], guarded: "contract_lines_open"),
        Row(step: "terminate", from: [.signing, .signed, .inExecution], by: [.executive, .legal], decision: true),
    ]

    /// Everybody who tries. The executive stands above the manager, who stands above the rep.
    static let people: [String: Set<Who>] = [
        "rep": [.owner], "manager": [.manager, .salesManager], "executive": [.manager, .executive], "key": [.integration],
        "legal": [.legal], "finance": [], "auditor": [], "admin": [], "rep2": [], "stranger": [], "marketing": [], "logistics": [],
        "production": [], "service": [], "hr": [], "product": [],
    ]

    private static let outsiders: Set = ["marketing", "logistics", "production", "service", "hr", "product"]

    /// `200`, or status and code of the refusal.
    static func expectation(_ row: Row, _ name: String, _ place: ContractPlace) -> String {
        if outsiders.contains(name) { return "403 not_allowed" }
        if ["rep2", "stranger"].contains(name) { return "404 not_found" }
        if name == "key", row.decision { return "403 decided_by_people" }
        guard !row.by.isDisjoint(with: people[name] ?? []) else { return "403 not_allowed" }
        guard row.from.contains(place) else { return "409 wrong_state" }
        return row.guarded.map { "409 " + $0 } ?? "200"
    }
}
