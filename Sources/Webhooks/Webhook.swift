// Webhooks: other systems that are sent what happens, each event signed and as its owner may see it (P5.3).

import Delivery
package import Identity
package import Kernel

/// An address that is sent events. It gets what its owner sees in `GET /v1/events`, and no more. Address and secret are taken in and never
/// given out again, but for the secret in the answer to the request that made it.
package final class Webhook: Resource {
    package typealias Status = WebhookStatus
    package static let schema = Schema<Webhook>("webhooks", one: "webhook", "Webhook", "Webhook 推送")

    package let name = text("Name", "名称", max: 100)
    /// The whole address; kept sealed.
    package let url = webhookAddress
    /// Types such as `salesd.order.confirm`, and beginnings such as `salesd.order.*`; all where there are none.
    package let types = webhookTypes("Types of events", "事件类型").optional()
    /// By whose rights events are sent.
    package let owner = reference(User.self, "Owner, by whose rights it is sent events", "所属用户（按其权限推送）").scoped()
    /// What may be known of the address.
    package let origin = text("Server of the address", "服务器", max: 300).computed()
    package let secretSetAt = instant("Secret set at", "密钥设置时间").computed()
    /// Until then messages are signed under a former secret as well.
    package let previousSecretUntil = instant("Former secrets count until", "旧密钥有效至").computed().optional()
    package let disabledAt = instant("Disabled at", "停用时间").computed().optional()
    package let disabledReason = choice(WebhookEnd.self, "Disabled because", "停用原因").computed().optional()
    package let status = state(WebhookStatus.self, initial: .active)

    package init() {}

    package static let furtherEvents = ["rotated", "message_dead"]

    /// An administrator makes them (`POST /v1/webhooks`); whoever owns one reads how it goes.
    package static let access = [
        Grant([.admin], [.read, .update, .archive]),
        Grant([.executive, .auditor], .read),
        Grant(.everyone, .read, rows: .own),
    ]

    // P5.3: what leaves the system is known, and goes to those alone who may see it.
    package static let steps: [Step<Webhook>] = [
        Step("pause", "Pause", "暂停", from: .active, to: [.paused], by: .role(.admin), clause: "P5.3") { webhook, context in
            try WebhookRules.requireSteering(of: webhook, in: context)
        },
        Step("resume", "Resume", "恢复", from: .paused, .disabled, to: [.active], by: .role(.admin), clause: "P5.3") { webhook, context in
            try WebhookRules.requireSteering(of: webhook, in: context)
            try WebhookRules.requireOwner(of: webhook, in: context)
            webhook.disabledAt = nil
            webhook.disabledReason = nil
        },
        Step("disable-by-receiver", "Disable: the receiver is gone", "停用：接收方已关闭", from: .active, .paused, to: [.disabled], clause: "P5.3") {
            webhook, context in
            webhook.disabledAt = context.now
            webhook.disabledReason = .gone
        },
        Step("disable-by-owner", "Disable: the owner has left", "停用：所属用户已停用", from: .active, .paused, to: [.disabled], clause: "P5.3") {
            webhook, context in
            webhook.disabledAt = context.now
            webhook.disabledReason = .ownerInactive
        },
    ]

    /// Throws `webhook_owner` and `webhook_beyond_key`.
    package static func prepare(_ webhook: inout Record<Webhook>, from old: Record<Webhook>?, in context: RuleContext) throws {
        try WebhookRules.check(webhook, from: old, in: context)
        guard webhook.url != old?.url else { return }
        webhook.origin = try WebhookSecrets(context.ask(DeliveryDoor.self)).sealURL(of: &webhook)
    }

    /// What was changed of the way ends the pauses of what waits for it. As long as it is not served, what waits loses no time.
    package static func written(_ webhook: Record<Webhook>, from old: Record<Webhook>?, in context: RuleContext) throws {
        if let old, webhook.isServed == old.isServed, webhook.url == old.url { return }
        try context.keep(Endpoint(.webhook, webhook.id.integer), active: webhook.isServed, holding: true)
    }

    /// What waits for it goes nowhere any more. Throws `webhook_beyond_key`.
    package static func archiving(_ webhook: Record<Webhook>, in context: RuleContext) throws {
        try WebhookRules.refuseBeyondKey(webhook, in: context)
        try context.withdrawDeliveries(to: Endpoint(.webhook, webhook.id.integer))
    }
}

/// The address of a webhook, in its own fields and in the form that makes one.
var webhookAddress: Field<String> {
    Kernel.secret("Address", "地址", max: 2000).checked(by: WebhookRules.addressFaults).example("https://erp.example.com/salesd")
}

/// The types of a webhook, likewise.
func webhookTypes(_ english: String, _ chinese: String) -> Field<WordList> {
    words(english, chinese).checked { types, reader in reader.registry.faults(ofEventTypes: types.words) }
        .example(WordList(["salesd.order.*", "salesd.invoice.issue"]))
}

extension Record where D == Webhook {
    fileprivate var isServed: Bool { self.status == .active && !isArchived }

    /// Nil for all.
    var wanted: EventTypes? { self.types.flatMap { $0.words.isEmpty ? nil : EventTypes($0.words) } }
}

/// Whether a webhook is sent events.
package enum WebhookStatus: String, Choice {
    case active, paused, disabled

    package var chinese: String {
        switch self {
        case .active: "启用"
        case .paused: "已暂停"
        case .disabled: "已停用"
        }
    }
}

/// Why the server sends a webhook nothing more until somebody resumes it.
package enum WebhookEnd: String, Choice {
    /// The receiver has answered 410.
    case gone
    /// Its owner may no longer sign in.
    case ownerInactive = "owner_inactive"

    package var chinese: String {
        switch self {
        case .gone: "接收方返回 410"
        case .ownerInactive: "所属用户已停用"
        }
    }
}
