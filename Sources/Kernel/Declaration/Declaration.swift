// What can be declared: resources, the items inside them, and the forms of steps.

import Storage

/// Something with fields. One instance is made to read the fields from.
public protocol Declaration: Sendable {
    init()
}

/// The body of a step.
package protocol Form: Declaration {}

/// Something with a table of its own that a reference can point to.
public protocol Referable: Declaration {
    static var schema: Schema<Self> { get }
}

/// A record inside another one, such as a line of an order.
public protocol Item: Referable {}

/// Where a record is when it has no state.
package enum NoStatus: String, Choice {
    case none
    package var chinese: String { "无" }
}

/// A kind of record with an address of its own. Everything the server does with it follows from this declaration.
package protocol Resource: Referable {
    associatedtype Status: Choice = NoStatus
    /// Who may do what with which rows (access.md).
    static var access: [Grant] { get }
    /// The steps of the process (states.md).
    static var steps: [Step<Self>] { get }
    /// Columns that follow from other records.
    static var derivations: [Derivation<Self>] { get }
    /// What its events can tell beside what the kernel tells of every record, and its steps: words such as `overdue`.
    static var furtherEvents: [String] { get }
    /// Filters of lists beside those that the fields give.
    static var filters: [NamedFilter] { get }
    /// Whether it changes and is archived only by its owner or creator (access.md, Papers).
    static var isPaper: Bool { get }

    /// Fills and checks a record before it is written: at creation (`old` is nil) and at every change.
    static func prepare(_ record: inout Record<Self>, from old: Record<Self>?, in context: RuleContext) throws
    /// Acts on what was written, in the same transaction.
    static func written(_ record: Record<Self>, from old: Record<Self>?, in context: RuleContext) throws
    /// Puts one person in another's place, after the fields that are handed over have been set: where the other one does not fit, the
    /// rule says who does, or nobody.
    static func handOver(_ record: inout Record<Self>, from old: Record<Self>, _ people: HandingOver, in context: RuleContext) throws
    /// Makes right what follows from what the record refers to, after another record has taken the place of a merged one in it.
    static func referrerMoved(_ record: inout Record<Self>, in context: RuleContext) throws
    /// Throws where the record may not be archived.
    static func archiving(_ record: Record<Self>, in context: RuleContext) throws
}

extension Resource {
    package static var steps: [Step<Self>] { [] }
    package static var derivations: [Derivation<Self>] { [] }
    package static var furtherEvents: [String] { [] }
    package static var filters: [NamedFilter] { [] }
    package static var isPaper: Bool { false }
    package static func prepare(_ record: inout Record<Self>, from old: Record<Self>?, in context: RuleContext) throws {}
    package static func written(_ record: Record<Self>, from old: Record<Self>?, in context: RuleContext) throws {}
    package static func handOver(
        _ record: inout Record<Self>, from old: Record<Self>, _ people: HandingOver, in context: RuleContext
    ) throws {}
    package static func referrerMoved(_ record: inout Record<Self>, in context: RuleContext) throws {}
    package static func archiving(_ record: Record<Self>, in context: RuleContext) throws {}
}
