// Everything that is declared, in one place that never changes while the server runs.

import HTTP
package import SQLite
package import Storage

/// What a service module adds to the server: the one list that shows what it consists of.
package struct Module: Sendable {
    package let name: String
    package let label: Label
    package let resources: [AnyResource]
    package let migrations: [Migration]
    package let routes: [Route]
    package let failures: [FailureCode]
    package let jobs: [PeriodicJob]
    package let warnings: [Warning]

    /// What is left out, the module has none of.
    package init(
        _ name: String, _ english: String, _ chinese: String, resources: [AnyResource], migrations: [Migration], routes: [Route] = [],
        failures: [FailureCode] = [], jobs: [PeriodicJob] = [], warnings: [Warning] = []
    ) {
        self.name = name
        label = Label(english, chinese)
        self.resources = resources
        self.migrations = migrations
        self.routes = routes
        self.failures = failures
        self.jobs = jobs
        self.warnings = warnings
    }
}

/// All modules, and what they say to one another.
package final class Registry: Sendable {
    package let modules: [Module]
    package let company: CompanySettings
    package let calendar: CompanyCalendar
    package let clock: any Clock
    /// Who is who; the identity module answers.
    package let directory: Directory
    package let generation = CallerGeneration()
    package let settings = SettingsStore()
    let shapes = ShapeCache()
    package let resources: [AnyResource]
    private let byTable: [String: AnyResource]
    private let byCollection: [String: AnyResource]
    private let byEntity: [String: AnyResource]
    private let derivationsBySource: [String: [(AnyResource, AnyDerivation)]]
    private let reactions: [Reaction]
    private let answers: [ObjectIdentifier: any Question]

    package init(
        modules: [Module], reactions: [Reaction] = [], answers: [any Question] = [], company: CompanySettings, calendar: CompanyCalendar,
        clock: any Clock, directory: Directory
    ) {
        self.modules = modules
        self.reactions = reactions
        self.company = company
        self.calendar = calendar
        self.clock = clock
        self.directory = directory
        let resources = modules.flatMap(\.resources)
        self.resources = resources
        byTable = Dictionary(resources.map { ($0.schema.table, $0) }, uniquingKeysWith: { first, _ in first })
        byCollection = Dictionary(resources.map { ($0.schema.collection, $0) }, uniquingKeysWith: { first, _ in first })
        byEntity = Dictionary(resources.map { ($0.schema.entity, $0) }, uniquingKeysWith: { first, _ in first })
        var derivations: [String: [(AnyResource, AnyDerivation)]] = [:]
        for resource in resources {
            for derivation in resource.derivations { derivations[derivation.sourceTable, default: []].append((resource, derivation)) }
        }
        derivationsBySource = derivations
        self.answers = Dictionary(answers.map { (ObjectIdentifier(type(of: $0)), $0) }, uniquingKeysWith: { first, _ in first })
    }

    /// The currency that the company keeps its books in.
    package var companyCurrency: String { company.currency }

    /// The resource of a schema. Every schema that rules use belongs to a module in the list, which `App` starts with.
    package func resource(_ schema: AnySchema) -> AnyResource {
        guard let resource = byTable[schema.table] else {
            preconditionFailure("\(schema.table) belongs to no module: list it in its module's entrance")
        }
        return resource
    }

    /// The resource that keeps its records in the table.
    package func resource(table: String) -> AnyResource? { byTable[table] }
    /// The resource of the collection, such as `orders`.
    package func resource(collection: String) -> AnyResource? { byCollection[collection] }
    /// The resource of the entity, such as `order`.
    package func resource(entity: String) -> AnyResource? { byEntity[entity] }

    func derivations(from table: String) -> [(AnyResource, AnyDerivation)] {
        derivationsBySource[table] ?? []
    }

    func reactions(to table: String, _ action: String) -> [Reaction] {
        reactions.filter { $0.table == table && $0.action == action }
    }

    func answers<Q: Question>(_ question: Q.Type) -> Q {
        answers[ObjectIdentifier(question)] as? Q ?? .unanswered
    }

    /// Every code with which something can be refused.
    package var failureCodes: [FailureCode] { FailureCode.shared + modules.flatMap(\.failures) }

    /// Everything that is done again and again.
    package var jobs: [PeriodicJob] { PeriodicJob.kernel + modules.flatMap(\.jobs) }

    /// Everything that can be warned of.
    var warnings: [Warning] { modules.flatMap(\.warnings) }

    /// The kernel's own tables first, then the modules' in the order of the process.
    package var migrations: [Migration] { Registry.migrations(of: modules) }

    /// The kernel's own first, then each module's.
    package static func migrations(of modules: [Module]) -> [Migration] { Migration.kernel + modules.flatMap(\.migrations) }
}

/// What the kernel asks about people. The identity module answers.
package struct Directory: Sendable {
    /// The caller to whom the SHA-256 of a token belongs; nil for none.
    package let caller: @Sendable (_ tokenHash: [UInt8], _ now: Instant, Connection) throws -> Caller?
    /// The active users who have a role.
    package let holders: @Sendable (Role, Connection) throws -> [Int64]
    /// Everybody above a user in the reporting line, the nearest first.
    package let managers: @Sendable (_ userID: Int64, Connection) throws -> [Int64]
    /// The roles of an active person; none for a service user and for whoever has left.
    package let roles: @Sendable (_ userID: Int64, Connection) throws -> RoleSet
    /// Those who are away and for whom the user stands in.
    package let principals: @Sendable (_ userID: Int64, _ now: Instant, Connection) throws -> [Int64]
    /// What a user is called; nil where there is none.
    package let displayName: @Sendable (_ userID: Int64, Connection) throws -> String?
    /// Keeps when tokens were last used; without audit and version.
    package let recordUses: (@Sendable (_ uses: [[UInt8]: Instant], Connection) throws -> Void)?

    package init(
        caller: @escaping @Sendable (_ tokenHash: [UInt8], _ now: Instant, Connection) throws -> Caller?,
        holders: @escaping @Sendable (Role, Connection) throws -> [Int64],
        managers: @escaping @Sendable (_ userID: Int64, Connection) throws -> [Int64],
        roles: @escaping @Sendable (_ userID: Int64, Connection) throws -> RoleSet,
        displayName: @escaping @Sendable (_ userID: Int64, Connection) throws -> String?,
        principals: @escaping @Sendable (_ userID: Int64, _ now: Instant, Connection) throws -> [Int64] = { _, _, _ in [] },
        recordUses: (@Sendable (_ uses: [[UInt8]: Instant], Connection) throws -> Void)? = nil
    ) {
        self.caller = caller
        self.holders = holders
        self.managers = managers
        self.roles = roles
        self.displayName = displayName
        self.principals = principals
        self.recordUses = recordUses
    }
}
