// Everything that is declared, in one place that never changes while the server runs.

import HTTP
package import Storage
import Synchronization

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
    /// Wakes whoever carries imports out.
    let imports = WorkSignal()
    /// The same for exports.
    let exports = WorkSignal()
    /// Wakes the event loops that have streams of events.
    let eventSignal = EventSignal()
    let shapes = ShapeCache()
    let keptRoutes = Mutex<[Route]?>(nil)
    package let resources: [AnyResource]
    /// The kinds of records that can be found, in the order of their marks.
    package let searched: [AnyResource]
    private let searchMarks: [String: Character]
    private let byTable: [String: AnyResource]
    private let byCollection: [String: AnyResource]
    private let byEntity: [String: AnyResource]
    /// Every computed value that follows from other records, with the resource that has it.
    let derivations: [(target: AnyResource, derivation: AnyDerivation)]
    private let derivationsBySource: [String: [(target: AnyResource, derivation: AnyDerivation)]]
    private let reactions: [Reaction]
    private let answers: [ObjectIdentifier: any Question]

    /// What the modules declare, with what they say to one another and what the start has settled.
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
        let grants = Dictionary(grouping: modules.flatMap(\.grants), by: \.table)
        let resources = modules.flatMap(\.resources).map { $0.granting(grants[$0.schema.table]?.map(\.grant) ?? []) }
        self.resources = resources
        let searched = resources.filter { !$0.searchedFields.isEmpty }
        self.searched = searched
        let marks = searched.enumerated().map { ($1.schema.table, Character(Unicode.Scalar(0xE000 + UInt32($0)) ?? " ")) }
        searchMarks = Dictionary(marks, uniquingKeysWith: { first, _ in first })
        let subjects = resources.filter(\.takesAttachments)
        for resource in resources where resource.followsSubject { resource.subjects.withLock { $0 = subjects } }
        byTable = Dictionary(resources.map { ($0.schema.table, $0) }, uniquingKeysWith: { first, _ in first })
        byCollection = Dictionary(resources.map { ($0.schema.collection, $0) }, uniquingKeysWith: { first, _ in first })
        byEntity = Dictionary(resources.map { ($0.schema.entity, $0) }, uniquingKeysWith: { first, _ in first })
        let byTable = byTable
        let later = modules.flatMap(\.derivations).compactMap { later in byTable[later.table].map { ($0, later.erased) } }
        derivations = resources.flatMap { resource in resource.derivations.map { (resource, $0) } } + later
        derivationsBySource = Dictionary(grouping: derivations) { $0.derivation.sourceTable }
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

    /// A character that no text has, at the beginning of every text of one kind in the search.
    func searchMark(of resource: AnyResource) -> Character { searchMarks[resource.schema.table] ?? " " }

    /// The resource that keeps its records in the table.
    package func resource(table: String) -> AnyResource? { byTable[table] }
    /// The resource of the collection, such as `orders`.
    package func resource(collection: String) -> AnyResource? { byCollection[collection] }
    /// The resource of the entity, such as `order`.
    package func resource(entity: String) -> AnyResource? { byEntity[entity] }

    func derivations(from table: String) -> [(target: AnyResource, derivation: AnyDerivation)] {
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

    /// What the modules count beside the kernel.
    var gauges: [Gauge] { modules.flatMap(\.gauges) }

    /// The kernel's own tables first, then the modules' in the order of the process.
    package var migrations: [Migration] { Registry.migrations(of: modules) }

    /// The kernel's own first, then each module's.
    package static func migrations(of modules: [Module]) -> [Migration] { Migration.kernel + modules.flatMap(\.migrations) }
}
