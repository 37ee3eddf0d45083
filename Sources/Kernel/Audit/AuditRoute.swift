// `GET /v1/audit`: who did what, when, from where, old → new; newest first.

import HTTP
import SQLite

extension Registry {
    var auditRoute: Route {
        let description = OperationDescription(
            "audit.list", "The audit, newest first", "审计记录（最新在前）", tag: "audit", answer: AuditPage.whole.answer,
            roles: AuditPage.readers.roles.map(\.rawValue), clause: "P5.1.2",
            query: ["entity", "entity_id", "user_id", "customer_id", "limit", "before"])
        return Route(.get, "/v1/audit", description) { request, context in
            let caller = try request.signedIn()
            guard !caller.roles.isDisjoint(with: AuditPage.readers) else {
                throw Failure.notAllowed(needed: AuditPage.readers)
            }
            guard caller.covers("audit", writing: false) else { throw Failure(.outsideScope, ["needed": "audit:read"]) }
            let question = try AuditQuestion(request)
            return try context.read { try question.answer(context.registry, caller, $0) }
        }
    }
}

/// A question to the audit by what stands in the query string.
private struct AuditQuestion {
    private let limit: Int
    private let conditions: [String]
    private let values: [SQLiteValue]

    init(_ request: APIRequest) throws {
        var conditions: [String] = []
        var values: [SQLiteValue] = []
        try request.allowQuery("entity", "entity_id", "user_id", "customer_id", "limit", "before")
        limit = try request.pageSize()
        if let entity = request.queryValue("entity") {
            conditions.append("entity = ?")
            values.append(.text(entity))
        }
        for name in ["entity_id", "user_id", "customer_id"] {
            guard let number = try request.wholeNumber(name) else { continue }
            conditions.append("\(name) = ?")
            values.append(.integer(number))
        }
        if let before = try request.wholeNumber("before") {
            conditions.append("sequence < ?")
            values.append(.integer(before))
        }
        self.conditions = conditions
        self.values = values
    }

    func answer(_ registry: Registry, _ caller: Caller, _ connection: Connection) throws -> HTTPResponse {
        let condition = conditions.isEmpty ? "1" : conditions.joined(separator: " AND ")
        return AuditPage.whole.response(
            try AuditPage(condition, values, limit: limit, for: caller, registry, rowsAreSeen: false, on: connection))
    }
}
