// Secrets that have to be read again, such as the address of a robot: sealed under a key that lies elsewhere.

import COpenSSL

/// AES-256-GCM (NIST SP 800-38D) with a random nonce for each text.
package struct SecretBox: Sendable {
    /// Bytes of the key.
    package static let keyLength = 32
    private static let nonceLength = 12
    private static let tagLength = 16

    private let key: [UInt8]

    /// Nil for a key of another length.
    package init?(key: [UInt8]) {
        guard key.count == SecretBox.keyLength else { return nil }
        self.key = key
    }

    /// Nonce, ciphertext and tag.
    ///
    /// - Parameter use: what it is for; it opens for nothing else
    /// - Throws: `randomUnavailable`
    package func seal(_ plain: [UInt8], for use: String) throws(CryptoError) -> [UInt8] {
        let nonce = try SecureRandom.bytes(SecretBox.nonceLength)
        guard let sealed = seal(plain, for: use, nonce) else { throw .sealingFailed }
        return nonce + sealed
    }

    /// Ciphertext and tag; nil where the library fails.
    func seal(_ plain: [UInt8], for use: String, _ nonce: [UInt8]) -> [UInt8]? {
        let use = Array(use.utf8)
        guard let context = EVP_CIPHER_CTX_new(), let length = Int32(exactly: plain.count), let useLength = Int32(exactly: use.count) else {
            return nil
        }
        defer { EVP_CIPHER_CTX_free(context) }
        var sealed = [UInt8](repeating: 0, count: plain.count + SecretBox.tagLength)
        var (done, last) = (Int32(0), Int32(0))
        let isSealed = sealed.withUnsafeMutableBufferPointer { out in
            guard let start = out.baseAddress else { return false }
            return EVP_EncryptInit_ex(context, EVP_aes_256_gcm(), nil, key, nonce) == 1
                && EVP_EncryptUpdate(context, nil, &done, use, useLength) == 1
                && EVP_EncryptUpdate(context, start, &done, plain, length) == 1
                && EVP_EncryptFinal_ex(context, start + plain.count, &last) == 1
                && EVP_CIPHER_CTX_ctrl(
                    context, EVP_CTRL_AEAD_GET_TAG, Int32(SecretBox.tagLength), start + plain.count) == 1
        }
        return isSealed ? sealed : nil
    }

    /// What was sealed for that use under this key; nil for anything else.
    package func open(_ sealed: [UInt8], for use: String) -> [UInt8]? {
        let overhead = SecretBox.nonceLength + SecretBox.tagLength
        let use = Array(use.utf8)
        guard sealed.count >= overhead, let length = Int32(exactly: sealed.count - overhead), let useLength = Int32(exactly: use.count),
            let context = EVP_CIPHER_CTX_new()
        else { return nil }
        defer { EVP_CIPHER_CTX_free(context) }
        let nonce = Array(sealed.prefix(SecretBox.nonceLength))
        let content = Array(sealed.dropFirst(SecretBox.nonceLength).dropLast(SecretBox.tagLength))
        var tag = Array(sealed.suffix(SecretBox.tagLength))
        // One more, so that there is an address also for nothing.
        var plain = [UInt8](repeating: 0, count: content.count + 1)
        var (done, last) = (Int32(0), Int32(0))
        let isOpen = plain.withUnsafeMutableBufferPointer { out in
            guard let start = out.baseAddress else { return false }
            return EVP_DecryptInit_ex(context, EVP_aes_256_gcm(), nil, key, nonce) == 1
                && EVP_DecryptUpdate(context, nil, &done, use, useLength) == 1
                && EVP_DecryptUpdate(context, start, &done, content, length) == 1
                && EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_SET_TAG, Int32(SecretBox.tagLength), &tag) == 1
                && EVP_DecryptFinal_ex(context, start + content.count, &last) == 1
        }
        return isOpen ? Array(plain.prefix(content.count)) : nil
    }
}
