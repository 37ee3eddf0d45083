// One response: status, fields, content, and a note for the log.

/// An answer as a value; the serializer adds what the connection needs.
package struct HTTPResponse: Sendable {
    /// The status; below 200 is not a final answer and is sent as 500.
    package var status: HTTPStatus
    /// The fields, those of framing left to the serializer.
    package var fields: ResponseFields
    /// The content; not sent after HEAD, 204 and 304.
    package var body: [UInt8]
    /// Makes the content in place of `body`, when its length is not known or too much to hold.
    package var stream: (any ContentStream)?
    /// The content of `body` in gzip, where it is kept; else it is made when it is sent.
    package var codedBody: [UInt8]?
    /// Whether the content may be sent in gzip; not what is compressed already.
    package var mayBeCoded = true
    /// What the access log shall say beside the request, such as its id and user; never sent.
    package var note: String
    /// A number that the handler finds again with the answer that was written; never sent.
    package var label = 0
    /// Whether the connection closes after this answer.
    package var closesConnection: Bool

    /// A response of its parts.
    package init(
        _ status: HTTPStatus, fields: ResponseFields = ResponseFields(), body: [UInt8] = [], stream: (any ContentStream)? = nil,
        note: String = "", closesConnection: Bool = false
    ) {
        self.status = status
        self.fields = fields
        self.body = body
        self.stream = stream
        self.note = note
        self.closesConnection = closesConnection
    }
}
