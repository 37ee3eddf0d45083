// scrypt against RFC 7914, and the text in which passwords are stored.

import Crypto
import Testing

@Suite struct PasswordTests {
    /// Cheap enough to be hashed many times.
    private func cheap() throws -> ScryptParameters { try ScryptParameters(logN: 4, r: 8, p: 1) }

    /// RFC 7914 §12, all but the one of 1 GiB.
    @Test(arguments: [
        (
            "", "", 4, 1, 1,
            "77d6576238657b203b19ca42c18a0497f16b4844e3074ae8dfdffa3fede21442fcd0069ded0948f8326a753a0fc81f17e8d3e0fb2e0d3628cf35e20c38d18906"
        ),
        (
            "password", "NaCl", 10, 8, 16,
            "fdbabe1c9d3472007856e7190d01e9fe7c6ad7cbc8237830e77376634b3731622eaf30d92e22a3886ff109279d9830dac727afb94a83ee6d8360cbdfa2cc0640"
        ),
        (
            "pleaseletmein", "SodiumChloride", 14, 8, 1,
            "7023bdcb3afd7348461c06cd81fd38ebfda8fbba904f8e3ea9b543f6545da1f2d5432955613f0fcf62d49705242a9af9e61e85dc0d651e40dfcf017b45575887"
        ),
    ])
    func `the test vectors of RFC 7914`(password: String, salt: String, logN: Int, r: Int, p: Int, key: String) throws {
        let parameters = try ScryptParameters(logN: logN, r: r, p: p)
        let derived = try Scrypt.derive(password: Array(password.utf8), salt: Array(salt.utf8), parameters: parameters, length: 64)
        #expect(Hex.encode(derived) == key)
    }

    @Test func `a password is known again and no other is`() throws {
        let stored = try PasswordHash.make(password: "正确的马", parameters: cheap())
        #expect(stored.hasPrefix("$scrypt$ln=4,r=8,p=1$"))
        #expect(try PasswordHash.verify(password: "正确的马", against: stored))
        #expect(try !PasswordHash.verify(password: "正确的馬", against: stored))
        #expect(try !PasswordHash.verify(password: "", against: stored))
        #expect(try PasswordHash.make(password: "正确的马", parameters: cheap()) != stored)
    }

    @Test func `the standard cost is written, read and can be raised`() throws {
        let stored = try PasswordHash.make(password: "a")
        #expect(stored.hasPrefix("$scrypt$ln=15,r=8,p=1$"))
        #expect(try PasswordHash.verify(password: "a", against: stored))
        #expect(!PasswordHash.needsRenewal(stored))
        #expect(PasswordHash.needsRenewal(stored, parameters: try ScryptParameters(logN: 16, r: 8, p: 1)))
        #expect(PasswordHash.needsRenewal("x"))
    }

    @Test func `an older text made elsewhere is understood`() throws {
        // Salt NaCl is too short for us; this is the RFC's third vector with its salt, cut to 32 bytes.
        let key = try #require(Hex.decode("7023bdcb3afd7348461c06cd81fd38ebfda8fbba904f8e3ea9b543f6545da1f2"))
        let salt = Base64.encodeUnpadded(Array("SodiumChloride".utf8))
        // Another length of key has the same beginning: scrypt ends in PBKDF2.
        let stored = "$scrypt$ln=14,r=8,p=1$\(salt)$\(Base64.encodeUnpadded(key))"
        #expect(try PasswordHash.verify(password: "pleaseletmein", against: stored))
    }

    static let salt = "AAAAAAAAAAAAAAAAAAAAAA"
    static let hash = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"

    @Test(arguments: [
        "", "$", "$scrypt$", "$argon2id$ln=4,r=8,p=1$\(salt)$\(hash)", "scrypt$ln=4,r=8,p=1$\(salt)$\(hash)",
        "$scrypt$ln=4,r=8$\(salt)$\(hash)",
        "$scrypt$r=8,ln=4,p=1$\(salt)$\(hash)", "$scrypt$ln=+4,r=8,p=1$\(salt)$\(hash)", "$scrypt$ln=,r=8,p=1$\(salt)$\(hash)",
        "$scrypt$ln=4,r=8,p=1$$\(hash)", "$scrypt$ln=4,r=8,p=1$\(salt)$", "$scrypt$ln=4,r=8,p=1$\(salt)=$\(hash)",
        "$scrypt$ln=4,r=8,p=1$\(salt)$\(hash)$", "$scrypt$ln=99999999999999999999,r=8,p=1$\(salt)$\(hash)",
        "$scrypt$ln=4,r=8,p=1$\(salt)$\(String(repeating: "A", count: 400))",
    ])
    func `texts of another form are refused`(text: String) {
        #expect(throws: CryptoError.malformedPasswordHash) { try PasswordHash.verify(password: "a", against: text) }
    }

    @Test(arguments: [
        "ln=0,r=8,p=1", "ln=21,r=8,p=1", "ln=20,r=8,p=1", "ln=15,r=8,p=32", "ln=4,r=0,p=1", "ln=4,r=8,p=0", "ln=4,r=999,p=1",
        "ln=16,r=1,p=1",
    ])
    func `a stored text cannot ask for any cost`(costs: String) {
        let text = "$scrypt$\(costs)$\(Self.salt)$\(Self.hash)"
        #expect(throws: CryptoError.parametersOutOfRange) { try PasswordHash.verify(password: "a", against: text) }
    }

    @Test(arguments: [0, -1, 1_025])
    func `the length of a key is bounded`(length: Int) throws {
        let parameters = try cheap()
        #expect(throws: CryptoError.lengthOutOfRange) {
            try Scrypt.derive(password: [1], salt: [2], parameters: parameters, length: length)
        }
    }
}
