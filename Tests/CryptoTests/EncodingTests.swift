// Bytes as text and back, random bytes, comparison.

import Crypto
import Testing

@Suite struct EncodingTests {
    /// RFC 4648 §10.
    @Test(arguments: [
        ("", "", ""), ("f", "Zg==", "66"), ("fo", "Zm8=", "666f"), ("foo", "Zm9v", "666f6f"), ("foob", "Zm9vYg==", "666f6f62"),
        ("fooba", "Zm9vYmE=", "666f6f6261"), ("foobar", "Zm9vYmFy", "666f6f626172"),
    ])
    func `the test vectors of RFC 4648`(text: String, base64: String, hex: String) {
        let bytes = Array(text.utf8)
        let unpadded = String(base64.prefix { $0 != "=" })
        #expect(Base64.encode(bytes) == base64)
        #expect(Base64.decode(base64) == bytes)
        #expect(Base64.encodeUnpadded(bytes) == unpadded)
        #expect(Base64.decodeUnpadded(unpadded) == bytes)
        #expect(Base64URL.encode(bytes) == unpadded)
        #expect(Base64URL.decode(unpadded) == bytes)
        #expect(Hex.encode(bytes) == hex)
        #expect(Hex.decode(hex) == bytes)
        #expect(Hex.decode(hex.uppercased()) == bytes)
    }

    @Test func `every byte comes back in every position`() {
        for byte in UInt8.min...UInt8.max {
            for bytes in [[byte], [0, byte], [1, 2, byte], [byte, byte, byte, byte]] as [[UInt8]] {
                #expect(Base64.decode(Base64.encode(bytes)) == bytes)
                #expect(Base64URL.decode(Base64URL.encode(bytes)) == bytes)
                #expect(Hex.decode(Hex.encode(bytes)) == bytes)
            }
        }
    }

    @Test func `the two alphabets differ in two characters`() {
        #expect(Base64.encode([0xFB, 0xFF]) == "+/8=")
        #expect(Base64URL.encode([0xFB, 0xFF]) == "-_8")
        #expect(Base64URL.decode("+/8") == nil)
        #expect(Base64.decode("-_8=") == nil)
    }

    @Test(arguments: ["A", "AAAAA", "Zg==", "Zh", "Zm9", "Z g", "Zg\n", "é", "Zm.v"])
    func `Base64URL takes one spelling of a value`(text: String) {
        #expect(Base64URL.decode(text) == nil)
    }

    @Test(arguments: ["Zg", "Zg=", "Zg===", "====", "=", "Zh==", "Zm9=", "Z===", "Zg==Zg==", "Zm9v===="])
    func `Base64 takes its padding only`(text: String) {
        #expect(Base64.decode(text) == nil)
    }

    @Test(arguments: ["a", "abc", "0g", "0x", " 1", "é", "1é1"])
    func `Hex takes pairs of digits only`(text: String) {
        #expect(Hex.decode(text) == nil)
    }

    @Test func `random bytes have their length and differ`() throws {
        #expect(try SecureRandom.bytes(0).isEmpty)
        #expect(try SecureRandom.bytes(33).count == 33)
        #expect(try Set((0..<100).map { _ in try SecureRandom.bytes(16) }).count == 100)
        #expect(throws: CryptoError.lengthOutOfRange) { try SecureRandom.bytes(-1) }
        #expect(throws: CryptoError.lengthOutOfRange) { try SecureRandom.bytes(.max) }
    }

    @Test func `bytes are equal only when all are`() {
        #expect(ConstantTime.equals([], []))
        #expect(ConstantTime.equals([1, 2, 3], [1, 2, 3]))
        #expect(!ConstantTime.equals([1, 2, 3], [1, 2, 4]))
        #expect(!ConstantTime.equals([0, 2, 3], [1, 2, 3]))
        #expect(!ConstantTime.equals([1, 2], [1, 2, 3]))
        #expect(!ConstantTime.equals([], [0]))
    }
}
