// Deriving keys from passwords at a cost in memory.

import COpenSSL

/// The cost of one derivation (RFC 7914 §2).
package struct ScryptParameters: Sendable, Equatable {
    /// The binary logarithm of N.
    package let logN: Int
    /// The block size r.
    package let r: Int
    /// The parallelisation p.
    package let p: Int

    /// N = 2^15, r = 8, p = 1: 32 MiB and some tens of milliseconds.
    package static let standard = ScryptParameters(uncheckedLogN: 15, r: 8, p: 1)

    private init(uncheckedLogN logN: Int, r: Int, p: Int) {
        self.logN = logN
        self.r = r
        self.p = p
    }

    /// Parameters of any cost up to 128 MiB and eight times the work of the standard ones.
    /// - Throws: `parametersOutOfRange` beyond that.
    package init(logN: Int, r: Int, p: Int) throws(CryptoError) {
        guard (1...20).contains(logN), (1...32).contains(r), (1...32).contains(p) else { throw .parametersOutOfRange }
        self.init(uncheckedLogN: logN, r: r, p: p)
        // RFC 7914 §2: N is less than 2^(128 · r / 8).
        guard logN < 16 * r, memory <= 128 << 20, (1 << logN) * r * p <= 8 << 18 else { throw .parametersOutOfRange }
    }

    /// The bytes that one derivation holds at once.
    package var memory: Int { 128 * r * (1 << logN) + 128 * r * p }
}

/// scrypt (RFC 7914).
package enum Scrypt {
    /// Derives a key. Takes its time by design: call it on the heavy lane, never on an event loop.
    /// - Parameter length: of the key in bytes, 1 to 1024.
    /// - Throws: `lengthOutOfRange`, or `derivationFailed` when there is no memory.
    package static func derive(
        password: [UInt8],
        salt: [UInt8],
        parameters: ScryptParameters = .standard,
        length: Int = 32
    ) throws(CryptoError) -> [UInt8] {
        guard (1...1_024).contains(length) else { throw .lengthOutOfRange }
        var key = [UInt8](repeating: 0, count: length)
        // The library also counts its scratch blocks.
        let memory = UInt64(parameters.memory + 128 * parameters.r * 4 + 1_024)
        let done = password.withUnsafeBufferPointer { password in
            password.withMemoryRebound(to: CChar.self) { characters in
                EVP_PBE_scrypt(
                    characters.baseAddress, characters.count, salt, salt.count,
                    1 << UInt64(parameters.logN), UInt64(parameters.r), UInt64(parameters.p), memory, &key, length)
            }
        }
        guard done == 1 else { throw .derivationFailed }
        return key
    }
}
