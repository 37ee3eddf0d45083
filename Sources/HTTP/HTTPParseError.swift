// Why the bytes of a client were refused: a status and a stable code.

/// A refusal by the parser; the connection is closed after it.
package struct HTTPParseError: Error, Sendable, Hashable {
    /// What the bytes offend against. The raw value is the stable code.
    package enum Reason: String, Sendable, CaseIterable {
        case badRequestLine = "bad_request_line"
        case badTarget = "bad_target"
        case badLineEnding = "bad_line_ending"
        case badFieldLine = "bad_field_line"
        case badHost = "bad_host"
        case repeatedField = "repeated_field"
        case badContentLength = "bad_content_length"
        case badTransferEncoding = "bad_transfer_encoding"
        case conflictingLength = "conflicting_length"
        case badChunk = "bad_chunk"
        case contentTooLarge = "content_too_large"
        case uriTooLong = "uri_too_long"
        case unknownExpectation = "unknown_expectation"
        case fieldsTooLarge = "fields_too_large"
        case unknownTransferCoding = "unknown_transfer_coding"
        case unknownMethod = "unknown_method"
        case unknownVersion = "unknown_version"
    }

    /// What the bytes offend against.
    package let reason: Reason

    /// A refusal for that reason.
    package init(_ reason: Reason) {
        self.reason = reason
    }

    /// The status to answer with.
    package var status: HTTPStatus {
        switch reason {
        case .badRequestLine, .badTarget, .badLineEnding, .badFieldLine, .badHost, .repeatedField, .badContentLength,
            .badTransferEncoding, .conflictingLength, .badChunk:
            .badRequest
        case .contentTooLarge: .contentTooLarge
        case .uriTooLong: .uriTooLong
        case .unknownExpectation: .expectationFailed
        case .fieldsTooLarge: .requestHeaderFieldsTooLarge
        case .unknownTransferCoding, .unknownMethod: .notImplemented
        case .unknownVersion: .httpVersionNotSupported
        }
    }

    /// The stable code, in snake case.
    package var code: String { reason.rawValue }
}
