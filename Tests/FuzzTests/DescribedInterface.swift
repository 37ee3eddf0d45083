// The interface as its description tells it: what a client knows who has never read the source.

import JSON
import TestSupport

/// An operation of the description.
struct DescribedOperation: Sendable {
    let id: String
    let method: String
    /// With places in braces, such as `/v1/orders/{id}`.
    let path: String
    let tag: String
    /// Who may: roles, and words such as `owner`.
    let roles: Set<String>
    let queryParameters: [DescribedParameter]
    /// Schema of the request's body; nil where it takes none.
    let body: JSONValue?
    /// Schemas of JSON answers by status; a problem is described as well.
    let answers: [String: JSONValue]

    var isWrite: Bool { method != "GET" }
}

/// A parameter of a query string.
struct DescribedParameter: Sendable {
    let name: String
    let schema: JSONValue
    /// `not`, `null`, `contains`, where it is a filter.
    let operators: [String]
}

/// The whole description, with its references resolved where they are needed.
struct DescribedInterface {
    let operations: [DescribedOperation]
    let validator: SchemaValidator
    /// Every code with which something can be refused.
    let codes: Set<String>

    init(_ document: JSONValue) {
        let validator = SchemaValidator(document: document)
        self.validator = validator
        operations = document.members("paths").flatMap { path in
            (path.value.object ?? JSONObject()).map { DescribedOperation(path: path.name, method: $0.name, $0.value, validator) }
        }
        let codes = document.member("components").member("schemas").member("Problem").member("properties").member("code").member("enum")
        self.codes = Set((codes.array ?? []).compactMap(\.string))
    }

    /// What a schema comes to once its reference is followed.
    func resolved(_ schema: JSONValue) -> JSONValue { validator.resolved(schema) }

    /// The schema of a record to be created, where the collection has one: what the items of a batch are.
    func creation(_ operation: DescribedOperation) -> JSONValue? {
        operations.first { $0.method == "POST" && $0.path == operation.path.replacing("/batch", with: "") }?.body
    }
}

extension DescribedOperation {
    fileprivate init(path: String, method: String, _ object: JSONValue, _ validator: SchemaValidator) {
        id = object.member("operationId").string ?? ""
        self.method = method.uppercased()
        self.path = path
        tag = object.member("tags").array?.first?.string ?? ""
        roles = Set((object.member("x-roles").array ?? []).compactMap(\.string))
        let parameters = (object.member("parameters").array ?? []).map(validator.resolved)
        queryParameters = parameters.filter { $0.member("in").string == "query" }.map { parameter in
            DescribedParameter(
                name: parameter.member("name").string ?? "", schema: parameter.member("schema"),
                operators: (parameter.member("x-operators").array ?? []).compactMap(\.string))
        }
        body = DescribedOperation.schema(object.member("requestBody"), "application/json")
        var answers: [String: JSONValue] = [:]
        for response in object.members("responses") {
            let whole = validator.resolved(response.value)
            answers[response.name] =
                DescribedOperation.schema(whole, "application/json") ?? DescribedOperation.schema(whole, "application/problem+json")
                ?? .null
        }
        self.answers = answers
    }

    private static func schema(_ holder: JSONValue, _ type: String) -> JSONValue? {
        holder.member("content").object?[type]?.object?["schema"]
    }
}

extension SchemaValidator {
    fileprivate func resolved(_ value: JSONValue) -> JSONValue {
        value.object?["$ref"]?.string.flatMap(resolve) ?? value
    }
}

extension JSONValue {
    /// Null where there is no such member.
    func member(_ name: String) -> JSONValue { object?[name] ?? .null }

    /// The members of a member.
    func members(_ name: String) -> JSONObject { object?[name]?.object ?? JSONObject() }
}
