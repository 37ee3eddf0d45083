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
    /// Those of everybody below alone, without the caller's own and without those of whom he or she stands in for.
    case below
    /// Those that the caller, or somebody he or she stands in for, has entered.
    case created
    /// A condition over the row `t`.
    case matching(String)
    /// Those about a record that the caller may read; to do more with them, about one that the caller may change.
    case subject
    /// Those that name the caller, somebody below in the reporting line or somebody he or she stands in for as the one to work on them
    /// (`assigned()`), or the caller as the one who is to know (`informed()`, also in an item).
    case assigned
    /// Those that a record of a later module refers to which is in the caller's scope `assigned`.
    case assignedThrough(AssignedReferrer)
}

/// Records that name who works on them, and refer to one that whoever works on them has to read.
package struct AssignedReferrer: Sendable, Hashable {
    let table: String
    let link: String
    let assigned: [String]
    let informed: [String]

    /// - Parameter link: the reference to the record that is read
    package init<Source: Resource, R: Resource>(_ source: Source.Type, by link: KeyPath<Source, Field<ID<R>?>>) {
        self.init(Source.schema, through: Source.schema.declaration[keyPath: link])
    }

    /// The same, where each of the records refers to one.
    package init<Source: Resource, R: Resource>(_ source: Source.Type, by link: KeyPath<Source, Field<ID<R>>>) {
        self.init(Source.schema, through: Source.schema.declaration[keyPath: link])
    }

    private init(_ schema: AnySchema, through link: AnyField) {
        table = schema.table
        self.link = link.column
        assigned = schema.fields.filter(\.traits.isAssigned).map(\.column)
        informed = schema.fields.filter(\.traits.isInformed).map(\.column)
    }
}

/// A grant on an earlier module's records that a later one gives, because its own records say on which: a ticket on its customer's orders.
package struct LaterGrant: Sendable {
    let table: String
    let grant: Grant

    /// What the earlier declaration cannot name.
    package init<R: Resource>(on type: R.Type, _ grant: Grant) {
        table = R.schema.table
        self.grant = grant
    }
}

/// A role may do these operations on these rows.
package struct Grant: Sendable {
    /// Whoever has one of them.
    package let roles: RoleSet
    /// What they may do.
    package let operations: Operations
    /// On which rows.
    package let rows: RowScope
    /// Only where somebody stands below in the reporting line.
    package let isForLeaders: Bool

    /// What those roles may do, on all rows where none are named.
    ///
    /// - Parameter isForLeaders: only they who have the role and somebody below; for what changes something, not for reading
    package init(_ roles: RoleSet, _ operations: Operations, rows: RowScope = .all, leading isForLeaders: Bool = false) {
        self.roles = roles
        self.operations = operations
        self.rows = rows
        self.isForLeaders = isForLeaders
    }

    /// Whoever a record names as the one to work on it reads it (access.md, Decide), and who stands above that one.
    package static let toWhomItIsAssigned = Grant(.everyone, .read, rows: .assigned)

    /// Executives and auditors read everything; an administrator enters and changes any record on somebody's behalf.
    package static let standard = [
        Grant([.executive, .auditor], .read),
        Grant([.admin], .all),
    ]
}
