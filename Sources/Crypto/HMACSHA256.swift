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

    /// A key made ready for many messages; one for each owner, never shared between threads.
    ///
    /// Fetching the algorithm and setting the key cost several times what a short message does.
    package final class Context {
        private let context: OpaquePointer

        /// Prepared once for all messages under the key.
        package init(key: [UInt8]) {
            let algorithm = EVP_MAC_fetch(nil, "HMAC", nil)
            defer { EVP_MAC_free(algorithm) }
            guard let context = EVP_MAC_CTX_new(algorithm) else { preconditionFailure("libcrypto offers no HMAC") }
            self.context = context
            // A parameter keeps the pointers to its name and value, so both live until it was read.
            let isReady = "digest".withCString { name in
                "SHA256".withCString { value in
                    let digest = OSSL_PARAM_construct_utf8_string(name, UnsafeMutablePointer(mutating: value), 0)
                    return EVP_MAC_init(context, key, key.count, [digest, OSSL_PARAM_construct_end()])
                }
            }
            precondition(isReady == 1, "HMAC-SHA-256 failed")
        }

        deinit { EVP_MAC_CTX_free(context) }

        /// The 32-byte code of the message.
        package func authenticate(_ message: [UInt8]) -> [UInt8] {
            // Without a key it begins anew with the one that it has.
            var isDone = EVP_MAC_init(context, nil, 0, nil) == 1 && EVP_MAC_update(context, message, message.count) == 1
            let code = [UInt8](unsafeUninitializedCapacity: SHA256Digest.byteCount) { code, count in
                isDone = isDone && EVP_MAC_final(context, code.baseAddress, &count, SHA256Digest.byteCount) == 1
                count = SHA256Digest.byteCount
            }
            precondition(isDone, "HMAC-SHA-256 failed")
            return code
        }
    }

    /// Whether the code is the message's under the key, in a time that does not tell where they differ.
    package static func verify(_ code: [UInt8], key: [UInt8], message: [UInt8]) -> Bool {
        ConstantTime.equals(code, authenticate(key: key, message: message))
    }
}
