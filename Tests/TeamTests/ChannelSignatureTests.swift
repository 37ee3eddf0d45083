// Each side gets what it has published that it wants: form, length and signature, reckoned here by other means (P3.3.1).

import Foundation
import JSON
import Kernel
import TestSupport
import Testing

struct ChannelSignatureTests {
    private let desk: ChannelDesk

    init() throws { desk = try ChannelDesk() }

    /// HMAC-SHA-256 in Base64 by Python's own library.
    private func hmac(key: String, message: String, isKeyBase64: Bool = false) throws -> String {
        let script = """
            import base64, hashlib, hmac, sys
            key = base64.b64decode(sys.argv[1]) if sys.argv[3] == "1" else sys.argv[1].encode()
            print(base64.b64encode(hmac.new(key, sys.argv[2].encode(), hashlib.sha256).digest()).decode(), end="")
            """
        return try runTool("python3", ["-c", script, key, message, isKeyBase64 ? "1" : "0"]).output
    }

    private func received(_ kind: String, _ secret: String? = nil, title: String = "Prices", body: String = "From Monday on") throws
        -> StandIn.Received
    {
        let channel = try desk.channel(kind, kind, secret.map { ",\"secret\":\"\($0)\"" } ?? "")
        try desk.publish(on: channel, title: title, body: body)
        #expect(eventually { !desk.other.received.isEmpty })
        return try #require(desk.other.received.first)
    }

    private var now: Instant { desk.world.server.clock.now }

    @Test func `DingTalk: time and sign in the query`() throws {
        let request = try received("dingtalk", "SECabc/+=123")
        let timestamp = String(now.milliseconds)
        #expect(request.query("timestamp") == timestamp && request.query("access_token") == ChannelDesk.token)
        #expect(try request.query("sign") == hmac(key: "SECabc/+=123", message: "\(timestamp)\nSECabc/+=123"))
        #expect(request.field("Content-Type") == "application/json; charset=utf-8")
        #expect(request.text == #"{"msgtype":"text","text":{"content":"Prices\n\nFrom Monday on"}}"#)
    }

    @Test func `DingTalk without a secret: nothing is signed`() throws {
        #expect(try received("dingtalk").target == "/robot/dingtalk?access_token=\(ChannelDesk.token)")
    }

    @Test func `Feishu: time and sign in the body, as text that calls nobody`() throws {
        let request = try received("feishu", "feishu-secret", body: "<at user_id='all'>all</at>")
        let body = try #require(JSONReader.parse(request.body).object)
        let timestamp = String(now.milliseconds / 1000)
        #expect(body["timestamp"]?.string == timestamp)
        #expect(try body["sign"]?.string == hmac(key: "\(timestamp)\nfeishu-secret", message: ""))
        #expect(body["msg_type"]?.string == "post")
        let post = body["content"]?.object?["post"]?.object?["zh_cn"]?.object
        #expect(post?["title"]?.string == "Prices")
        #expect(post?["content"] == [[["tag": "text", "text": "<at user_id='all'>all</at>"]]])
    }

    @Test func `WeCom: the key stands in the address alone`() throws {
        let request = try received("wecom")
        #expect(request.target == "/robot/wecom?access_token=\(ChannelDesk.token)")
        #expect(request.text == #"{"msgtype":"text","text":{"content":"Prices\n\nFrom Monday on"}}"#)
    }

    @Test func `a webhook: Standard Webhooks over id, time and the very body`() throws {
        let request = try received("webhook", nil, title: "价格", body: "第一行\\n\\\"第二行\\\"")
        let (id, timestamp) = (try #require(request.field("webhook-id")), String(now.milliseconds / 1000))
        #expect(id.hasPrefix("msg_") && request.field("webhook-timestamp") == timestamp)
        let key = String(ChannelDesk.webhookSecret.dropFirst(6))
        let code = try hmac(key: key, message: "\(id).\(timestamp).\(request.text)", isKeyBase64: true)
        #expect(request.field("webhook-signature") == "v1,\(code)")
        let body = try #require(JSONReader.parse(request.body).object)
        #expect(body["type"]?.string == "salesd.notice.publish" && body["timestamp"]?.string == "\(now)")
        #expect(body["data"]?.object?["title"]?.string == "价格" && body["data"]?.object?["body"]?.string == "第一行\n\"第二行\"")
        #expect(body["data"]?.object?["author_id"]?.number?.int64 == desk.team.id("manager"))
    }

    @Test(arguments: [("wecom", 2_048), ("dingtalk", 20_000), ("feishu", 20 * 1024)])
    func `what is too long is cut at a character, and says so`(_ kind: String, _ limit: Int) throws {
        let request = try received(kind, title: "价格", body: String(repeating: "行\\n", count: 9_990))
        let text = request.text
        #expect(text.contains("…") && !text.contains("\u{FFFD}"))
        let content = kind == "wecom" ? try JSONReader.parse(request.body).object?["text"]?.object?["content"]?.string ?? "" : text
        #expect(content.utf8.count <= limit && content.utf8.count > limit / 2)
    }

    @Test func `a secret that does not suit the kind is refused`() throws {
        func faults(_ kind: String, _ more: String) throws -> [String] {
            try desk.world.post("admin", "/v1/message-channels", "{\"name\":\"x\",\"kind\":\"\(kind)\"\(more)}").faults
        }
        let url = ",\"url\":\"https://example.com/x\""
        #expect(try faults("wecom", url + ",\"secret\":\"abc\"") == ["/secret: secret_unused"])
        for secret in ["", ",\"secret\":\"abc\"", ",\"secret\":\"whsec_\"", ",\"secret\":\"whsec_c2hvcnQ=\"", ",\"secret\":\"whsec_%%%%\""]
        {
            #expect(try faults("webhook", url + secret) == ["/secret: webhook_secret"], "\(secret)")
        }
        for text in ["ftp://example.com/x", "example.com", "https://u:p@example.com/", "https://example.com/#x", "https://exa mple.com/"] {
            #expect(try faults("dingtalk", ",\"url\":\"\(text)\"") == ["/url: channel_url"], "\(text)")
        }
        let webhook = try desk.channel("webhook")
        #expect(try desk.world.patch("admin", desk.path(webhook), #"{"secret":null}"#).faults == ["/secret: webhook_secret"])
    }
}
