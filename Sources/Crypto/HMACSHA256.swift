// Message authentication, for the signatures of webhooks and cursors.

import COpenSSL

/// HMAC with SHA-256 (RFC 2104, FIPS 198-1).
package enum HMACSHA256 {
    /// The 32-byte code of the message under the key, which may have any length.
    package static func authenticate(key: [UInt8], message: [UInt8]) -> [UInt8] {
        guard let keyLength = Int32(exactly: key.count) else { preconditionFailure("a key of more than 2 GiB") }
        return [UInt8](unsafeUninitializedCapacity: SHA256Digest.byteCount) { code, count in
            let done = HMAC(SHA256Algorithm.shared.pointer, key, keyLength, message, message.count, code.baseAddress, nil)
            // Fails only when memory is exhausted; a wrong code must never go out.
            precondition(done != nil, "HMAC-SHA-256 failed")
            count = SHA256Digest.byteCount
        }
    }

    /// Whether the code is the message's under the key, in a time that does not tell where they differ.
    package static func verify(_ code: [UInt8], key: [UInt8], message: [UInt8]) -> Bool {
        ConstantTime.equals(code, authenticate(key: key, message: message))
    }
}
