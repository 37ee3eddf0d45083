// Passwords as they are stored: a text that carries its own cost and salt.

/// Password hashes of the form `$scrypt$ln=15,r=8,p=1$salt$hash`, salt and hash in Base64 without padding.
package enum PasswordHash {
    private static let saltLength = 16
    private static let hashLength = 32

    /// Hashes a password with a new salt. Slow by design: for the heavy lane.
    /// - Throws: ``CryptoError`` when there are no random bytes or no memory.
    package static func make(password: String, parameters: ScryptParameters = .standard) throws(CryptoError) -> String {
        let salt = try SecureRandom.bytes(saltLength)
        let hash = try Scrypt.derive(password: Array(password.utf8), salt: salt, parameters: parameters, length: hashLength)
        return Stored(parameters: parameters, salt: salt, hash: hash).text
    }

    /// Whether the password is the one that was hashed, compared in constant time. Slow by design: for the heavy lane.
    /// - Throws: `malformedPasswordHash` or `parametersOutOfRange` for a text that was not made here; `derivationFailed`.
    package static func verify(password: String, against text: String) throws(CryptoError) -> Bool {
        let stored = try Stored(parsing: text)
        let hash = try Scrypt.derive(
            password: Array(password.utf8), salt: stored.salt, parameters: stored.parameters, length: stored.hash.count)
        return ConstantTime.equals(hash, stored.hash)
    }

    /// Whether the text was made with other parameters and should be made anew at the next sign-in.
    package static func needsRenewal(_ text: String, parameters: ScryptParameters = .standard) -> Bool {
        (try? Stored(parsing: text))?.parameters != parameters
    }

    /// The parts of the text.
    private struct Stored {
        let parameters: ScryptParameters
        let salt: [UInt8]
        let hash: [UInt8]

        init(parameters: ScryptParameters, salt: [UInt8], hash: [UInt8]) {
            self.parameters = parameters
            self.salt = salt
            self.hash = hash
        }

        init(parsing text: String) throws(CryptoError) {
            let parts = text.split(separator: "$", omittingEmptySubsequences: false)
            guard text.utf8.count <= 256, parts.count == 5, parts[0].isEmpty, parts[1] == "scrypt" else { throw .malformedPasswordHash }
            guard let salt = Base64.decodeUnpadded(String(parts[3])), let hash = Base64.decodeUnpadded(String(parts[4])),
                (8...64).contains(salt.count), (16...64).contains(hash.count)
            else { throw .malformedPasswordHash }
            self.init(parameters: try Self.parameters(parts[2]), salt: salt, hash: hash)
        }

        private static func parameters(_ text: Substring) throws(CryptoError) -> ScryptParameters {
            let costs = text.split(separator: ",", omittingEmptySubsequences: false)
            guard costs.count == 3, let logN = number("ln=", costs[0]), let r = number("r=", costs[1]), let p = number("p=", costs[2])
            else { throw .malformedPasswordHash }
            return try ScryptParameters(logN: logN, r: r, p: p)
        }

        private static func number(_ name: String, _ text: Substring) -> Int? {
            guard text.hasPrefix(name) else { return nil }
            let digits = text.dropFirst(name.count)
            guard (1...3).contains(digits.utf8.count), digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
            return Int(digits)
        }

        var text: String {
            let costs = "ln=\(parameters.logN),r=\(parameters.r),p=\(parameters.p)"
            return "$scrypt$\(costs)$\(Base64.encodeUnpadded(salt))$\(Base64.encodeUnpadded(hash))"
        }
    }
}
