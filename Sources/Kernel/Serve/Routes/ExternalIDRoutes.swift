// Records by another system's key: `GET` and `PUT /v1/{collection}/by-external-id/{key}`.

import HTTP
import JSON
import SQLite

extension AnySchema {
    /// Another system's key, where the resource has one.
    var externalIDField: AnyField? { field("external_id") }
}

/// Makes the routes of one resource that has external ids.
struct ExternalIDRoutes {
    let resource: AnyResource
    private var schema: AnySchema { resource.schema }
    private var path: String { "/v1/\(schema.collection)/by-external-id/{key}" }

    func routes() -> [Route] {
        guard schema.externalIDField != nil else { return [] }
        let mayPut = !resource.roles(for: .create).isEmpty && !resource.roles(for: .update).isEmpty
        return mayPut ? [read, put] : [read]
    }

    private var read: Route {
        let resource = resource
        let description = OperationDescription(
            "get_by_external_id", of: resource, "Read by external id", "按外部编号查看", by: .read, answer: .record(schema.collection),
            query: ["fields"] + schema.expansionParameter, conditions: .ifNoneMatch)
        return Route(.get, path, description) { request, context in
            let caller = try permit(request, resource, .read)
            let id = try context.read { try resource.id(ofExternal: request.parameters["key"] ?? "", on: $0) }
            guard let id else { throw Failure(.notFound) }
            return try recordAnswer(request, resource, caller, id: id, context)
        }
    }

    /// Creates the record, or changes what the body names in the one that has the key; `If-None-Match: *` only creates.
    private var put: Route {
        let resource = resource
        let description = OperationDescription(
            "put_by_external_id", of: resource, "Create or change by external id", "按外部编号新建或修改", by: .create,
            body: .resource(schema.collection, isPatch: true), or: [201], answer: .record(schema.collection, isWhole: true),
            conditions: [.ifMatch, .ifNoneMatch])
        return Route(write: .put, path, description) { request, _ in
            try request.allowQuery()
            let caller = try request.signedIn()
            let body = try ExternalIDBody(request, resource)
            return { rules in
                guard let id = try resource.id(ofExternal: body.key, on: rules.connection) else {
                    guard !body.demandsExistence else { throw Failure(.staleVersion, ["version": "0"]) }
                    try caller.requireRight(to: .create, resource)
                    return try body.create(rules)
                }
                guard !body.onlyCreates else { throw Failure(.externalIDExists, ["key": body.key]) }
                try caller.requireRight(to: .update, resource)
                return try body.change(id, rules)
            }
        }
    }
}

extension AnyResource {
    /// The record with another system's key; nil for none.
    fileprivate func id(ofExternal key: String, on connection: Connection) throws -> Int64? {
        guard let field = schema.externalIDField else { return nil }
        return try connection.first("SELECT id FROM \(schema.table) WHERE \(field.column) = ?", [.text(key)])?.first?.integer
    }
}

/// A `PUT` under an external id, read as far as that needs no database.
private struct ExternalIDBody: Sendable {
    let key: String
    let onlyCreates: Bool
    let demandsExistence: Bool
    private let request: APIRequest
    private let resource: AnyResource
    private let object: JSONObject
    private let condition: VersionCondition
    private let caller: Caller

    init(_ request: APIRequest, _ resource: AnyResource) throws {
        self.request = request
        self.resource = resource
        caller = try request.signedIn()
        key = request.parameters["key"] ?? ""
        var object = try request.bodyObject()
        if let named = object["external_id"], named.string != key {
            throw Failure.invalid(.externalIDDiffers, at: "/external_id", ["key": key])
        }
        object["external_id"] = .string(key)
        self.object = object
        condition = try VersionCondition(ifMatch: request.http.field(.ifMatch))
        demandsExistence = request.http.field(.ifMatch) != nil
        onlyCreates = try ExternalIDBody.onlyCreates(request)
    }

    private static func onlyCreates(_ request: APIRequest) throws -> Bool {
        guard let field = request.http.field(.ifNoneMatch) else { return false }
        guard field.filter({ $0 != " " }) == "*" else { throw Failure(.badHeader, ["name": "If-None-Match"]) }
        return true
    }

    func create(_ rules: RuleContext) throws -> HTTPResponse {
        let row = try rules.create(resource, object)
        var response = try writtenAnswer(.created, row, resource, request, rules)
        response.fields.append(.location, resource.schema.path(of: row.id))
        return response
    }

    func change(_ id: Int64, _ rules: RuleContext) throws -> HTTPResponse {
        let row = try rules.change(resource, id: id, withoutKey, ifMatch: condition)
        return try writtenAnswer(.ok, row, resource, request, rules)
    }

    /// What names the record does not change it, and may be a field that its writer may not set.
    private var withoutKey: JSONObject {
        JSONObject(object.members.filter { $0.name != "external_id" })
    }
}
