// How each side wants messages signed, by its published rules.

import Crypto
import JSON
import Kernel

/// DingTalk's robots: HMAC-SHA-256 under the secret over time and secret, in the query string.
enum DingTalkSignature {
    /// `timestamp=…&sign=…`
    static func query(secret: String, at now: Instant) -> String {
        let timestamp = String(now.milliseconds)
        let code = HMACSHA256.authenticate(key: Array(secret.utf8), message: Array("\(timestamp)\n\(secret)".utf8))
        let sign = Base64.encode(code).replacing("+", with: "%2B").replacing("/", with: "%2F").replacing("=", with: "%3D")
        return "timestamp=\(timestamp)&sign=\(sign)"
    }
}

/// Feishu's robots: HMAC-SHA-256 of nothing under time and secret, in the body.
enum FeishuSignature {
    /// The members that sign the body.
    static func members(secret: String, at now: Instant) -> JSONObject {
        let timestamp = String(now.milliseconds / 1000)
        let code = HMACSHA256.authenticate(key: Array("\(timestamp)\n\(secret)".utf8), message: [])
        return ["timestamp": .string(timestamp), "sign": .string(Base64.encode(code))]
    }
}

/// Standard Webhooks 1.0: id, time and body under a shared secret.
enum StandardWebhook {
    private static let prefix = "whsec_"
    /// Bytes of a key.
    private static let lengths = 24...64

    /// The key in a secret such as `whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw`; nil for what is none.
    static func key(of secret: String) -> [UInt8]? {
        guard secret.hasPrefix(prefix), let key = Base64.decode(String(secret.dropFirst(prefix.count))), lengths.contains(key.count) else {
            return nil
        }
        return key
    }

    /// The header fields of a message.
    static func fields(id: String, key: [UInt8], body: [UInt8], at now: Instant) -> [(name: String, value: String)] {
        let timestamp = String(now.milliseconds / 1000)
        let code = HMACSHA256.authenticate(key: key, message: Array("\(id).\(timestamp).".utf8) + body)
        return [("webhook-id", id), ("webhook-timestamp", timestamp), ("webhook-signature", "v1,\(Base64.encode(code))")]
    }
}
