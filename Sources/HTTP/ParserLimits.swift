// How much of one request the parser takes.

/// The parser's limits, all in bytes except the counts.
package struct ParserLimits: Sendable {
    /// The longest request line, its CRLF aside; longer is a 414. Bytes.
    package var requestLine = 8 * 1024
    /// All field lines together with their CRLFs; more is a 431. Bytes.
    package var fieldBytes = 32 * 1024
    /// The number of field lines; more is a 431.
    package var fieldCount = 100
    /// The largest content; more is a 413 before any of it is read. Bytes.
    package var body = 1024 * 1024
    /// The longest line that announces a chunk, its CRLF aside. Bytes.
    package var chunkLine = 1024
    /// All chunk extensions of one request together. Bytes.
    package var chunkExtensions = 16 * 1024

    /// The defaults.
    package init() {}
}
