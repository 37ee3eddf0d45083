// Why a record is as it is: `GET …/{id}/explain`, as data.

package import JSON

/// One reason, for people and for programs.
package struct Explanation: Sendable {
    /// The field that it explains, such as `owner_id`.
    let about: String
    /// Stable, such as `round_robin`.
    let code: String
    let text: Label
    /// What the reason stands on.
    let facts: JSONObject

    /// A reason in both languages.
    package init(about: String, code: String, _ english: String, _ chinese: String, facts: JSONObject = [:]) {
        self.about = about
        self.code = code
        text = Label(english, chinese)
        self.facts = facts
    }
}

extension Explanation {
    /// What a fault says, as a reason why the next step is not possible yet.
    ///
    /// - Parameter clause: the policy's, where one stands behind it
    package init(of fault: Fault, clause: String? = nil) {
        let about = fault.pointer.split(separator: "/").first.map(String.init) ?? ""
        self.init(about: about, fault.code, fault.details, clause, more: [(name: "pointer", value: .string(fault.pointer))])
    }

    /// What a refusal says, as such reasons: each of its faults, or itself where it has none.
    ///
    /// - Parameter about: the field that a refusal without faults is about
    package static func all(of failure: Failure, about: String, clause: String) -> [Explanation] {
        guard failure.faults.isEmpty else { return failure.faults.map { Explanation(of: $0, clause: clause) } }
        return [Explanation(about: about, failure.code, failure.details, failure.clause ?? clause)]
    }

    private init(
        about: String, _ code: FailureCode, _ details: [String: String], _ clause: String?, more: [(name: String, value: JSONValue)] = []
    ) {
        var facts = details.sorted { $0.key < $1.key }.map { (name: $0.key, value: JSONValue.string($0.value)) } + more
        if let clause { facts.append((name: "clause", value: .string(clause))) }
        self.init(
            about: about, code: code.name, code.text.filled(details, in: .english), code.text.filled(details, in: .chinese),
            facts: JSONObject(facts))
    }
}

/// A resource whose explanation tells what is noted in the audit when it is read, such as a customer's credit.
package protocol ExplainedInWriting: Resource {
    /// What the context's caller may know of the reasons.
    static func explain(_ record: Record<Self>, in context: RuleContext) throws -> [Explanation]
}

/// A resource that can say why its records are as they are.
package protocol Explained: Resource {
    /// What the reader's caller may know of the reasons.
    static func explain(_ record: Record<Self>, _ reader: RuleReader) throws -> [Explanation]
}
