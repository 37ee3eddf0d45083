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

        /// As a GET by HTTP/1.1 on a connection that stays open wants it, unless said otherwise.
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
        if hasContent, let stream = response.stream {
            if let count = stream.byteCount {
                output.append(Self.contentLength)
                output.append(decimal: count)
                return output.append(form.closes ? Self.endClosing : form.version == .http10 ? Self.endKeeping : Self.end)
            }
            // To HTTP/1.0 the end of the connection is the end of the content; whoever asks has it closed (RFC 9112 6.3).
            if form.version != .http10 { output.append(Self.chunked) }
            output.append(form.closes ? Self.closing : Self.lineEnd)
            return
        }
        if hasContent {
            output.append(Self.contentLength)
            output.append(decimal: response.body.count)
            output.append(form.closes ? Self.endClosing : form.version == .http10 ? Self.endKeeping : Self.end)
        } else {
            output.append(form.closes ? Self.closing : form.version == .http10 ? Self.keeping : Self.lineEnd)
        }
        if hasContent, !form.headOnly { output.append(response.body) }
    }

    /// Writes a portion of content as a chunk, and the end of the chunks behind the last (RFC 9112 7.1).
    package func writeChunk(_ bytes: [UInt8], isLast: Bool, to output: inout ByteBuffer) {
        // A chunk without bytes would be the end.
        if !bytes.isEmpty {
            output.append(Array((String(bytes.count, radix: 16) + "\r\n").utf8))
            output.append(bytes)
            output.append(Self.lineEnd)
        }
        if isLast { output.append(Self.lastChunk) }
    }

    /// The interim answer to `Expect: 100-continue`.
    package static let continueLines = Array("HTTP/1.1 100 Continue\r\n\r\n".utf8)

    private static let chunked = Array("Transfer-Encoding: chunked\r\n".utf8)
    private static let lastChunk = Array("0\r\n\r\n".utf8)
    private static let contentLength = Array("Content-Length: ".utf8)
    private static let end = Array("\r\n\r\n".utf8)
    private static let endClosing = Array("\r\nConnection: close\r\n\r\n".utf8)
    private static let endKeeping = Array("\r\nConnection: keep-alive\r\n\r\n".utf8)
    private static let lineEnd = Array("\r\n".utf8)
    private static let closing = Array("Connection: close\r\n\r\n".utf8)
    private static let keeping = Array("Connection: keep-alive\r\n\r\n".utf8)
}
