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
