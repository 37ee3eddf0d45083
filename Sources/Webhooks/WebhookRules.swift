// What a webhook may be: which events it can name, in whose name it is, and what a key may do with it (P5.3).

import Delivery
import Identity
package import Kernel
import Outgoing

enum WebhookRules {
    /// Throws `webhook_owner` and `webhook_beyond_key`.
    static func check(_ webhook: Record<Webhook>, from old: Record<Webhook>?, in context: RuleContext) throws {
        if webhook.owner != old?.owner { try requireOwner(of: webhook, in: context) }
        try refuseBeyondKey(webhook, in: context)
    }

    /// Whoever owns it may sign in. Throws `webhook_owner`.
    static func requireOwner(of webhook: Record<Webhook>, in context: RuleContext) throws {
        let owner = try context.require(User.self, webhook.owner)
        guard owner.active, !owner.isArchived else { throw Failure.invalid(.webhookOwner, at: "/owner_id") }
    }

    /// The same of one that a body names.
    @Sendable static func ownerFaults(_ id: ID<User>, _ reader: RuleReader) throws -> [Fault] {
        guard let owner = try reader.find(User.self, id) else { return [reader.unknown(User.self, at: "")] }
        return owner.active ? [] : [Fault(.webhookOwner, at: "")]
    }

    /// What is wrong with an address by itself; what its name means is asked of each connection.
    @Sendable static func addressFaults(_ text: String, _ reader: RuleReader) -> [Fault] {
        guard let url = OutgoingURL(text) else { return [Fault(.webhookURL, at: "")] }
        return reader.ask(DeliveryDoor.self).permits(url) ? [] : [Fault(.webhookAddress, at: "", ["host": url.host])]
    }

    /// What stops or starts a webhook asks for the right to change it, of keys too, which else take all steps by their role. Throws
    /// `not_allowed` and `webhook_beyond_key`.
    static func requireSteering(of webhook: Record<Webhook>, in context: RuleContext) throws {
        try context.caller.requireRight(to: .update, context.registry.resource(Webhook.schema))
        try refuseBeyondKey(webhook, in: context)
    }

    /// A key has no more sent than it may read itself, and in the name of nobody but itself or a service user with no more roles than it
    /// has: else whoever holds it would have all that another one sees sent to himself. Throws `webhook_beyond_key`.
    @Sendable static func refuseBeyondKey(_ webhook: Record<Webhook>, in context: RuleReader) throws {
        let caller = context.caller
        guard caller.isKey else { return }
        let owner = try context.require(User.self, webhook.owner)
        let isOwn = owner.id.integer == caller.userID
        guard isOwn || owner.isService && RoleSet(owner.roles.elements).isSubset(of: caller.roles) else {
            throw Failure.invalid(.webhookBeyondKey, at: "/owner_id", ["limit": caller.roles.roles.map(\.rawValue).joined(separator: ", ")])
        }
        guard let scopes = caller.scopes else { return }
        let named = (webhook.types?.words).flatMap { $0.isEmpty ? nil : $0 } ?? ["*"]
        let isWithin = named.allSatisfy { word in
            let meant = context.registry.resources(meantBy: word)
            return !meant.isEmpty && meant.allSatisfy { caller.covers($0.schema.collection, writing: false) }
        }
        guard isWithin else {
            throw Failure.invalid(.webhookBeyondKey, at: "/types", ["limit": scopes.sorted().joined(separator: ", ")])
        }
    }
}

extension [Reaction] {
    /// Whose owner may no longer sign in gets nothing more, at once, and says so.
    package static let leaversDisableWebhooks: [Reaction] = ["updated", "archived"].map { action in
        Reaction(to: User.self, action) { user, context in
            guard !user.active || user.isArchived else { return }
            let webhooks = try context.all(Webhook.self, where: "owner_id = ? AND archived_at IS NULL", user.id.stored)
            for webhook in webhooks { try context.follow("disable-by-owner", webhook) }
        }
    }
}
