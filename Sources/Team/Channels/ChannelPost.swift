// A message as each kind of channel takes it, within the length that it takes.

import Delivery
import JSON
import Kernel
import Outgoing

/// What a channel is to show.
struct ChannelMessage {
    /// The event behind it, such as `salesd.notice.publish`.
    let type: String
    let title: String
    let text: String
    /// What a program wants to know of it.
    let data: JSONObject

    /// What a delivery holds. Throws `AttemptNote` for anything else.
    init(_ delivery: Delivery) throws {
        guard let content = try? JSONReader.parse(delivery.content).object, let type = content["type"]?.string,
            let title = content["title"]?.string, let text = content["text"]?.string, let data = content["data"]?.object
        else { throw AttemptNote("content_unreadable") }
        self.type = type
        self.title = title
        self.text = text
        self.data = data
    }

    init(type: String, title: String, text: String, data: JSONObject) {
        self.type = type
        self.title = title
        self.text = text
        self.data = data
    }

    /// As it waits in the queue.
    var content: JSONObject {
        ["type": .string(type), "title": .string(title), "text": .string(text), "data": .object(data)]
    }
}

/// One attempt for one channel.
struct ChannelPost {
    let kind: ChannelKind
    let url: OutgoingURL
    let secret: String?
    let now: Instant

    // Bytes of a text as JSON: WeCom takes 2,048 of text, DingTalk 20,000 and Feishu 20 KB of a whole body.
    private static let wecomBytes = 2_048
    private static let bodyBytes = 18_000

    func compose(_ message: ChannelMessage, _ delivery: Delivery) throws -> OutgoingPost {
        switch kind {
        case .wecom: post(["msgtype": "text", "text": ["content": .string(Self.plain(message, Self.wecomBytes))]])
        case .dingtalk: try dingTalk(message)
        case .feishu: post(feishu(message))
        case .webhook: try webhook(message, delivery)
        }
    }

    private func dingTalk(_ message: ChannelMessage) throws -> OutgoingPost {
        let body: JSONObject = ["msgtype": "text", "text": ["content": .string(Self.plain(message, Self.bodyBytes))]]
        guard let secret else { return post(body) }
        let separator = url.text.contains("?") ? "&" : "?"
        guard let signed = OutgoingURL(url.text + separator + DingTalkSignature.query(secret: secret, at: now)) else {
            throw AttemptNote("bad_url")
        }
        return post(body, to: signed)
    }

    /// Rich text, in which nothing that somebody has written calls anybody.
    private func feishu(_ message: ChannelMessage) -> JSONObject {
        let line: JSONValue = .array([["tag": "text", "text": .string(Self.limited(message.text, Self.bodyBytes))]])
        let signature = secret.map { FeishuSignature.members(secret: $0, at: now) } ?? [:]
        let content: JSONObject = [
            "msg_type": "post",
            "content": ["post": ["zh_cn": ["title": .string(message.title), "content": .array([line])]]],
        ]
        return JSONObject(signature.members + content.members)
    }

    private func webhook(_ message: ChannelMessage, _ delivery: Delivery) throws -> OutgoingPost {
        guard let key = secret.flatMap(StandardWebhook.key) else { throw AttemptNote("secret_unreadable") }
        let body: JSONObject = [
            "type": .string(message.type), "timestamp": .string("\(delivery.createdAt)"), "data": .object(message.data),
        ]
        let bytes = Self.bytes(body)
        return OutgoingPost(
            url, fields: [Self.json] + StandardWebhook.fields(id: delivery.messageID, keys: [key], body: bytes, at: now), body: bytes)
    }

    private func post(_ body: JSONObject, to target: OutgoingURL? = nil) -> OutgoingPost {
        OutgoingPost(target ?? url, fields: [Self.json], body: Self.bytes(body))
    }

    private static let json = (name: "Content-Type", value: "application/json; charset=utf-8")

    private static func bytes(_ object: JSONObject) -> [UInt8] {
        var writer = JSONWriter(capacity: 1024)
        writer.value(.object(object))
        return writer.finish()
    }

    private static func plain(_ message: ChannelMessage, _ limit: Int) -> String {
        limited(message.title + "\n\n" + message.text, limit)
    }

    /// As much of a text as has room in so many bytes of JSON, with a mark where something is left out.
    static func limited(_ text: String, _ limit: Int) -> String {
        let mark = "…"
        var (kept, bytes) = (String.UnicodeScalarView(), 0)
        var whole = true
        for scalar in text.unicodeScalars {
            bytes += jsonBytes(of: scalar)
            guard bytes <= limit - mark.utf8.count else {
                whole = false
                break
            }
            kept.append(scalar)
        }
        if whole { return text }
        // What lies within the room of the mark is whole all the same.
        let all = text.unicodeScalars.reduce(0) { $0 + jsonBytes(of: $1) }
        return all <= limit ? text : String(kept) + mark
    }

    private static func jsonBytes(of scalar: Unicode.Scalar) -> Int {
        switch scalar {
        case "\"", "\\", "\n", "\t", "\r": 2
        case _ where scalar.value < 0x20: 6
        default: String(scalar).utf8.count
        }
    }
}
