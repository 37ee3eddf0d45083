// Ways in which a request can be wrong: its values, its bytes, its target, its fields.

import JSON
import Kernel
import TestSupport

/// What is done to requests, and the words that it is done with.
enum RequestBreaker {
    // MARK: Values

    /// The value with something in it that is not meant: another type, a name too many, misspelt or missing.
    static func broken(_ value: JSONValue, _ random: inout SeededRandom) -> JSONValue {
        guard !random.oneIn(12) else { return OddValue.make(&random) }
        switch value {
        case .object(var object) where !object.isEmpty:
            let member = random.pick(object.members)
            switch random.integer(0...5) {
            case 0: object[member.name] = nil
            case 1: object[String(member.name.dropLast())] = member.value
            case 2:
                object[random.pick(["quandary", "id", "version", "status", "created_at", "__proto__", "", "a/b~c", "名"])] = OddValue.make(
                    &random)
            case 3: object[member.name] = broken(member.value, &random)
            default: object[member.name] = OddValue.make(&random)
            }
            return .object(object)
        case .array(var elements) where !elements.isEmpty:
            let index = Int(random.integer(0...Int64(elements.count - 1)))
            elements[index] = random.oneIn(4) ? OddValue.make(&random) : broken(elements[index], &random)
            return .array(elements)
        default: return OddValue.make(&random)
        }
    }

    static func written(_ value: JSONValue) -> [UInt8] {
        var writer = JSONWriter()
        writer.value(value)
        return writer.finish()
    }

    // MARK: Bytes

    /// The bytes with one to three of them changed, left out, doubled, put in, or the rest cut off.
    static func damaged(_ bytes: [UInt8], _ random: inout SeededRandom) -> [UInt8] {
        var bytes = bytes
        for _ in 0..<random.integer(1...3) where !bytes.isEmpty {
            let index = Int(random.integer(0...Int64(bytes.count - 1)))
            switch random.integer(0...6) {
            case 0: bytes[index] = UInt8(truncatingIfNeeded: random.next())
            case 1: bytes.remove(at: index)
            case 2: bytes.insert(bytes[index], at: index)
            case 3: bytes.insert(contentsOf: random.pick(fragments), at: index)
            case 4: bytes += random.pick(fragments)
            case 5: bytes = random.pick(fragments) + bytes
            default: bytes.removeSubrange(index...)
            }
        }
        return bytes
    }

    private static let fragments: [[UInt8]] = [
        [0xFF], [0xC0, 0x80], [0xED, 0xA0, 0x80], [0xF4, 0x90, 0x80, 0x80], [0xEF, 0xBB, 0xBF], [0x00], [0xE8, 0x8C],
        Array(#"\ud800"#.utf8),
        Array(#""a":1,"a":2,"#.utf8), Array("1e999999999999".utf8), Array(repeating: UInt8(ascii: "["), count: 2000), Array("//".utf8),
        [0x1F, 0x8B],
    ]

    // MARK: Whole requests

    /// Something about the request that is not its body.
    static func damage(_ request: inout FuzzRequest, _ random: inout SeededRandom) {
        switch random.integer(0...7) {
        case 0: request.fields.append((name: random.pick(fieldNames), value: random.pick(fieldValues)))
        case 1: request.fields.append((name: "X-Request-Id", value: random.pick(fieldValues)))
        case 2: request.fields.append((name: "Content-Encoding", value: Array(random.pick(["gzip", "identity", "br", ""]).utf8)))
        case 3: request.target += random.pick(["/", "/..", "%2f", "//x", "/%2e%2e/users", "?", "?&&", "?=", "#x"])
        case 4: request.target += (request.target.contains("?") ? "&" : "?") + random.pick(queries)
        case 5: request.fields += (0..<60).map { (name: "X-Field-\($0)", value: Array("v".utf8)) }
        case 6: if request.body != nil { request.body = Array(repeating: 0x20, count: Int(random.pick([0, 1, 1_048_576, 1_048_577]))) }
        default: if !request.fields.isEmpty { request.fields.append(random.pick(request.fields)) }
        }
    }

    private static let fieldNames = [
        "Range", "traceparent", "Origin", "Forwarded", "X-Forwarded-For", "Cookie", "Accept", "If-Modified-Since", "Expect", "Prefer",
        "If-Match",
        "Access-Control-Request-Method", "Idempotency-Key", "Accept-Encoding", "Authorization", "Via", "TE", "User-Agent",
    ]

    private static let fieldValues: [[UInt8]] =
        [
            "", " ", "x", "\"", "*", ",", ";q=", "bytes=0-", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01", "null",
            "100-continue",
            "https://example.com", "a=b; c", String(repeating: "9", count: 4000), "=?utf-8?q?x?=", "Basic eDp5",
        ].map { Array($0.utf8) } + [[0xFF, 0xFE], [0x80], Array("茶".utf8), [0x09, 0x41]]

    // MARK: Words

    static let segments = [
        "0", "-1", "007", "1e3", "9223372036854775807", "9223372036854775808", "x", "%20", "%00", "%ff", "%2e%2e", "%e8%8c%b6", "a%2fb",
        "*", "me",
        "1;2", "1,2", "+1", "batch", "current", "null",
    ]

    static let queries = [
        "quandary=1", "lmit=5", "limit=0", "limit=201", "limit=", "limit=5&limit=6", "cursor=AAAA", "cursor=", "sort=--id", "sort=,",
        "sort=id,id,-id",
        "fields=,", "fields=id,id", "fields=nothing", "expand=x", "count=true", "archived=all", "pretty=true", "pretty=x", "bom=true", "a",
        "=", "&", "%zz=1",
        "%ff=%fe", "name.contains=%25", "id.null=true", "id.not=1,2,,3", "id.gte=1e3", "created_at.lt=2026-12-01",
        "created_at.gte=9999-12-31",
        "created_at.lt=0001-01-01", "a.b.c.d=1", "name[]=x", "x=%00", "mode=independent", "mode=atomic", "mode=", "after=-1", "before=x",
        "after=9223372036854775807", "updated_at.gt=-271821-04-20T00:00:00Z",
        "id=" + Array(repeating: "1", count: 501).joined(separator: ","),
    ]

    static let types = [
        "text/plain", "application/xml", "application/json; charset=gbk", "application/json;", "multipart/form-data; boundary=x", "",
        "json", "*/*",
        "application/x-www-form-urlencoded", "application/merge-patch+json", "application/x-ndjson", "APPLICATION/JSON",
    ]

    static let keys = [
        "", "\"\"", "\"k1\"", "two words", String(repeating: "k", count: 255), String(repeating: "k", count: 256), "schlüssel", "\"",
    ]

    static let tags = [
        "*", "\"1\"", "\"1.x\"", "W/\"1.a\"", "\"0.x\"", "\"-1.x\"", "\"9223372036854775808.x\"", "1", "", ",", "\"a", "\"a\",,\"b\"",
        "*,*", "\"\"",
    ]

    static let codings = ["gzip", "gzip;q=0", "*", "identity;q=0", "*;q=0", "br, gzip;q=0.1", "gzip;q=2", ",,", "gzip;;", "deflate"]

    static let accepts = [
        "application/json", "*/*", "text/html", "text/*;q=0.1", "application/json;q=0", "*/*;q=0", "", ";", "image/png, */*;q=0.001",
        "application/problem+json",
        "text/csv", "application/x-ndjson",
    ]

    /// All but unreserved characters as percent and two digits (RFC 3986 §2.1).
    static func encoded(_ text: String) -> String {
        text.utf8.map { byte in
            let isPlain =
                (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte) || "-._~".utf8.contains(byte)
            let digits = String(byte, radix: 16)
            return isPlain ? String(UnicodeScalar(byte)) : "%" + (digits.count == 1 ? "0" : "") + digits
        }.joined()
    }
}
