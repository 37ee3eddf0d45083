// Random bytes for tokens, salts and keys.

import COpenSSL

/// The library's generator of random bytes for secrets, seeded by the system.
package enum SecureRandom {
    /// That many bytes that nobody can foresee, at most 1 MiB.
    /// - Throws: `lengthOutOfRange`, or `randomUnavailable` when the generator has no entropy.
    package static func bytes(_ count: Int) throws(CryptoError) -> [UInt8] {
        guard (0...1 << 20).contains(count), let length = Int32(exactly: count) else { throw .lengthOutOfRange }
        var bytes = [UInt8](repeating: 0, count: count)
        guard count == 0 || RAND_bytes(&bytes, length) == 1 else { throw .randomUnavailable }
        return bytes
    }
}
