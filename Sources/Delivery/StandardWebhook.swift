// Standard Webhooks 1.0: id, time and body under a shared secret.

import Crypto
package import Kernel

/// The signature of a message, and the secrets under which it is made.
package enum StandardWebhook {
    private static let prefix = "whsec_"
    /// Bytes of a key.
    private static let lengths = 24...64
    private static let madeLength = 32

    /// The key in a secret such as `whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw`; nil for what is none.
    package static func key(of secret: String) -> [UInt8]? {
        guard secret.hasPrefix(prefix), let key = Base64.decode(String(secret.dropFirst(prefix.count))), lengths.contains(key.count) else {
            return nil
        }
        return key
    }

    /// A new secret. Throws where the system gives no randomness.
    package static func makeSecret() throws -> String {
        prefix + Base64.encode(try SecureRandom.bytes(madeLength))
    }

    /// The header fields of a message.
    ///
    /// - Parameter keys: each signs it, so that the other side may know the one or the other while they change
    package static func fields(id: String, keys: [[UInt8]], body: [UInt8], at now: Instant) -> [(name: String, value: String)] {
        let timestamp = String(now.milliseconds / 1000)
        let message = Array("\(id).\(timestamp).".utf8) + body
        let signatures = keys.map { "v1," + Base64.encode(HMACSHA256.authenticate(key: $0, message: message)) }
        return [("webhook-id", id), ("webhook-timestamp", timestamp), ("webhook-signature", signatures.joined(separator: " "))]
    }
}

extension FailureCode {
    /// The secret that somebody has chosen is none of Standard Webhooks.
    package static let webhookSecret = FailureCode(
        "webhook_secret", 422, "A webhook needs a secret: whsec_ and the Base64 of 24 to 64 random bytes.",
        "Webhook 必须有签名密钥：whsec_ 加上 24 至 64 个随机字节的 Base64。")
    static let resendUnderWay = FailureCode(
        "resend_under_way", 409, "A range is being sent once more already: wait until again_until of its state is empty.",
        "已有一段事件正在重新发送：请等待其状态中的 again_until 变为空。")
    static let replayRange = FailureCode(
        "replay_range", 422, "The range ends before it begins: to_id is the last number, from_id the first.",
        "范围的结束在起始之前：from_id 为起始序号，to_id 为结束序号。")

    static let deliveryCodes = [webhookSecret, resendUnderWay, replayRange]
}
