// What the description of the interface says of a route: made where the route is made, so that the two cannot part.

package import JSON

/// What the description says of a route.
package struct OperationDescription: Sendable {
    /// What a request carries.
    package enum Body: Sendable {
        case none
        /// A resource's own fields, as for creation or for a merge patch.
        case resource(String, isPatch: Bool)
        /// Many of them in `items`.
        case batch(String)
        case form(AnySchema)
        /// Bytes of these media types, which are not read into memory; with what has to be said of them beside that.
        case file([String], note: Label? = nil)
    }

    /// What success looks like.
    package enum Answer: Sendable {
        /// A record of a collection; `isWhole` where every member that the caller may see stands in it.
        case record(String, isWhole: Bool = false)
        /// A page of a collection's records.
        case list(String)
        /// An object by its JSON Schema, with an example of it; `AnswerShape` makes both, when the description is asked for.
        case schema(@Sendable () -> JSONValue, example: @Sendable () -> JSONValue)
        /// Text of a media type.
        case text(String)
        case nothing
    }

    /// Which conditional header fields the operation heeds (RFC 9110 §13.1).
    package struct Conditions: OptionSet, Sendable {
        package let rawValue: UInt8

        package init(rawValue: UInt8) {
            self.rawValue = rawValue
        }

        package static let ifMatch = Conditions(rawValue: 1)
        package static let ifNoneMatch = Conditions(rawValue: 2)
    }

    /// Unique among all operations.
    package let id: String
    package let summary: Label
    /// The group of operations: a collection where it is about one.
    package let tag: String
    package let body: Body
    /// The status of success.
    package let status: Int
    /// Other statuses of success, with the same answer.
    package let otherStatuses: [Int]
    package let answer: Answer
    /// Media types in which the same is given beside JSON.
    package let otherTypes: [String]
    /// Who may: roles, and words such as `owner`.
    package let roles: [String]
    /// The policy's clause that it carries out.
    package let clause: String?
    package let queryParameters: [ParameterDescription]
    /// Places of the path that are more than an id or a word.
    package let pathParameters: [ParameterDescription]
    package let conditions: Conditions
    /// Whether a list also takes filters by the fields of its resource.
    package let takesFilters: Bool
    /// The collection by whose fields something is filtered that is no list of it; nil for none.
    package let filteredCollection: String?

    /// What a route says of itself.
    package init(
        _ id: String, _ english: String, _ chinese: String, tag: String, body: Body = .none, status: Int = 200, or others: [Int] = [],
        answer: Answer, alsoAs otherTypes: [String] = [],
        roles: [String] = [], clause: String? = nil, query: [ParameterDescription] = [], path: [ParameterDescription] = [],
        conditions: Conditions = [],
        takesFilters: Bool = false, filtersOf filteredCollection: String? = nil
    ) {
        self.id = id
        summary = Label(english, chinese)
        self.tag = tag
        self.body = body
        self.status = status
        otherStatuses = others
        self.answer = answer
        self.otherTypes = otherTypes
        self.roles = roles
        self.clause = clause
        queryParameters = query
        pathParameters = path
        self.conditions = conditions
        self.takesFilters = takesFilters
        self.filteredCollection = filteredCollection
    }
}

/// A parameter of a path or a query string. The ones that many operations share can be written by their name alone.
package struct ParameterDescription: Sendable, ExpressibleByStringLiteral {
    package let name: String
    /// Nil where the name says everything: `limit`, `before`.
    package let label: Label?
    package let kind: FieldKind?
    package let isRequired: Bool

    /// A parameter with its label in both languages.
    package init(_ name: String, _ english: String, _ chinese: String, _ kind: FieldKind, isRequired: Bool = false) {
        self.name = name
        label = Label(english, chinese)
        self.kind = kind
        self.isRequired = isRequired
    }

    package init(stringLiteral name: String) {
        self.name = name
        label = nil
        kind = nil
        isRequired = false
    }
}
