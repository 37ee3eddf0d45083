// Making a webhook, giving it another secret, and sending a range of events once more.

import Delivery
import HTTP
import Identity
import JSON
import Kernel

/// What a new webhook is made from.
final class NewWebhook: Form {
    let name = text("Name", "名称", max: 100)
    let url = webhookAddress
    let types = webhookTypes("Types of events; all where it is left out", "事件类型（默认全部）").optional()
    let owner = reference(User.self, "Owner, by whose rights it is sent events; whoever makes it where it is left out", "所属用户（默认创建者）")
        .checked(by: WebhookRules.ownerFaults).leftOutOfExamples().optional()
    let secret = chosenSecret
    let after = integer("Begins behind this event; with what comes from now on where it is left out", "起始事件序号（默认从现在开始）", 0...Int64.max)
        .leftOutOfExamples().optional()
}

/// How a secret gives way to another one.
final class SecretRotation: Form {
    let secret = chosenSecret
    let overlapHours = integer("Hours for which the old secret counts as well", "旧密钥继续有效的小时数", 0...168).byDefault(24)
}

/// A secret that whoever calls has made.
private var chosenSecret: Field<String?> {
    Kernel.secret("Secret; made where it is left out", "签名密钥（默认自动生成）").checked { secret, _ in
        StandardWebhook.key(of: secret) == nil ? [Fault(.webhookSecret, at: "")] : []
    }.leftOutOfExamples().optional()
}

/// Which events are sent once more.
final class Resend: Form {
    let fromEvent = integer("From this event on", "起始事件序号", 1...Int64.max).example(1).optional()
    let toEvent = integer("To this event", "截止事件序号", 1...Int64.max).leftOutOfExamples().optional()
    let from = instant("From this moment on", "起始时间").leftOutOfExamples().optional()
    let to = instant("Before this moment", "截止时间（不含）").leftOutOfExamples().optional()
}

/// A webhook with the secret that is shown this once.
private struct IssuedWebhook: Sendable {
    let record: Record<Webhook>
    let secret: String

    static let shape = AnswerShape<IssuedWebhook>(
        "Webhook with its secret", "Webhook 及其密钥",
        [
            .field("id", reference(Webhook.self, "Id", "编号")) { $0.record.id },
            .field("name", text("Name", "名称")) { $0.record.name },
            .field("owner_id", reference(User.self, "Owner", "所属用户")) { $0.record.owner },
            .field("secret", text("The secret, shown this once", "签名密钥（仅显示一次）"), example: "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSwAAAA") {
                $0.secret
            },
            .field("previous_secret_until", instant("Former secrets count until", "旧密钥有效至").optional(), example: .null) {
                $0.record.previousSecretUntil
            },
        ])
}

/// The range that is sent once more.
private struct ResentRange: Sendable {
    let first: Int64
    let last: Int64

    static let shape = AnswerShape<ResentRange>(
        "Events that are sent once more", "重新发送的事件范围",
        [
            .field("from_event", integer("The first one", "起始事件序号"), example: 1) { $0.first },
            .field("to_event", integer("The last one", "截止事件序号"), example: 50) { $0.last },
        ])
}

extension Module {
    private static let webhookForm = Schema<NewWebhook>(form: NewWebhook.self)

    static let newWebhook = Route(
        .post, "/v1/webhooks", keeps: .place,
        OperationDescription(
            "webhook.create", "Make a webhook; its secret is shown once", "创建 Webhook（密钥仅显示一次）", tag: "webhooks", body: .form(webhookForm),
            status: 201, answer: IssuedWebhook.shape.answer, roles: [Role.admin.rawValue]),
        lane: .write { request, context in
            try permit(request, context.registry.resource(Webhook.schema), .update)
            try request.allowQuery()
            let form = try request.form(webhookForm, context)
            return { rules in
                let issued = try IssuedWebhook(form, in: rules)
                var response = IssuedWebhook.shape.response(issued, status: .created)
                response.fields.append(.location, "/v1/webhooks/\(issued.record.id.integer)")
                return response
            }
        })

    private static let rotationForm = Schema<SecretRotation>(form: SecretRotation.self)

    static let rotateSecret = Route(
        .post, "/v1/webhooks/{id}/rotate", keeps: .place,
        OperationDescription(
            "webhook.rotate", "Replace the secret; the new one is shown once", "轮换签名密钥（新密钥仅显示一次）", tag: "webhooks",
            body: .form(rotationForm),
            answer: IssuedWebhook.shape.answer, roles: [Role.admin.rawValue]),
        lane: .write { request, context in
            try permit(request, context.registry.resource(Webhook.schema), .update)
            try request.allowQuery()
            let id = try request.id()
            let form = try request.form(rotationForm, context)
            return { rules in
                let webhook = try rules.visible(Webhook.self, ID(id))
                return IssuedWebhook.shape.response(try IssuedWebhook(rotating: webhook, form, in: rules))
            }
        })

    private static let resendForm = Schema<Resend>(form: Resend.self)

    static let resend = Route(
        write: .post, "/v1/webhooks/{id}/resend",
        OperationDescription(
            "webhook.resend", "Send a range of past events once more", "重新发送一段历史事件", tag: "webhooks", body: .form(resendForm),
            answer: ResentRange.shape.answer, roles: [Role.admin.rawValue])
    ) { request, context in
        try permit(request, context.registry.resource(Webhook.schema), .update)
        try request.allowQuery()
        let id = try request.id()
        let form = try request.form(resendForm, context)
        return { rules in
            let webhook = try rules.visible(Webhook.self, ID(id))
            try WebhookRules.refuseBeyondKey(webhook, in: rules)
            let range = try ResentRange(form, in: rules)
            try rules.feedAgain(Endpoint(.webhook, id), after: range.first - 1, through: range.last)
            try rules.note("resent", on: webhook)
            return ResentRange.shape.response(range)
        }
    }
}

extension IssuedWebhook {
    /// Makes one. Throws `events_ahead`, and what a webhook may not be.
    init(_ form: Record<NewWebhook>, in rules: RuleContext) throws {
        if let place = form.after { try EventLog.requireReached(place, rules.connection) }
        guard let owner = form.owner?.integer ?? rules.caller.userID else {
            throw Failure.invalid(.required, at: "/owner_id", ["name": "owner_id"])
        }
        let secret = try form.secret ?? StandardWebhook.makeSecret()
        var webhook = Record(new: Webhook.self)
        webhook.name = form.name
        webhook.url = form.url
        webhook.types = form.types
        webhook.owner = try rules.referred(to: User.self, ID(owner), at: "/owner_id").id
        webhook.secretSetAt = rules.now
        try rules.insert(&webhook)
        try WebhookSecrets(rules.ask(DeliveryDoor.self)).keep(secret, of: webhook.id, in: rules)
        try rules.feed(Endpoint(.webhook, webhook.id.integer), from: form.after ?? EventLog.newest(rules.connection))
        self.init(record: webhook, secret: secret)
    }

    /// Gives one another secret. Throws `archived`, `webhook_secrets_full` and `webhook_beyond_key`.
    init(rotating webhook: Record<Webhook>, _ form: Record<SecretRotation>, in rules: RuleContext) throws {
        try WebhookRules.refuseBeyondKey(webhook, in: rules)
        guard !webhook.isArchived else { throw Failure(.archived) }
        let secret = try form.secret ?? StandardWebhook.makeSecret()
        let overlap = form.overlapHours > 0 ? rules.now.adding(seconds: form.overlapHours * 3600) : nil
        let secrets = WebhookSecrets(rules.ask(DeliveryDoor.self))
        let end = try secrets.replace(by: secret, of: webhook.id, until: overlap, in: rules)
        var webhook = webhook
        // Also where nothing that is shown differs, it stands in the audit.
        if webhook.secretSetAt == rules.now, webhook.previousSecretUntil == end { try rules.note("rotated", on: webhook) }
        webhook.secretSetAt = rules.now
        webhook.previousSecretUntil = end
        try rules.save(&webhook, action: "rotated")
        self.init(record: webhook, secret: secret)
    }
}

extension ResentRange {
    /// Throws `resend_range` where nothing lies in it, or no beginning is named.
    init(_ form: Record<Resend>, in rules: RuleContext) throws {
        let newest = try EventLog.newest(rules.connection)
        let byNumber = form.fromEvent
        let byMoment = try form.from.map { try EventLog.last(before: $0, rules.connection) + 1 }
        guard let first = [byNumber, byMoment].compactMap({ $0 }).max() else { throw Failure.invalid(.resendRange, at: "/from_event") }
        let end = try form.to.map { try EventLog.last(before: $0, rules.connection) } ?? newest
        let last = min(newest, form.toEvent ?? newest, end)
        guard first <= last else { throw Failure.invalid(.resendRange, at: "/from_event") }
        (self.first, self.last) = (first, last)
    }
}
