// The table of requests, good and bad, that the parser's tests walk through.

import HTTP
import Testing

/// Bytes of a client, and the events that they must give.
struct ParserRow: Sendable, CustomTestStringConvertible {
    let name: String
    let bytes: [UInt8]
    let expected: [String]

    init(_ name: String, _ text: String, _ expected: String...) {
        self.init(name, Array(text.utf8), expected)
    }

    init(_ name: String, _ bytes: [UInt8], _ expected: [String]) {
        self.name = name
        self.bytes = bytes
        self.expected = expected
    }

    var testDescription: String { name }
}

/// Limits small enough to be written out in a table.
let tableLimits: ParserLimits = {
    var limits = ParserLimits()
    limits.requestLine = 64
    limits.fieldBytes = 256
    limits.fieldCount = 8
    limits.body = 32
    limits.chunkLine = 40
    limits.chunkExtensions = 60
    return limits
}()

/// All events of a parser, as text, up to `needMore` or a failure.
func events(of parser: inout RequestParser) -> [String] {
    var events: [String] = []
    while true {
        switch parser.next() {
        case .needMore: return events
        case .expectContinue: events.append("continue")
        case .largeContent(_, let expectsContinue):
            parser.refuseLargeContent()
            if expectsContinue, !parser.hasFailed { events.append("continue") }
        case .request(let request): events.append(summary(request))
        case .failure(let error): return events + ["\(error.status.code) \(error.code)"]
        }
    }
}

private func summary(_ request: HTTPRequest) -> String {
    var text = "\(request.method) \(request.path)"
    if let query = request.query { text += "?\(query)" }
    if let host = request.field(.host) { text += " @\(host)" }
    if request.version == .http10 { text += " 1.0" }
    if !request.keepsAlive { text += " close" }
    if !request.body.isEmpty { text += " [\(String(decoding: request.body, as: UTF8.self))]" }
    return text
}

private let host = "Host: h\r\n"
private let chunked = "POST /c HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n"
private func lines(_ fields: String, line: String = "GET / HTTP/1.1") -> String { "\(line)\r\n\(fields)\r\n" }
private func target(_ target: String, method: String = "GET") -> String { "\(method) \(target) HTTP/1.1\r\n\(host)\r\n" }

/// Requests that are taken.
let acceptedRows: [ParserRow] = [
    ParserRow("nothing", ""),
    ParserRow("simplest", lines(host), "GET / @h"),
    ParserRow("path and query", target("/a/b?c=d&e"), "GET /a/b?c=d&e @h"),
    ParserRow("empty query", target("/a?"), "GET /a? @h"),
    ParserRow("question mark in query", target("/a?b?c"), "GET /a?b?c @h"),
    ParserRow("every path character", target("/-._~!$&'()*+,;=:@%2F"), "GET /-._~!$&'()*+,;=:@%2F @h"),
    ParserRow("two slashes", target("//a"), "GET //a @h"),
    ParserRow("absolute target", target("http://x.example:81/p?q"), "GET /p?q @x.example:81"),
    ParserRow("absolute target in capitals", target("HTTPS://X/"), "GET / @X"),
    ParserRow("absolute target without path", target("http://x"), "GET / @x"),
    ParserRow("absolute target, query at once", target("http://x?q"), "GET /?q @x"),
    ParserRow("absolute target, IPv6", target("http://[::1]:80/"), "GET / @[::1]:80"),
    ParserRow("asterisk", target("*", method: "OPTIONS"), "OPTIONS * @h"),
    ParserRow("every method", "HEAD / HTTP/1.1\r\n\(host)\r\nPUT / HTTP/1.1\r\n\(host)\r\n", "HEAD / @h", "PUT / @h"),
    ParserRow("PATCH and DELETE", "PATCH / HTTP/1.1\r\n\(host)\r\nDELETE / HTTP/1.1\r\n\(host)\r\n", "PATCH / @h", "DELETE / @h"),
    ParserRow("method of its own", target("/", method: "M-SEARCH!"), "M-SEARCH! / @h"),
    ParserRow("methods are case-sensitive", target("/", method: "get"), "get / @h"),
    ParserRow("HTTP/1.0", "GET / HTTP/1.0\r\n\r\n", "GET / 1.0 close"),
    ParserRow("HTTP/1.0 kept alive", "GET / HTTP/1.0\r\nConnection: Keep-Alive\r\n\r\n", "GET / 1.0"),
    ParserRow("later minor version", "GET / HTTP/1.9\r\n\(host)\r\n", "GET / @h"),
    ParserRow("close", lines(host + "Connection: close\r\n"), "GET / @h close"),
    ParserRow("close in a list", lines(host + "Connection: te , CLOSE\r\n"), "GET / @h close"),
    ParserRow("close beats keep-alive", lines(host + "Connection: keep-alive\r\nConnection: close\r\n"), "GET / @h close"),
    ParserRow("empty elements of a list", lines(host + "Connection: ,,close,\r\n"), "GET / @h close"),
    ParserRow("one empty line before", "\r\n" + lines(host), "GET / @h"),
    ParserRow("one empty line between", lines(host) + "\r\n" + lines(host), "GET / @h", "GET / @h"),
    ParserRow("three in a row", lines(host) + target("/2") + target("/3"), "GET / @h", "GET /2 @h", "GET /3 @h"),
    ParserRow("no blank after the colon", lines("Host:h\r\n"), "GET / @h"),
    ParserRow("blanks around a value", lines("Host: \t h \t\r\n"), "GET / @h"),
    ParserRow("empty value", lines(host + "X:\r\n"), "GET / @h"),
    ParserRow("value of blanks", lines(host + "X:   \t\r\n"), "GET / @h"),
    ParserRow("obs-text in a value", Array("GET / HTTP/1.1\r\n\(host)X: ".utf8) + [0x80, 0xFF] + Array("\r\n\r\n".utf8), ["GET / @h"]),
    ParserRow("names in any case", lines("hOST: h\r\ncOnNeCtIoN: Close\r\n"), "GET / @h close"),
    ParserRow("host with port", lines("Host: a.b:8080\r\n"), "GET / @a.b:8080"),
    ParserRow("host with empty port", lines("Host: a:\r\n"), "GET / @a:"),
    ParserRow("host as IPv6 literal", lines("Host: [::1]\r\n"), "GET / @[::1]"),
    ParserRow("content", "POST /p HTTP/1.1\r\n\(host)Content-Length: 5\r\n\r\nhello", "POST /p @h [hello]"),
    ParserRow("no content", "POST /p HTTP/1.1\r\n\(host)Content-Length: 0\r\n\r\n", "POST /p @h"),
    ParserRow("zeros before a length", "POST /p HTTP/1.1\r\n\(host)Content-Length: 0002\r\n\r\nab", "POST /p @h [ab]"),
    ParserRow("content, then a request", "PUT /p HTTP/1.1\r\n\(host)Content-Length: 1\r\n\r\nx" + lines(host), "PUT /p @h [x]", "GET / @h"),
    ParserRow(
        "content with line ends", "PUT /p HTTP/1.1\r\n\(host)Content-Length: 4\r\n\r\n\r\n\r\n" + lines(host), "PUT /p @h [\r\n\r\n]",
        "GET / @h"),
    ParserRow("content of a GET", "GET /p HTTP/1.1\r\n\(host)Content-Length: 1\r\n\r\nx", "GET /p @h [x]"),
    ParserRow(
        "content at the limit", "POST / HTTP/1.1\r\n\(host)Content-Length: 32\r\n\r\n" + String(repeating: "x", count: 32),
        "POST / @h [\(String(repeating: "x", count: 32))]"),
    ParserRow("content announced", "POST / HTTP/1.1\r\n\(host)Content-Length: 5\r\n\r\nhel"),
    ParserRow("expecting", "POST / HTTP/1.1\r\n\(host)Content-Length: 2\r\nExpect: 100-Continue\r\n\r\nab", "continue", "POST / @h [ab]"),
    ParserRow("expecting without content", lines(host + "Expect: 100-continue\r\n"), "GET / @h"),
    ParserRow("expecting in 1.0", "POST / HTTP/1.0\r\nContent-Length: 1\r\nExpect: x\r\n\r\na", "POST / 1.0 close [a]"),
    ParserRow("chunks", chunked + "5\r\nhello\r\n6\r\n world\r\n0\r\n\r\n", "POST /c @h [hello world]"),
    ParserRow("no chunk", chunked + "0\r\n\r\n" + lines(host), "POST /c @h", "GET / @h"),
    ParserRow(
        "size in either case, with zeros", chunked + "00a\r\n0123456789\r\n0A\r\n0123456789\r\n000\r\n\r\n",
        "POST /c @h [01234567890123456789]"),
    ParserRow("coding in capitals", "POST /c HTTP/1.1\r\n\(host)Transfer-Encoding: ChunKed\r\n\r\n0\r\n\r\n", "POST /c @h"),
    ParserRow("extensions", chunked + "1;a=b;c\r\nx\r\n0 ; d = \"e\\\"; f\" \t;g\r\n\r\n", "POST /c @h [x]"),
    ParserRow("trailers", chunked + "1\r\nx\r\n0\r\nA: b\r\nHost: other\r\n\r\n" + lines(host), "POST /c @h [x]", "GET / @h"),
    ParserRow("chunk that looks like an end", chunked + "5\r\n0\r\n\r\n\r\n0\r\n\r\n", "POST /c @h [0\r\n\r\n]"),
    ParserRow(
        "expecting with chunks", "POST /c HTTP/1.1\r\n\(host)Transfer-Encoding: chunked\r\nExpect: 100-continue\r\n\r\n0\r\n\r\n",
        "continue", "POST /c @h"),
    ParserRow("line at the limit", target("/" + String(repeating: "a", count: 50)), "GET /\(String(repeating: "a", count: 50)) @h"),
    ParserRow("fields at their number", lines(host + String(repeating: "A: b\r\n", count: 7)), "GET / @h"),
    ParserRow("a name that only looks like a length", lines(host + "Content_Length: 5\r\nX-Content-Length: 5\r\n"), "GET / @h"),
    ParserRow(
        "framing in trailers", chunked + "0\r\nContent-Length: 9\r\nTransfer-Encoding: x\r\n\r\n" + lines(host), "POST /c @h", "GET / @h"),
    ParserRow("another host in an absolute target", target("http://evil/p"), "GET /p @evil"),
    ParserRow("dots and triplets stay as they are", target("/a/%2e%2e/%2f%00%c0%af"), "GET /a/%2e%2e/%2f%00%c0%af @h"),
    ParserRow("half a head", "GET / HTTP/1.1\r\nHost: h\r\n"),
    ParserRow("last half of a line end", "GET / HTTP/1.1\r"),
]

/// Requests that are refused.
let refusedRows: [ParserRow] = [
    ParserRow("two empty lines before", "\r\n\r\n" + lines(host), "400 bad_request_line"),
    ParserRow("a bare LF before", "\n" + lines(host), "400 bad_request_line"),
    ParserRow("a greeting of TLS", [0x16, 0x03, 0x01, 0x00], ["400 bad_request_line"]),
    ParserRow("a blank before the method", " " + lines(host), "400 bad_request_line"),
    ParserRow("no version", "GET /\r\n\r\n", "400 bad_request_line"),
    ParserRow("no target", "GET HTTP/1.1\r\n\r\n", "400 bad_request_line"),
    ParserRow("method alone", "GET\r\n\r\n", "400 bad_request_line"),
    ParserRow("two blanks before the target", lines(host, line: "GET  / HTTP/1.1"), "400 bad_request_line"),
    ParserRow("two blanks before the version", lines(host, line: "GET /  HTTP/1.1"), "400 bad_request_line"),
    ParserRow("a blank behind the version", lines(host, line: "GET / HTTP/1.1 "), "400 bad_request_line"),
    ParserRow("a tab for a blank", lines(host, line: "GET\t/ HTTP/1.1"), "400 bad_request_line"),
    ParserRow("a blank in the target", lines(host, line: "GET /a b HTTP/1.1"), "400 bad_request_line"),
    ParserRow("a bad method", lines(host, line: "G(T / HTTP/1.1"), "400 bad_request_line"),
    ParserRow("version in small letters", lines(host, line: "GET / http/1.1"), "400 bad_request_line"),
    ParserRow("version of two digits", lines(host, line: "GET / HTTP/1.10"), "400 bad_request_line"),
    ParserRow("version without minor", lines(host, line: "GET / HTTP/1"), "400 bad_request_line"),
    ParserRow("another protocol", lines(host, line: "GET / HTTX/1.1"), "400 bad_request_line"),
    ParserRow("HTTP/2 in words", lines(host, line: "GET / HTTP/2.0"), "505 unknown_version"),
    ParserRow("the preface of HTTP/2", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", "505 unknown_version"),
    ParserRow("HTTP/0.9", lines(host, line: "GET / HTTP/0.9"), "505 unknown_version"),
    ParserRow("a bare LF behind the line", "GET / HTTP/1.1\n\(host)\r\n", "400 bad_line_ending"),
    ParserRow("a bare CR in the line", "GET /\r HTTP/1.1\r\n\r\n", "400 bad_target"),
    ParserRow("a line too long", target("/" + String(repeating: "a", count: 51)), "414 uri_too_long"),
    ParserRow("a line too long and not ended", "GET /" + String(repeating: "a", count: 80), "414 uri_too_long"),
    ParserRow("a relative target", target("a"), "400 bad_target"),
    ParserRow("asterisk for GET", target("*"), "400 bad_target"),
    ParserRow("a fragment", target("/a#b"), "400 bad_target"),
    ParserRow("a quote in the target", target("/\""), "400 bad_target"),
    ParserRow("a bracket in the query", target("/?a[]=b"), "400 bad_target"),
    ParserRow("UTF-8 in the target", target("/ä"), "400 bad_target"),
    ParserRow("a backslash in the target", target("/a\\b"), "400 bad_target"),
    ParserRow("a bad triplet", target("/%4"), "400 bad_target"),
    ParserRow("a bad triplet in the query", target("/?%zz"), "400 bad_target"),
    ParserRow("NUL in the target", target("/\0"), "400 bad_target"),
    ParserRow("another scheme", target("ftp://x/"), "400 bad_target"),
    ParserRow("user information", target("http://u:p@x/"), "400 bad_target"),
    ParserRow("an absolute target without host", target("http:///p"), "400 bad_target"),
    ParserRow("CONNECT", target("h:443", method: "CONNECT"), "501 unknown_method"),
    ParserRow("CONNECT without port", target("h", method: "CONNECT"), "400 bad_target"),
    ParserRow("CONNECT to a path", target("/", method: "CONNECT"), "400 bad_target"),
    ParserRow("no host", lines(""), "400 bad_host"),
    ParserRow("no host beside an absolute target", lines("", line: "GET http://x/ HTTP/1.1"), "400 bad_host"),
    ParserRow("two hosts", lines(host + host), "400 repeated_field"),
    ParserRow("an empty host", lines("Host:\r\n"), "400 bad_host"),
    ParserRow("a host list", lines("Host: a, b\r\n"), "400 bad_host"),
    ParserRow("a host with a path", lines("Host: a/b\r\n"), "400 bad_host"),
    ParserRow("a host with a user", lines("Host: u@h\r\n"), "400 bad_host"),
    ParserRow("a host with a bad port", lines("Host: h:8x\r\n"), "400 bad_host"),
    ParserRow("a host with port 65536", lines("Host: h:65536\r\n"), "400 bad_host"),
    ParserRow("a host literal not closed", lines("Host: [::1\r\n"), "400 bad_host"),
    ParserRow("a bad host in 1.0", "GET / HTTP/1.0\r\nHost: a b\r\n\r\n", "400 bad_host"),
    ParserRow("a blank before the colon", lines("Host : h\r\n"), "400 bad_field_line"),
    ParserRow("a folded line", lines(host + "X: a\r\n b\r\n"), "400 bad_field_line"),
    ParserRow("a blank before the first field", lines(" " + host), "400 bad_field_line"),
    ParserRow("no colon", lines(host + "X\r\n"), "400 bad_field_line"),
    ParserRow("no name", lines(host + ": x\r\n"), "400 bad_field_line"),
    ParserRow("a bad name", lines(host + "X(: a\r\n"), "400 bad_field_line"),
    ParserRow("UTF-8 in a name", lines(host + "Ä: a\r\n"), "400 bad_field_line"),
    ParserRow("NUL in a value", lines(host + "X: a\0b\r\n"), "400 bad_field_line"),
    ParserRow("a bare CR in a value", lines(host + "X: a\rb\r\n"), "400 bad_field_line"),
    ParserRow("CR CR LF", "GET / HTTP/1.1\r\n\(host)X: a\r\r\n\r\n", "400 bad_field_line"),
    ParserRow("DEL in a value", lines(host + "X: \u{7F}\r\n"), "400 bad_field_line"),
    ParserRow("a bare LF behind a field", "GET / HTTP/1.1\r\nHost: h\n\r\n", "400 bad_line_ending"),
    ParserRow("a bare LF at the end", "GET / HTTP/1.1\r\nHost: h\r\n\n", "400 bad_line_ending"),
    ParserRow("a bad connection option", lines(host + "Connection: a b\r\n"), "400 bad_field_line"),
    ParserRow("two authorizations", lines(host + "Authorization: a\r\nAuthorization: b\r\n"), "400 repeated_field"),
    ParserRow("two content types", lines(host + "Content-Type: a/b\r\nContent-Type: a/b\r\n"), "400 repeated_field"),
    ParserRow("too many fields", lines(host + String(repeating: "A: b\r\n", count: 8)), "431 fields_too_large"),
    ParserRow("fields too large", lines(host + "X: " + String(repeating: "x", count: 250) + "\r\n"), "431 fields_too_large"),
    ParserRow("fields too large and not ended", "GET / HTTP/1.1\r\n" + String(repeating: "x", count: 300), "431 fields_too_large"),
    ParserRow("two lengths", lines(host + "Content-Length: 1\r\nContent-Length: 1\r\n"), "400 repeated_field"),
    ParserRow("a list of lengths", lines(host + "Content-Length: 1, 1\r\n"), "400 bad_content_length"),
    ParserRow("a signed length", lines(host + "Content-Length: +1\r\n"), "400 bad_content_length"),
    ParserRow("a negative length", lines(host + "Content-Length: -1\r\n"), "400 bad_content_length"),
    ParserRow("a hexadecimal length", lines(host + "Content-Length: 0x1\r\n"), "400 bad_content_length"),
    ParserRow("an empty length", lines(host + "Content-Length:\r\n"), "400 bad_content_length"),
    ParserRow("too long a content", lines(host + "Content-Length: 33\r\n"), "413 content_too_large"),
    ParserRow(
        "too long, though a 100 is expected", lines(host + "Content-Length: 33\r\nExpect: 100-continue\r\n"), "413 content_too_large"),
    ParserRow("a length past every number", lines(host + "Content-Length: 99999999999999999999999\r\n"), "413 content_too_large"),
    ParserRow("a length that wraps", lines(host + "Content-Length: 18446744073709551617\r\n"), "413 content_too_large"),
    ParserRow("length and coding", lines(host + "Content-Length: 1\r\nTransfer-Encoding: chunked\r\n"), "400 conflicting_length"),
    ParserRow("coding and length", lines(host + "Transfer-Encoding: chunked\r\nContent-Length: 1\r\n"), "400 conflicting_length"),
    ParserRow("coding in 1.0", lines("Transfer-Encoding: chunked\r\n", line: "POST / HTTP/1.0"), "400 bad_transfer_encoding"),
    ParserRow("an unknown coding", lines(host + "Transfer-Encoding: gzip\r\n"), "501 unknown_transfer_coding"),
    ParserRow("an unknown coding, then chunked", lines(host + "Transfer-Encoding: gzip, chunked\r\n"), "501 unknown_transfer_coding"),
    ParserRow("identity", lines(host + "Transfer-Encoding: identity\r\n"), "501 unknown_transfer_coding"),
    ParserRow("chunked not last", lines(host + "Transfer-Encoding: chunked, gzip\r\n"), "400 bad_transfer_encoding"),
    ParserRow("chunked twice", lines(host + "Transfer-Encoding: chunked, chunked\r\n"), "400 bad_transfer_encoding"),
    ParserRow("chunked on two lines", lines(host + "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n"), "400 repeated_field"),
    ParserRow("no coding", lines(host + "Transfer-Encoding:\r\n"), "400 bad_transfer_encoding"),
    ParserRow("chunked with a parameter", lines(host + "Transfer-Encoding: chunked;q=1\r\n"), "400 bad_transfer_encoding"),
    ParserRow("chunked with a vertical tab", lines(host + "Transfer-Encoding: \u{B}chunked\r\n"), "400 bad_field_line"),
    ParserRow("another expectation", lines(host + "Expect: tea\r\n"), "417 unknown_expectation"),
    ParserRow("no chunk size", chunked + "\r\n", "400 bad_chunk"),
    ParserRow("a chunk size in words", chunked + "five\r\n", "400 bad_chunk"),
    ParserRow("a prefixed chunk size", chunked + "0x1\r\n", "400 bad_chunk"),
    ParserRow("a signed chunk size", chunked + "-1\r\n", "400 bad_chunk"),
    ParserRow("a chunk size past every number", chunked + "FFFFFFFFFFFFFFFFF\r\n", "413 content_too_large"),
    ParserRow("a chunk size that wraps", chunked + "10000000000000001\r\n", "413 content_too_large"),
    ParserRow("chunks past the limit", chunked + "20\r\n" + String(repeating: "x", count: 32) + "\r\n1\r\n", "413 content_too_large"),
    ParserRow("a bare LF behind a size", chunked + "1\nx\r\n", "400 bad_chunk"),
    ParserRow("a chunk too long", chunked + "1\r\nxy\r\n", "400 bad_chunk"),
    ParserRow("a bare LF behind a chunk", chunked + "1\r\nx\n", "400 bad_chunk"),
    ParserRow("a bad extension", chunked + "1;\r\nx\r\n", "400 bad_chunk"),
    ParserRow("an extension's quote not closed", chunked + "1;a=\"b\r\nx\r\n", "400 bad_chunk"),
    ParserRow("a blank behind a size", chunked + "1 \r\nx\r\n", "400 bad_chunk"),
    ParserRow("a size line too long", chunked + "1;" + String(repeating: "a", count: 60) + "\r\n", "400 bad_chunk"),
    ParserRow(
        "extensions too long together", chunked + String(repeating: "1;aaaaaaaaaaaaaaaaaaaaaaaa\r\nx\r\n", count: 3), "400 bad_chunk"),
    ParserRow("a bad trailer", chunked + "0\r\nA b\r\n\r\n", "400 bad_field_line"),
    ParserRow("too many trailers", chunked + "0\r\n" + String(repeating: "A: b\r\n", count: 9), "431 fields_too_large"),
    ParserRow("a good one, then a bad one", lines(host) + "GET\r\n\r\n", "GET / @h", "400 bad_request_line"),
]
