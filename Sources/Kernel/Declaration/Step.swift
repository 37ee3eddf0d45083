// A step of the process: from which state to which, by whom, and what it does. The steps are the rows of states.md.

import Storage

/// Who may take a step, seen from the record.
package enum Actor: Sendable, Hashable {
    /// The record's owner, or who stands in for him or her.
    case owner
    /// Whoever stands above the owner in the reporting line.
    case manager
    /// Whoever stands above the owner's manager.
    case secondManager
    /// Whom the record names as the one to work on it (`assigned()`), or who stands in for him or her.
    case assignee
    /// Whoever stands above the assignee in the reporting line.
    case assigneesManager
    /// Who has entered the record.
    case creator
    /// Whoever may see the record.
    case reader
    /// Anybody who has the role and may see the record.
    case role(Role)

    package static let finance = Actor.role(.finance)
    package static let logistics = Actor.role(.logistics)
    package static let service = Actor.role(.service)

    /// The word in descriptions and refusals.
    package var word: String {
        switch self {
        case .owner: "owner"
        case .manager: "manager"
        case .secondManager: "manager's manager"
        case .assignee: "assignee"
        case .assigneesManager: "assignee's manager"
        case .creator: "creator"
        case .reader: "reader"
        case .role(let role): role.rawValue
        }
    }
}

/// A condition of a step on the record, beside its state.
package struct StepCondition<R: Resource>: Sendable {
    /// How a state reads in a refusal, where the condition lets only some of its records through: `on_hold from in_review`.
    let readings: [String: [String]]
    let holds: @Sendable (Record<R>) -> Bool

    /// `readings` say which part of a state the condition lets through, for refusals.
    package init(reading readings: [R.Status: [String]] = [:], _ holds: @escaping @Sendable (Record<R>) -> Bool) {
        self.readings = Dictionary(readings.map { ($0.rawValue, $1) }, uniquingKeysWith: { first, _ in first })
        self.holds = holds
    }
}

/// Within how many hours of the working calendar a step is to be taken, as the settings say now.
package struct Deadline: Sendable {
    let hours: @Sendable (SettingsStore) -> Int64

    /// The hours that one of the settings names.
    package init<S: Settings>(_ settings: S.Type, _ hours: @escaping @Sendable (Record<S>) -> Int64) {
        self.hours = { hours($0.current(settings)) }
    }
}

/// A step of the process of `R`, typed.
package struct Step<R: Resource>: Sendable {
    package let erased: AnyStep

    /// A step whose body is the form `input`.
    ///
    /// - Parameters:
    ///   - path: what follows the record's id in the path, such as `reviews/finance/approve`
    ///   - to: the states it can lead to; with exactly one, the kernel sets it before `effect` runs, else `effect` decides.
    ///     Empty: the state stays.
    ///   - actors: who may take it; nobody: it is taken by jobs and reactions alone, and has no route
    ///   - decision: a person decides (✋): refused to API keys and to every author of the paper
    ///   - condition: a further condition on the record, beside its state
    ///   - clause: the policy's clause that the step carries out
    ///   - deadline: within which it is to be taken, for who reads the process
    ///   - repeatable: served as PUT; where it changes nothing, the record stays as it is
    ///   - deciders: those who have decided on the same already: another level is another person's, where there is one
    package init<F: Form>(
        _ path: String, _ english: String, _ chinese: String, from: R.Status..., to: [R.Status] = [], by actors: Actor...,
        decision: Bool = false,
        clause: String, within deadline: Deadline? = nil, input: F.Type, when condition: StepCondition<R>? = nil,
        repeatable: Bool = false, after deciders: @escaping @Sendable (Record<R>) -> [Int64] = { _ in [] },
        effect: @escaping @Sendable (inout Record<R>, Record<F>, RuleContext) throws -> Void
    ) {
        let form = Schema<F>(form: input)
        erased = AnyStep(
            path: path, label: Label(english, chinese), from: from.map(\.rawValue), to: to.map(\.rawValue), actors: actors,
            isDecision: decision,
            clause: clause, deadline: deadline, isRepeatable: repeatable, form: form, readings: condition?.readings ?? [:],
            applies: { row in condition?.holds(Record(R.schema, row)) ?? true },
            deciders: { row in deciders(Record(R.schema, row)) },
            effect: { row, input, context in
                var record = Record(R.schema, row)
                try effect(&record, Record(form, input), context)
                row = record.row
            })
    }

    /// A step without a body.
    package init(
        _ path: String, _ english: String, _ chinese: String, from: R.Status..., to: [R.Status] = [], by actors: Actor...,
        decision: Bool = false,
        clause: String, when condition: StepCondition<R>? = nil,
        effect: @escaping @Sendable (inout Record<R>, RuleContext) throws -> Void = { _, _ in }
    ) {
        erased = AnyStep(
            path: path, label: Label(english, chinese), from: from.map(\.rawValue), to: to.map(\.rawValue), actors: actors,
            isDecision: decision,
            clause: clause, deadline: nil, isRepeatable: false, form: Schema<NoInput>(form: NoInput.self),
            readings: condition?.readings ?? [:],
            applies: { row in condition?.holds(Record(R.schema, row)) ?? true },
            effect: { row, _, context in
                var record = Record(R.schema, row)
                try effect(&record, context)
                row = record.row
            })
    }
}

/// The form of a step that takes no body.
package final class NoInput: Form {
    package init() {}
}

/// A step without its type, as the kernel takes it. A class, because lists of steps are walked for every answer.
package final class AnyStep: Sendable {
    package let path: String
    package let label: Label
    package let from: [String]
    /// The same as a refusal names them, as far as the step's condition lets through.
    let possibleFrom: [String]
    package let to: [String]
    package let actors: [Actor]
    package let isDecision: Bool
    package let clause: String
    let deadline: Deadline?
    /// Served as PUT: the same again changes nothing.
    package let isRepeatable: Bool
    package let form: AnySchema
    /// Of a step that is taken of one of the record's items.
    let item: ItemStep?
    let applies: @Sendable (Row) -> Bool
    /// Who has decided on the same already.
    let deciders: @Sendable (Row) -> [Int64]
    let effect: @Sendable (inout Row, Row, RuleContext) throws -> Void

    init(
        path: String, label: Label, from: [String], to: [String], actors: [Actor], isDecision: Bool, clause: String, deadline: Deadline?,
        isRepeatable: Bool, form: AnySchema, readings: [String: [String]], item: ItemStep? = nil,
        applies: @escaping @Sendable (Row) -> Bool, deciders: @escaping @Sendable (Row) -> [Int64] = { _ in [] },
        effect: @escaping @Sendable (inout Row, Row, RuleContext) throws -> Void
    ) {
        self.path = path
        self.label = label
        self.from = from
        possibleFrom = from.flatMap { readings[$0] ?? [$0] }
        self.to = to
        self.actors = actors
        self.isDecision = isDecision
        self.clause = clause
        self.deadline = deadline
        self.isRepeatable = isRepeatable
        self.form = form
        self.item = item
        self.applies = applies
        self.deciders = deciders
        self.effect = effect
    }

    /// The step's name in audit and events: `reviews/finance/approve` stays readable as it is; which item it was, the change tells.
    package var name: String { item == nil ? path : path.replacing("/" + ItemStep.place, with: "") }

    /// Whether anybody can ask for it; else jobs and reactions alone take it.
    package var hasRoute: Bool { !actors.isEmpty }

    func isPossible(from state: String, _ row: Row) -> Bool {
        from.contains(state) && applies(row)
    }
}
