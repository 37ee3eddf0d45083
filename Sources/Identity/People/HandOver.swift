// `POST /v1/users/{id}/hand-over`: whoever leaves or changes posts gives everything to another in one call (domain.md, Identity).

import HTTP
import Kernel

final class HandOver: Form {
    let to = reference(User.self, "To", "接手人")
}

extension Module {
    private static let handOverForm = Schema<HandOver>(form: HandOver.self)

    static let handOver = Route(
        write: .post, "/v1/users/{id}/hand-over",
        OperationDescription(
            "user.hand_over", "Hand over all that is somebody's", "移交全部业务", tag: "users", body: .form(handOverForm),
            answer: HandedOver.shape.answer, roles: [Role.admin.rawValue])
    ) { request, context in
        let caller = try request.signedIn()
        try request.allowQuery()
        try requireRight(of: caller)
        let id = try request.id()
        let form = try request.form(handOverForm, context)
        return { rules in
            // While the request waited the caller may have lost the right.
            try requireRight(of: rules.caller)
            return HandedOver.shape.response(try handOver(from: ID(id), to: form.to, rules))
        }
    }

    private static func requireRight(of caller: Caller) throws {
        guard !caller.isKey else { throw Failure(.peopleOnly) }
        guard caller.roles.contains(.admin) else { throw Failure(.notAllowed, ["needed": Role.admin.rawValue]) }
    }

    private static func handOver(from: ID<User>, to: ID<User>, _ rules: RuleContext) throws -> HandedOver {
        let leaver = try rules.require(User.self, from)
        let successor = try rules.referred(to: User.self, to, at: "/to_id")
        guard from != to else { throw Failure.invalid(.handOverToSelf, at: "/to_id") }
        guard successor.active, !successor.isService else {
            throw Failure.invalid(.handOverUnfit, at: "/to_id", ["name": successor.displayName])
        }
        let all = try rules.belongings(of: from.integer)
        try requireFit(successor, for: all)
        let people = HandingOver(from: from.integer, to: to.integer)
        for belongings in all { try rules.handOver(belongings, people) }
        try rules.note("handed_over", on: leaver)
        return HandedOver(people: people, belongings: all)
    }

    /// Throws what the successor cannot own, all of it at once.
    private static func requireFit(_ successor: Record<User>, for all: [Belongings]) throws {
        let roles = RoleSet(successor.roles.elements)
        let faults = all.compactMap { belongings -> Fault? in
            guard let needed = belongings.ownerRoles, needed.isDisjoint(with: roles) else { return nil }
            return Fault(
                .cannotOwn, at: "/to_id",
                [
                    "name": successor.displayName, "count": String(belongings.count), "collection": belongings.collection,
                    "roles": needed.roles.map(\.rawValue).joined(separator: ", "),
                ])
        }
        guard faults.isEmpty else { throw Failure.invalid(faults) }
    }
}

/// What went from whom to whom.
private struct HandedOver: Sendable {
    let people: HandingOver
    let belongings: [Belongings]

    static let shape = AnswerShape<HandedOver>(
        "Hand-over", "移交结果",
        [
            .field("from_id", reference(User.self, "From", "移交人")) { ID($0.people.from) },
            .field("to_id", reference(User.self, "To", "接手人")) { ID($0.people.to) },
            .list("handed_over", of: counted) { $0.belongings },
            .field("total", integer("Records", "记录数")) { Int64($0.belongings.reduce(0) { $0 + $1.count }) },
        ])

    private static let counted = AnswerShape<Belongings>(
        "Records of a collection", "各类记录数",
        [
            .field("collection", text("Collection", "类别")) { $0.collection },
            .field("count", integer("Records", "记录数")) { Int64($0.count) },
        ])
}
