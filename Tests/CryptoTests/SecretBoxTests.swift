// Sealing: what was sealed opens under its key and for its use alone.

import Testing

@testable import Crypto

struct SecretBoxTests {
    private static let key = [UInt8](repeating: 0, count: 32)

    @Test func `it is AES-256-GCM as published (McGrew and Viega, test cases 13 and 14)`() throws {
        let box = try #require(SecretBox(key: Self.key))
        let nonce = [UInt8](repeating: 0, count: 12)
        #expect(try Hex.encode(#require(box.seal([], for: "", nonce))) == "530f8afbc74536b9a963b4f1c4cb738b")
        let sealed = try #require(box.seal([UInt8](repeating: 0, count: 16), for: "", nonce))
        #expect(Hex.encode(sealed) == "cea7403d4d606b6e074ec5d3baf39d18" + "d0d1c8a799996bf0265b98b5d48ab919")
    }

    @Test(arguments: [0, 1, 15, 16, 17, 2_000]) func `it opens what it sealed, each time sealed otherwise`(_ length: Int) throws {
        let box = try #require(SecretBox(key: try SecureRandom.bytes(32)))
        let plain = try SecureRandom.bytes(length)
        let sealed = try box.seal(plain, for: "a.url")
        #expect(box.open(sealed, for: "a.url") == plain)
        #expect(try box.seal(plain, for: "a.url") != sealed)
        #expect(box.open(sealed, for: "a.secret") == nil)
        #expect(SecretBox(key: Self.key)?.open(sealed, for: "a.url") == nil)
        for index in sealed.indices {
            var changed = sealed
            changed[index] ^= 1
            #expect(box.open(changed, for: "a.url") == nil)
        }
        #expect(box.open(Array(sealed.dropLast()), for: "a.url") == nil)
    }

    @Test func `what is too short is nothing, and a key has 32 bytes`() throws {
        let box = try #require(SecretBox(key: Self.key))
        for count in 0..<28 { #expect(box.open([UInt8](repeating: 0, count: count), for: "") == nil) }
        #expect(SecretBox(key: [1, 2, 3]) == nil)
    }
}
