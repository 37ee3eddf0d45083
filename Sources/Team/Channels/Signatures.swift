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
