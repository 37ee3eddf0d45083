// `GET /v1/{collection}/{id}/explain`: why a record is on hold, why it has this owner.

import HTTP
import JSON

extension Registry {
    var explainRoutes: [Route] {
        resources.compactMap { resource in
            if let explain = resource.explainInWriting { return route(of: resource, inWriting: explain) }
            return resource.explain.map { route(of: resource, $0) }
        }
    }

    private func route(of resource: AnyResource, _ explain: @escaping @Sendable (Row, RuleReader) throws -> [Explanation]) -> Route {
        Route(.get, path(of: resource), description(of: resource)) { request, context in
            try request.allowQuery()
            let caller = try permit(request, resource, .read)
            let id = try request.id()
            return try context.read { connection in
                let reader = RuleReader(caller: caller, now: request.now, registry: context.registry, connection: connection)
                return answer(try explain(try reader.visible(resource, id), reader), to: request)
            }
        }
    }

    private func route(of resource: AnyResource, inWriting explain: @escaping @Sendable (Row, RuleContext) throws -> [Explanation])
        -> Route
    {
        Route(write: .get, path(of: resource), description(of: resource)) { request, _ in
            try request.allowQuery()
            try permit(request, resource, .read)
            let id = try request.id()
            return { rules in answer(try explain(try rules.visible(resource, id), rules), to: request) }
        }
    }

    private func path(of resource: AnyResource) -> String { "/v1/\(resource.schema.collection)/{id}/explain" }

    private func description(of resource: AnyResource) -> OperationDescription {
        OperationDescription("explain", of: resource, "Why it is as it is", "原因说明", by: .read, answer: Reasons.shape.answer)
    }
}

private func answer(_ reasons: [Explanation], to request: APIRequest) -> HTTPResponse {
    Reasons.shape.response(Reasons(list: reasons), in: request.language)
}

/// Why a record is as it is.
private struct Reasons: Sendable {
    let list: [Explanation]

    static let shape = AnswerShape<Reasons>("Reasons", "原因", [.list("items", of: reason) { $0.list }])

    private static let reason = AnswerShape<Explanation>(
        "Reason", "原因",
        [
            .field("about", text("The field that is explained", "所说明的字段"), example: "owner_id") { $0.about },
            .field("code", text("Code, which is stable", "代码（固定不变）"), example: "round_robin") { $0.code },
            .label("text", Label("In the language asked for", "说明"), example: "Assigned in turn by the rule “Exhibitions”.") { $0.text },
            .facts("facts", Label("What the reason stands on", "依据"), example: ["rule_id": 3]) { $0.facts },
        ])
}
