// Responses as bytes: framing by status and method, fields that cannot break out, the date.

import HTTP
import Testing

struct HTTPResponseTests {
    @Test func `a response has its date, its fields, its length and its content`() {
        let response = HTTPResponse(.created, fields: [.location: "/v1/orders/7"], body: Array("{}".utf8))
        #expect(
            text(response)
                == "HTTP/1.1 201 Created\r\nDate: Sun, 06 Nov 1994 08:49:37 GMT\r\nLocation: /v1/orders/7\r\nContent-Length: 2\r\n\r\n{}")
    }

    @Test func `the answer to HEAD has the length and no content`() {
        let sent = text(HTTPResponse(.ok, body: Array("hello".utf8)), ResponseSerializer.Form(headOnly: true))
        #expect(sent.hasSuffix("Content-Length: 5\r\n\r\n"))
    }

    @Test(arguments: [HTTPStatus.noContent, .notModified])
    func `a status without content has no length either`(status: HTTPStatus) {
        let sent = text(HTTPResponse(status, fields: [.etag: "\"1\""], body: [65]))
        #expect(sent.hasSuffix("ETag: \"1\"\r\n\r\n") && !sent.contains("Content-Length"))
    }

    @Test func `the connection field says what a peer could not know`() {
        #expect(text(HTTPResponse(.ok), ResponseSerializer.Form(closes: true)).hasSuffix("Content-Length: 0\r\nConnection: close\r\n\r\n"))
        #expect(text(HTTPResponse(.ok), ResponseSerializer.Form(version: .http10)).hasSuffix("Connection: keep-alive\r\n\r\n"))
        #expect(text(HTTPResponse(.noContent), ResponseSerializer.Form(closes: true)).hasSuffix("GMT\r\nConnection: close\r\n\r\n"))
    }

    @Test func `a value cannot begin another line`() {
        let sent = text(HTTPResponse(.ok, fields: [.location: "/a\r\nSet-Cookie: b\0c"]))
        #expect(sent.contains("Location: /a  Set-Cookie: b c\r\n"))
    }

    @Test(arguments: ["", "a b", "a:", "a\r\nb", "Content-Length", "transfer-encoding", "CONNECTION", "Date"])
    func `a bad name, or one of the framing, adds nothing`(name: String) {
        var fields = ResponseFields()
        fields.append(FieldName(name), "x")
        #expect(fields.isEmpty)
    }

    @Test func `fields are replaced, removed and read back`() {
        var fields: ResponseFields = [.etag: "1", "Vary": "Accept", .link: "a"]
        fields.append(.link, "b")
        fields.set("etag", "2")
        #expect(fields[.etag] == "2" && fields[.link] == "a" && fields[.allow] == nil)
        fields.remove(.link)
        #expect(fields.pairs.map { "\($0.name)=\($0.value)" } == ["Vary=Accept", "etag=2"])
    }

    @Test func `a member is added to the line that there is, in any spelling, or begins one`() {
        var fields: ResponseFields = ["X-Vary": "x", "vary": "Accept", "Vary-X": "y"]
        fields.add("Origin", to: .vary)
        fields.add("A\r\nB: c", to: .vary)
        fields.add("v", to: .link)
        #expect(fields.pairs.map { "\($0.name)=\($0.value)" } == ["X-Vary=x", "vary=Accept, Origin, A  B: c", "Vary-X=y", "Link=v"])
    }

    @Test(arguments: [0, 9, 10, 99, 100, 12_345, 1_000_000])
    func `lengths of any size are exact`(length: Int) {
        let sent = text(HTTPResponse(.ok, body: [UInt8](repeating: 120, count: length)))
        #expect(sent.contains("\r\nContent-Length: \(length)\r\n\r\n"))
    }

    @Test func `an interim status is no answer`() {
        #expect(text(HTTPResponse(HTTPStatus(100))).hasPrefix("HTTP/1.1 500 "))
        #expect(text(HTTPResponse(HTTPStatus(299))).hasPrefix("HTTP/1.1 299 \r\n"))
    }

    @Test(
        arguments: [
            (0, "Thu, 01 Jan 1970 00:00:00 GMT"), (784_111_777, "Sun, 06 Nov 1994 08:49:37 GMT"),
            (951_782_400, "Tue, 29 Feb 2000 00:00:00 GMT"),
            (4_107_542_399, "Sun, 28 Feb 2100 23:59:59 GMT"), (4_107_542_400, "Mon, 01 Mar 2100 00:00:00 GMT"),
            (-5, "Thu, 01 Jan 1970 00:00:00 GMT"),
            (.max, "Fri, 31 Dec 9999 23:59:59 GMT"),
        ] as [(Int64, String)])
    func `dates are written as HTTP has them`(seconds: Int64, expected: String) {
        #expect(HTTPDate.text(secondsSince1970: seconds) == expected)
    }

    @Test func `a buffer keeps the order while it grows and shrinks`() {
        var buffer = ByteBuffer()
        var expected: [UInt8] = []
        for round in 0..<300 {
            let bytes = [UInt8](repeating: UInt8(truncatingIfNeeded: round), count: round % 97)
            buffer.append(bytes)
            expected += bytes
            let taken = min(expected.count, round % 61)
            buffer.removeFirst(taken)
            expected.removeFirst(taken)
            let held = (count: buffer.count, bytes: Array(buffer.bytes))
            #expect(held.count == expected.count && held.bytes == expected)
        }
        buffer.removeFirst(.max)
        let isEmpty = buffer.isEmpty
        #expect(isEmpty)
    }

    @Test func `every reason of a refusal has a status of its class`() {
        for reason in HTTPParseError.Reason.allCases {
            #expect((400...505).contains(HTTPParseError(reason).status.code) && !HTTPParseError(reason).status.reason.isEmpty)
        }
    }

    private func text(_ response: HTTPResponse, _ form: ResponseSerializer.Form = ResponseSerializer.Form()) -> String {
        var serializer = ResponseSerializer()
        serializer.setTime(secondsSince1970: 784_111_777)
        var output = ByteBuffer()
        serializer.write(response, as: form, to: &output)
        return String(decoding: output.bytes, as: UTF8.self)
    }
}
