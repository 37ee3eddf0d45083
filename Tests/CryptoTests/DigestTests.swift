// SHA-256 and HMAC against the published examples.

import Crypto
import Testing

@Suite struct DigestTests {
    /// FIPS 180 examples and the empty message.
    static let examples: [(message: String, digest: String)] = [
        ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
        ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
        (
            "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
            "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
        ),
        (
            String(repeating: "a", count: 1_000_000),
            "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"
        ),
    ]

    @Test(arguments: examples)
    func `the examples of FIPS 180`(message: String, digest: String) {
        let bytes = Array(message.utf8)
        #expect(Hex.encode(SHA256Digest.hash(bytes)) == digest)
        #expect(Hex.encode(SHA256Digest.hash(of: message)) == digest)
        #expect(Hex.encode(SHA256Hasher.hash(of: message)) == digest)
        let context = SHA256Context()
        // Twice: a context is used again and again.
        #expect(Hex.encode(context.hash(bytes)) == digest)
        #expect(Hex.encode(context.hash(of: message)) == digest)
    }

    @Test func `parts give the digest of the whole`() {
        var hasher = SHA256Hasher()
        hasher.update([1, 2])
        hasher.update("订单")
        hasher.update(Int64(-2))
        hasher.update([UInt8]())
        hasher.update([9].span)
        let whole = [1, 2] + Array("订单".utf8) + [255, 255, 255, 255, 255, 255, 255, 254] + [9]
        #expect(hasher.finish() == SHA256Digest.hash(whole))
    }

    @Test func `owners on several threads do not disturb one another`() async {
        await withTaskGroup(of: Bool.self) { group in
            for start in UInt8(0)..<8 {
                group.addTask {
                    let context = SHA256Context()
                    return (0..<200).allSatisfy { _ in
                        context.hash([start, 1, 2]) == SHA256Digest.hash([start, 1, 2])
                    }
                }
            }
            for await isRight in group { #expect(isRight) }
        }
    }

    /// RFC 4231 §4: test cases 1, 2, 3, 4, 6 and 7 (case 5 is of a truncated code).
    static let authenticated: [(key: [UInt8], message: [UInt8], code: String)] = [
        (
            [UInt8](repeating: 0x0B, count: 20), Array("Hi There".utf8),
            "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"
        ),
        (
            Array("Jefe".utf8), Array("what do ya want for nothing?".utf8),
            "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
        ),
        (
            [UInt8](repeating: 0xAA, count: 20), [UInt8](repeating: 0xDD, count: 50),
            "773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe"
        ),
        (
            Array(1...25), [UInt8](repeating: 0xCD, count: 50),
            "82558a389a443c0ea4cc819899f2083a85f0faa3e578f8077a2e3ff46729665b"
        ),
        (
            [UInt8](repeating: 0xAA, count: 131), Array("Test Using Larger Than Block-Size Key - Hash Key First".utf8),
            "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54"
        ),
        (
            [UInt8](repeating: 0xAA, count: 131),
            Array(
                ("This is a test using a larger than block-size key and a larger than block-size data. "
                    + "The key needs to be hashed before being used by the HMAC algorithm.").utf8),
            "9b09ffa71b942fcb27635fbcd5b0e944bfdc63644f0713938a7f51535c3a35e2"
        ),
    ]

    @Test(arguments: authenticated)
    func `the test cases of RFC 4231`(key: [UInt8], message: [UInt8], code: String) {
        let computed = HMACSHA256.authenticate(key: key, message: message)
        #expect(Hex.encode(computed) == code)
        #expect(HMACSHA256.verify(computed, key: key, message: message))
        let context = HMACSHA256.Context(key: key)
        for _ in 0..<3 {
            #expect(context.authenticate(message) == computed)
            #expect(context.authenticate(message + [0]) == HMACSHA256.authenticate(key: key, message: message + [0]))
        }
        #expect(!HMACSHA256.verify(computed, key: key + [1], message: message))
        #expect(!HMACSHA256.verify(Array(computed.dropLast()), key: key, message: message))
    }

    @Test func `an empty key and message have a code`() {
        #expect(
            Hex.encode(HMACSHA256.authenticate(key: [], message: []))
                == "b613679a0814d9ec772f95d778c35fc5ff1697c493715653c6c712144292c5ad")
    }
}
