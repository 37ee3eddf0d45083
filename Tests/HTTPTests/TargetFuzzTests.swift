// Query strings and paths made at random: what was encoded comes back, and what is damaged is refused or read, never more.

import HTTP
import Testing

struct TargetFuzzTests {
    /// All but unreserved characters as percent and two digits, now in upper and now in lower case.
    private func encoded(_ text: String, _ random: inout FixedRandom) -> String {
        text.utf8.map { byte in
            let isPlain = (0x61...0x7A).contains(byte) || (0x30...0x39).contains(byte)
            let digits = String(byte, radix: 16, uppercase: random.next() % 2 == 0)
            return isPlain ? String(UnicodeScalar(byte)) : "%" + (digits.count == 1 ? "0" : "") + digits
        }.joined()
    }

    private func text(_ random: inout FixedRandom) -> String {
        let scalars: [Unicode.Scalar] = [
            "a", "7", "&", "=", "+", "%", " ", "/", "?", "#", "é", "茶", "😀", "\u{7F}", "\u{1}", "\u{FFFF}", ".", ";",
        ]
        return String(String.UnicodeScalarView((0..<(random.next() % 8)).map { _ in scalars[Int(random.next() % UInt64(scalars.count))] }))
    }

    @Test func `what was encoded comes back`() {
        var random = FixedRandom(state: 3986)
        for _ in 0..<3000 {
            let items = (0..<(random.next() % 5)).map { _ in (name: "n" + text(&random), value: text(&random)) }
            let query = items.map { encoded($0.name, &random) + "=" + encoded($0.value, &random) }.joined(separator: "&")
            let read = HTTPRequest.queryItems(query)
            #expect(read?.map(\.name) == items.map(\.name) && read?.map(\.value) == items.map(\.value), "\(query)")
        }
    }

    @Test func `a path's segments come back, but those that mean another place`() {
        var random = FixedRandom(state: 3987)
        for _ in 0..<3000 {
            let segments = (0...(random.next() % 4)).map { _ in text(&random) }
            let path = "/x/" + segments.map { encoded($0, &random) }.joined(separator: "/")
            let read = HTTPRequest(.get, path)?.pathSegments()
            let isPlace = segments.contains { $0 == "." || $0 == ".." || $0.contains("/") }
            #expect(read == (isPlace ? nil : ["x"] + segments), "\(path)")
        }
    }

    @Test func `random and damaged queries are refused or read, never more`() {
        var random = FixedRandom(state: 3988)
        let alphabet = [
            "%", "%", "&", "=", "+", "a", "F", "g", "0", ".", "\u{0}", "é", "[", "\"", "%ff", "%c0%af", "%00", "%e8%8c%b6", "%2",
        ]
        for _ in 0..<20_000 {
            let query = (0..<(random.next() % 30)).map { _ in alphabet[Int(random.next() % UInt64(alphabet.count))] }.joined()
            for item in HTTPRequest.queryItems(query) ?? [] {
                #expect(!item.name.utf8.contains(0) && !item.value.utf8.contains(0), "\(query)")
            }
            _ = HTTPRequest(.get, "/" + query)?.pathSegments()
            _ = AcceptedCodings(query)
        }
    }
}
