// What a rule or the kernel throws when a request cannot be carried out; rendered once, in Problem.swift.

/// A stable code of a refusal, with the status it is answered with and its text in every language.
///
/// Placeholders such as `{field}` are filled from the failure's details. Docs/errors.md lists all codes.
package struct FailureCode: Sendable {
    package let name: String
    package let status: Int
    package let text: Label
    /// The policy's clause that the English text names in parentheses, the first of several; nil where it names none.
    package let clause: String?

    /// A code is stable: it never changes its name or meaning. What stands in braces in the texts is filled in; the clause is the one that
    /// they name, such as (P2.3.1).
    package init(_ name: String, _ status: Int, _ english: String, _ chinese: String) {
        self.name = name
        self.status = status
        text = Label(english, chinese)
        clause = english.firstMatch(of: /\((P[1-6](?:\.[1-9])*)/).map { String($0.output.1) }
    }
}

/// One fault of a request: which code, where in the body, and what fills the text's placeholders.
package struct Fault: Sendable {
    package let code: FailureCode
    /// JSON pointer into the body (RFC 6901), or the name of a query parameter or header.
    package let pointer: String
    package let details: [String: String]

    /// At a JSON pointer (RFC 6901).
    package init(_ code: FailureCode, at pointer: String, _ details: [String: String] = [:]) {
        self.code = code
        self.pointer = pointer
        self.details = details
    }
}

/// Why a request is refused. Nothing of what it did remains.
package struct Failure: Error, Sendable {
    package let code: FailureCode
    package let details: [String: String]
    /// Every fault of the body at once, where the refusal is about the body.
    package let faults: [Fault]
    /// Further fields of the answer, such as `Allow` or `Retry-After`.
    package let fields: [(name: String, value: String)]
    /// Data that helps a program to go on, such as the states from which a step is possible.
    package let extensions: [String: [String]]
    /// What `citing` has named.
    private var cited: String?
    /// The way to the record in which the one that was asked for lives on.
    let forwarding: Forwarding?

    /// A refusal without faults of a body, unless some are given.
    package init(
        _ code: FailureCode, _ details: [String: String] = [:], faults: [Fault] = [], fields: [(name: String, value: String)] = [],
        extensions: [String: [String]] = [:]
    ) {
        self.init(code, details, faults: faults, fields: fields, extensions: extensions, forwarding: nil)
    }

    init(
        _ code: FailureCode, _ details: [String: String] = [:], faults: [Fault] = [], fields: [(name: String, value: String)] = [],
        extensions: [String: [String]] = [:], forwarding: Forwarding?
    ) {
        self.forwarding = forwarding
        self.code = code
        self.details = details
        self.faults = faults
        self.fields = fields
        self.extensions = extensions
    }

    /// The policy's clause behind the refusal: the code's own, else that of what was refused, else that of the first fault with one.
    package var clause: String? { code.clause ?? cited ?? faults.lazy.compactMap(\.code.clause).first }

    /// The same refusal, naming the clause of what was refused; one of which that is said already keeps it.
    package func citing(_ clause: String) -> Failure {
        var failure = self
        failure.cited = cited ?? clause
        return failure
    }

    /// What takes one of these roles.
    package static func notAllowed(needed: RoleSet) -> Failure {
        Failure(.notAllowed, ["needed": needed.roles.map(\.rawValue).joined(separator: ", ")])
    }

    /// A body with these faults: 422 with all of them.
    package static func invalid(_ faults: [Fault]) -> Failure {
        Failure(.invalidBody, faults: faults)
    }

    /// A body whose one fault is at `pointer`.
    package static func invalid(_ code: FailureCode, at pointer: String, _ details: [String: String] = [:]) -> Failure {
        invalid([Fault(code, at: pointer, details)])
    }
}
