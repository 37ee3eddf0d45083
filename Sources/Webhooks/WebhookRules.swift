// What a webhook may be: which events it can name, in whose name it is, and what a key may do with it (P5.3).

import Identity
package import Kernel

enum WebhookRules {
    /// Throws `unknown_event_type`, `webhook_owner` and `webhook_beyond_key`.
    static func check(_ webhook: Record<Webhook>, from old: Record<Webhook>?, in context: RuleContext) throws {
        if webhook.types != old?.types { try requireKnown(webhook.types?.words ?? [], in: context) }
        if webhook.owner != old?.owner { try requireOwner(of: webhook, in: context) }
        try refuseBeyondKey(webhook, in: context)
    }

    /// Whoever owns it may sign in. Throws `webhook_owner`.
    static func requireOwner(of webhook: Record<Webhook>, in context: RuleContext) throws {
        let owner = try context.require(User.self, webhook.owner)
        guard owner.active, !owner.isArchived else { throw Failure.invalid(.webhookOwner, at: "/owner_id") }
    }

    /// A word with a typing error would be waited for in vain: the kind of record has to be one that there is. Throws `unknown_event_type`.
    private static func requireKnown(_ words: [String], in context: RuleContext) throws {
        let faults = words.enumerated().filter { entities(of: $0.element, in: context).isEmpty }.map { place, word in
            Fault(.unknownEventType, at: "/types/\(place)", ["type": word])
        }
        if !faults.isEmpty { throw Failure.invalid(faults) }
    }

    /// The kinds of records whose events a word can mean; all for `salesd.*`.
    private static func entities(of word: String, in context: RuleContext) -> [AnyResource] {
        let parts = word.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count >= 2, parts[0] == "salesd", word.dropLast().allSatisfy({ $0 != "*" }), !parts.contains("") else { return [] }
        if parts.count == 2 { return parts[1] == "*" ? context.registry.resources : [] }
        return [context.registry.resource(entity: String(parts[1]))].compactMap { $0 }
    }

    /// A key has no more sent than it may read itself, and in the name of nobody but itself or a service user with no more roles than it
    /// has: else whoever holds it would have all that another one sees sent to himself. Throws `webhook_beyond_key`.
    @Sendable static func refuseBeyondKey(_ webhook: Record<Webhook>, in context: RuleContext) throws {
        let caller = context.caller
        guard caller.isKey else { return }
        let owner = try context.require(User.self, webhook.owner)
        let isOwn = owner.id.integer == caller.userID
        guard isOwn || owner.isService && RoleSet(owner.roles.elements).isSubset(of: caller.roles) else {
            throw Failure.invalid(.webhookBeyondKey, at: "/owner_id", ["limit": caller.roles.roles.map(\.rawValue).joined(separator: ", ")])
        }
        guard let scopes = caller.scopes else { return }
        let named = (webhook.types?.words).flatMap { $0.isEmpty ? nil : $0 } ?? ["salesd.*"]
        let isWithin = named.allSatisfy { word in
            entities(of: word, in: context).allSatisfy { caller.covers($0.schema.collection, writing: false) }
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
