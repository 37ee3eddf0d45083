// Bearer tokens: 256 random bits, of which only the SHA-256 is kept.

import Crypto

/// A token as it is given out once, with what is kept of it.
struct Token {
    let text: String
    let digest: [UInt8]

    /// - Parameter prefix: tells people what kind of secret they have found
    static func make(prefix: String) throws -> Token {
        let text = prefix + "_" + Base64URL.encode(try SecureRandom.bytes(32))
        return Token(text: text, digest: SHA256Digest.hash(of: text))
    }
}
