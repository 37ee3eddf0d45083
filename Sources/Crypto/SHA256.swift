// SHA-256 by OpenSSL, for the audit chain, tokens, entity tags and attachments.

import COpenSSL

/// The algorithm object of SHA-256, fetched from the library once: fetching costs more than hashing a short text.
///
/// @unchecked: an EVP_MD is immutable and reference counted by the library, which documents it as shareable between threads.
struct SHA256Algorithm: @unchecked Sendable {
    static let shared = SHA256Algorithm()

    let pointer: OpaquePointer

    private init() {
        guard let algorithm = EVP_MD_fetch(nil, "SHA256", nil) else {
            // Without it no token and no audit record can be checked; the process must not start.
            preconditionFailure("libcrypto offers no SHA-256")
        }
        pointer = algorithm
    }
}

/// SHA-256 (FIPS 180-4 §6.2) in one call.
package enum SHA256Digest {
    /// The length of a digest in bytes.
    package static let byteCount = 32

    /// The digest of the bytes.
    package static func hash(_ bytes: [UInt8]) -> [UInt8] {
        bytes.withUnsafeBytes { hash($0) }
    }

    /// The digest of the text's UTF-8.
    package static func hash(of text: String) -> [UInt8] {
        text.utf8.withContiguousStorageIfAvailable { hash(UnsafeRawBufferPointer($0)) } ?? hash(Array(text.utf8))
    }

    private static func hash(_ bytes: UnsafeRawBufferPointer) -> [UInt8] {
        [UInt8](unsafeUninitializedCapacity: byteCount) { digest, count in
            let done = EVP_Digest(bytes.baseAddress, bytes.count, digest.baseAddress, nil, SHA256Algorithm.shared.pointer, nil)
            // Fails only when memory is exhausted; a wrong digest must never go out.
            precondition(done == 1, "SHA-256 failed")
            count = byteCount
        }
    }
}

/// A reusable place to compute SHA-256 in: one for each owner (an event loop, the writer), never shared between threads.
///
/// After `finish` it is ready for the next digest, without allocating anything but the result.
package final class SHA256Context {
    private let context: OpaquePointer

    /// Ready for its first digest.
    package init() {
        guard let context = EVP_MD_CTX_new() else { preconditionFailure("no memory for a digest") }
        self.context = context
        restart()
    }

    deinit { EVP_MD_CTX_free(context) }

    /// The digest of the bytes, behind what was fed and not finished before.
    package func hash(_ bytes: [UInt8]) -> [UInt8] {
        update(bytes)
        return finish()
    }

    /// The digest of the text's UTF-8.
    package func hash(of text: String) -> [UInt8] {
        update(text)
        return finish()
    }

    /// Feeds bytes.
    package func update(_ bytes: [UInt8]) { bytes.withUnsafeBytes { update($0) } }

    /// Feeds bytes that lie elsewhere.
    package func update(_ bytes: Span<UInt8>) { bytes.withUnsafeBytes { update($0) } }

    /// Feeds the text's UTF-8, without its length.
    package func update(_ text: String) {
        if text.utf8.withContiguousStorageIfAvailable({ update(UnsafeRawBufferPointer($0)) }) == nil { update(Array(text.utf8)) }
    }

    /// Feeds eight bytes, the most significant first.
    package func update(_ number: Int64) {
        withUnsafeBytes(of: number.bigEndian) { update($0) }
    }

    /// The digest of all that was fed; the context is empty again.
    package func finish() -> [UInt8] {
        let digest = [UInt8](unsafeUninitializedCapacity: SHA256Digest.byteCount) { digest, count in
            precondition(EVP_DigestFinal_ex(context, digest.baseAddress, nil) == 1, "SHA-256 failed")
            count = SHA256Digest.byteCount
        }
        restart()
        return digest
    }

    private func update(_ bytes: UnsafeRawBufferPointer) {
        guard !bytes.isEmpty else { return }
        precondition(EVP_DigestUpdate(context, bytes.baseAddress, bytes.count) == 1, "SHA-256 failed")
    }

    private func restart() {
        precondition(EVP_DigestInit_ex(context, SHA256Algorithm.shared.pointer, nil) == 1, "SHA-256 failed")
    }
}

/// SHA-256 over bytes that come in parts, such as an upload; one digest, then it ends.
package struct SHA256Hasher: ~Copyable {
    private let context = SHA256Context()

    package init() {}

    /// Feeds bytes.
    package mutating func update(_ bytes: [UInt8]) { context.update(bytes) }

    /// Feeds bytes that lie elsewhere.
    package mutating func update(_ bytes: Span<UInt8>) { context.update(bytes) }

    /// Feeds the text's UTF-8, without its length.
    package mutating func update(_ text: String) { context.update(text) }

    /// Feeds eight bytes, the most significant first.
    package mutating func update(_ number: Int64) { context.update(number) }

    /// The digest of all that was fed.
    package consuming func finish() -> [UInt8] { context.finish() }

    /// The digest of the text's UTF-8.
    package static func hash(of text: String) -> [UInt8] { SHA256Digest.hash(of: text) }
}
