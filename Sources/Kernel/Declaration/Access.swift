// Who may do what: roles, operations and rows (access.md).

/// What somebody is in the company. A user has one or more.
package enum Role: String, Choice {
    case salesRep = "sales_rep"
    case salesManager = "sales_manager"
    case marketing, product, finance, logistics, production, service, hr, legal, executive, auditor, admin, integration

    package var chinese: String {
        switch self {
        case .salesRep: "销售代表"
        case .salesManager: "销售经理"
        case .marketing: "市场"
        case .product: "产品"
        case .finance: "财务"
        case .logistics: "物流"
        case .production: "生产"
        case .service: "售后"
        case .hr: "人力资源"
        case .legal: "法务"
        case .executive: "高管"
        case .auditor: "审计"
        case .admin: "管理员"
        case .integration: "系统集成"
        }
    }

    var bit: UInt32 {
        1 << UInt32(Role.allCases.firstIndex(of: self) ?? 0)
    }
}

/// A set of roles.
package struct RoleSet: OptionSet, Hashable, Sendable, ExpressibleByArrayLiteral {
    package let rawValue: UInt32

    package init(rawValue: UInt32) {
        self.rawValue = rawValue
    }

    /// Those roles.
    package init(_ roles: some Sequence<Role>) {
        rawValue = roles.reduce(0) { $0 | $1.bit }
    }

    package init(arrayLiteral roles: Role...) {
        self.init(roles)
    }

    /// Whoever has signed in.
    package static let everyone = RoleSet(Role.allCases)

    /// In the order of their declaration.
    package var roles: [Role] { Role.allCases.filter { rawValue & $0.bit != 0 } }

    /// Whether the role is among them.
    package func contains(_ role: Role) -> Bool {
        rawValue & role.bit != 0
    }
}

/// What can be done with a resource beside its steps.
package struct Operations: OptionSet, Sendable {
    package let rawValue: UInt8

    package init(rawValue: UInt8) {
        self.rawValue = rawValue
    }

    /// Lists, records and what hangs on them.
    package static let read = Operations(rawValue: 1)
    /// Entering a record.
    package static let create = Operations(rawValue: 2)
    /// Changing a record.
    package static let update = Operations(rawValue: 4)
    /// Archive and restore.
    package static let archive = Operations(rawValue: 8)
    /// Everything but steps.
    package static let all: Operations = [.read, .create, .update, .archive]
}

/// Which rows a grant covers.
package enum RowScope: Sendable, Hashable {
    case all
    /// Those that belong to the caller or to somebody he or she stands in for, or whose customer does.
    case own
    /// The same for everybody below the caller in the reporting line as well.
    case team
    /// A condition over the row `t`.
    case matching(String)
    /// Those about a record that the caller may read; to do more with them, about one that the caller may change.
    case subject
}

/// A role may do these operations on these rows.
package struct Grant: Sendable {
    /// Whoever has one of them.
    package let roles: RoleSet
    /// What they may do.
    package let operations: Operations
    /// On which rows.
    package let rows: RowScope

    /// What those roles may do, on all rows where none are named.
    package init(_ roles: RoleSet, _ operations: Operations, rows: RowScope = .all) {
        self.roles = roles
        self.operations = operations
        self.rows = rows
    }

    /// Executives and auditors read everything; an administrator enters and changes any record on somebody's behalf.
    package static let standard = [
        Grant([.executive, .auditor], .read),
        Grant([.admin], .all),
    ]
}
