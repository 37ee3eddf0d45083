// `GET /v1/audit`: who did what, when, from where, old → new; newest first.

import HTTP
import SQLite

extension Registry {
    var auditRoute: Route {
        let description = OperationDescription(
            "audit.list", "The audit, newest first", "审计记录（最新在前）", tag: "audit", answer: AuditPage.whole.answer,
            roles: AuditPage.readers.roles.map(\.rawValue), clause: "P5.1.2",
            query: [
                "entity", "entity_id", "user_id", "customer_id",
                ParameterDescription("delegated", "What somebody did for another one", "由代理人代为执行", boolean("", "").kind),
                ParameterDescription("from", "From the beginning of this day", "起始日期", day("", "").kind),
                ParameterDescription("to", "To the end of this day", "截止日期", day("", "").kind),
                "limit", "before",
            ])
        return Route(.get, "/v1/audit", description) { request, context in
            let caller = try request.signedIn()
            guard !caller.roles.isDisjoint(with: AuditPage.readers) else {
                throw Failure.notAllowed(needed: AuditPage.readers)
            }
            guard caller.covers("audit", writing: false) else { throw Failure(.outsideScope, ["needed": "audit:read"]) }
            let question = try AuditQuestion(request, context.registry.calendar)
            return try context.read { try question.answer(context.registry, caller, $0) }
        }
    }
}

/// A question to the audit by what stands in the query string.
private struct AuditQuestion {
    private let limit: Int
    private let conditions: [String]
    private let values: [SQLiteValue]

    init(_ request: APIRequest, _ calendar: CompanyCalendar) throws {
        var conditions: [String] = []
        var values: [SQLiteValue] = []
        try request.allowQuery("entity", "entity_id", "user_id", "customer_id", "delegated", "from", "to", "limit", "before")
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
        switch request.queryValue("delegated") {
        case nil: break
        case "true": conditions.append("on_behalf_of_id IS NOT NULL")
        case "false": conditions.append("on_behalf_of_id IS NULL")
        case let value?: throw Failure.badParameter("delegated", value, "it must be true or false")
        }
        for (name, sign, further) in [("from", ">=", 0), ("to", "<", 1)] {
            guard let text = request.queryValue(name) else { continue }
            guard let day = Day(text) else { throw Failure.badParameter(name, text, "a day such as 2026-11-24 is expected") }
            conditions.append("at \(sign) ?")
            values.append(calendar.start(of: day.adding(days: further)).stored)
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
