// `GET /v1/{collection}/{id}/explain`: why a record is on hold, why it has this owner.

import HTTP
import JSON

extension Registry {
    var explainRoutes: [Route] {
        resources.compactMap { resource in
            guard let explain = resource.explain else { return nil }
            let schema = resource.schema
            let description = OperationDescription(
                "\(schema.entity).explain", "Why it is as it is: \(schema.label.english.lowercased())", "原因说明：\(schema.label.chinese)",
                tag: schema.collection, answer: Reasons.shape.answer,
                roles: resource.roles(for: .read).roles.map(\.rawValue))
            return Route(.get, "/v1/\(schema.collection)/{id}/explain", description) { request, context in
                try request.allowQuery()
                let caller = try permit(request, resource, .read)
                let id = try request.id()
                return try context.read { connection in
                    let reader = RuleReader(caller: caller, now: request.now, registry: context.registry, connection: connection)
                    let reasons = try explain(try reader.visible(resource, id), reader)
                    return Reasons.shape.response(Reasons(list: reasons), in: request.language)
                }
            }
        }
    }
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
