// What the company can set of its order process; the values are the policy's defaults until the settings exist.

/// Whether an order may be submitted without a signed contract (P2.5.1).
enum ContractRequirement {
    case never, reason, always
}

enum OrderPolicy {
    static let contractRequired = ContractRequirement.reason
    /// Who reviews every order; never empty (P2.5.2).
    static let reviewDepartments: [ReviewDepartment] = [.finance, .logistics]
}
