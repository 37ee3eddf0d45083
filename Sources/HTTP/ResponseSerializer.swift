// Writes responses as the bytes of HTTP/1.1 (RFC 9112 4, 6): head with Date, exact length and connection, then the content.

/// Writes responses; each event loop owns one, with its own prepared lines.
package struct ResponseSerializer {
    /// What the request says about the form of its answer.
    package struct Form {
        /// Whether the request was HEAD: the head alone is sent.
        package var headOnly: Bool
        /// Whether the connection closes after the answer.
        package var closes: Bool
        /// The version of the request.
        package var version: HTTPVersion

        package init(headOnly: Bool = false, closes: Bool = false, version: HTTPVersion = .http11) {
            self.headOnly = headOnly
            self.closes = closes
            self.version = version
        }
    }

    private var second: Int64 = -1
    private var dateLine: [UInt8] = []
    private var statusLines: [[UInt8]]

    /// A serializer whose Date is 1970 until `setTime`.
    package init() {
        statusLines = (0..<600).map { Array("HTTP/1.1 \($0) \(HTTPStatus($0).reason)\r\n".utf8) }
        setTime(secondsSince1970: 0)
    }

    /// Sets the Date field; the text is made once a second.
    package mutating func setTime(secondsSince1970 seconds: Int64) {
        guard seconds != second else { return }
        second = seconds
        dateLine = Array("Date: \(HTTPDate.text(secondsSince1970: seconds))\r\n".utf8)
    }

    /// Writes a response behind what the buffer holds.
    package func write(_ response: HTTPResponse, as form: Form, to output: inout ByteBuffer) {
        let code = response.status.code >= 200 && response.status.code < 600 ? response.status.code : 500
        output.append(statusLines[code])
        output.append(dateLine)
        output.append(response.fields.lines)
        let hasContent = HTTPStatus(code).allowsContent
        if hasContent {
            output.append(Self.contentLength)
            output.append(decimal: response.body.count)
            output.append(form.closes ? Self.endClosing : form.version == .http10 ? Self.endKeeping : Self.end)
        } else {
            output.append(form.closes ? Self.closing : form.version == .http10 ? Self.keeping : Self.lineEnd)
        }
        if hasContent, !form.headOnly { output.append(response.body) }
    }

    /// The interim answer to `Expect: 100-continue`.
    package static let continueLines = Array("HTTP/1.1 100 Continue\r\n\r\n".utf8)

    private static let contentLength = Array("Content-Length: ".utf8)
    private static let end = Array("\r\n\r\n".utf8)
    private static let endClosing = Array("\r\nConnection: close\r\n\r\n".utf8)
    private static let endKeeping = Array("\r\nConnection: keep-alive\r\n\r\n".utf8)
    private static let lineEnd = Array("\r\n".utf8)
    private static let closing = Array("Connection: close\r\n\r\n".utf8)
    private static let keeping = Array("Connection: keep-alive\r\n\r\n".utf8)
}
