// An incremental parser of requests (RFC 9112): fed bytes in any portions, it gives the same events. It does no I/O.

#if canImport(Glibc)
    import Glibc
#endif

/// What the bytes fed so far amount to.
package enum ParseEvent: Sendable {
    /// Nothing more can be said before more bytes come.
    case needMore
    /// The client waits for a 100 (Continue) before it sends the content (RFC 9110 10.1.1).
    case expectContinue
    /// The content may be more than the limit allows, or the client waits to hear whether it is wanted: say what becomes of it by
    /// `admitContent(upTo:)` or `refuseLargeContent()` before asking on. The request has the content that was read so far.
    case largeContent(HTTPRequest, expectsContinue: Bool)
    /// A complete request.
    case request(HTTPRequest)
    /// The bytes are not a request that can be answered otherwise; nothing after them is read.
    case failure(HTTPParseError)
}

/// Turns the bytes of one connection into requests.
///
/// Lines are found and checked as they come, so that a bad one is refused before the rest of the head is there.
package struct RequestParser: ~Copyable {
    enum Phase {
        case requestLine
        case fields
        case content(remaining: Int)
        case chunkSize
        case chunkData(remaining: Int)
        case chunkEnd
        case trailers
        case failed(HTTPParseError)
    }

    let limits: ParserLimits
    private let remoteAddress: String
    var phase = Phase.requestLine

    /// What was fed and is still needed begins at `start`.
    var buffer: [UInt8] = []
    /// Where the current head begins, or the part of the body that is read next.
    var start = 0
    /// Where the current line begins.
    var lineStart = 0
    /// Up to where the current line was searched for its end.
    private var scanned = 0
    /// Where the field lines, or trailers, begin.
    var fieldsStart = 0
    private var passedEmptyLine = false
    private var draft = HeadDraft()
    /// What the refused head said of languages.
    private var refusedLanguages: String?
    /// The request whose content is being read.
    var pending: HTTPRequest?
    /// Bytes that chunk extensions have taken, and lines that trailers have.
    var extensionBytes = 0
    var trailerCount = 0
    /// Whether content beyond the limit is asked about; else it is refused.
    let asksAboutContent: Bool
    /// What the content of the pending request may have, what was taken out of it already, and whether it was asked about. Bytes.
    var contentLimit = 0
    private(set) var takenBytes = 0
    var hasAsked = false

    /// A parser for one connection.
    package init(limits: ParserLimits = ParserLimits(), remoteAddress: String = "", asksAboutContent: Bool = false) {
        self.limits = limits
        self.remoteAddress = remoteAddress
        self.asksAboutContent = asksAboutContent
    }

    /// Whether nothing of a next request has come yet.
    package var isIdle: Bool {
        if case .requestLine = phase { return start == buffer.count && !passedEmptyLine }
        return false
    }

    /// Whether a head is complete and its content is not.
    package var isReadingContent: Bool { pending != nil }

    /// Bytes of content read for the current request.
    package var contentBytes: Int { takenBytes &+ heldContentBytes }

    /// Those of them that were not taken out.
    package var heldContentBytes: Int { pending?.body.count ?? 0 }

    /// Lets the content that was asked about have so many bytes; it is to be taken out in portions.
    package mutating func admitContent(upTo limit: Int) {
        contentLimit = limit
        if case .content(let remaining) = phase, remaining > limit &- contentBytes { failForSize() }
    }

    /// Leaves the content that was asked about its usual limit.
    package mutating func refuseLargeContent() {
        if case .content = phase { failForSize() }
    }

    /// Whether nothing more is read of this connection.
    package var hasFailed: Bool {
        if case .failed = phase { true } else { false }
    }

    private mutating func failForSize() {
        refusedLanguages = acceptLanguage
        phase = .failed(HTTPParseError(.contentTooLarge))
        pending = nil
    }

    /// Takes out what is held of the content; the request that is complete at last has only the rest.
    package mutating func takePortion() -> [UInt8] {
        guard let bytes = pending?.body else { return [] }
        pending?.body = []
        takenBytes &+= bytes.count
        return bytes
    }

    /// The `Accept-Language` of the request that is being read or was refused, as far as its lines have come; nil where none has.
    package var acceptLanguage: String? {
        switch phase {
        case .requestLine: nil
        case .fields: draft.value(of: .acceptLanguage, in: buffer, from: start)
        case .content, .chunkSize, .chunkData, .chunkEnd, .trailers: pending?.field(.acceptLanguage)
        case .failed: refusedLanguages
        }
    }

    /// Takes bytes as they came.
    package mutating func feed(_ bytes: [UInt8]) {
        bytes.withUnsafeBytes { feed($0) }
    }

    /// Takes bytes as they came; they are copied.
    package mutating func feed(_ bytes: UnsafeRawBufferPointer) {
        compact()
        buffer.append(contentsOf: bytes)
    }

    /// The next event; ask until it is `needMore` or a failure, which then stays.
    package mutating func next() -> ParseEvent {
        do throws(HTTPParseError) {
            while true {
                if let event = try step() { return event }
            }
        } catch {
            refusedLanguages = acceptLanguage
            phase = .failed(error)
            pending = nil
            return .failure(error)
        }
    }

    /// One step; nil when the phase changed and the next may follow at once.
    private mutating func step() throws(HTTPParseError) -> ParseEvent? {
        switch phase {
        case .requestLine: try readRequestLine()
        case .fields: try readFieldLine()
        case .content(let remaining): readContent(remaining)
        case .chunkSize: try readChunkSize()
        case .chunkData(let remaining): readChunkData(remaining)
        case .chunkEnd: try readChunkEnd()
        case .trailers: try readTrailer()
        case .failed(let error): .failure(error)
        }
    }

    /// Drops what is no longer needed.
    private mutating func compact() {
        guard start > 0 else { return }
        if start == buffer.count {
            // An idle connection keeps a small buffer only.
            buffer.removeAll(keepingCapacity: buffer.capacity <= 4096)
        } else {
            buffer.removeFirst(start)
        }
        lineStart -= start
        scanned -= start
        fieldsStart -= start
        start = 0
    }

    /// The end of the line that begins at `lineStart`, its CRLF aside; nil when that has not come.
    ///
    /// A line of more than `longest` bytes is refused for `reason` whether or not its end has come, then a bare LF.
    mutating func lineEnd(longest: Int, otherwise reason: HTTPParseError.Reason) throws(HTTPParseError) -> Int? {
        let from = scanned
        let found = buffer.withUnsafeBytes { bytes -> Int? in
            guard let base = bytes.baseAddress, from < bytes.count else { return nil }
            return memchr(base + from, Int32(Byte.lineFeed), bytes.count - from).map { base.distance(to: UnsafeRawPointer($0)) }
        }
        // The last byte before the LF, or so far, may be the CR of the line's end.
        if (found ?? buffer.count) - lineStart > longest + 1 { throw HTTPParseError(reason) }
        guard let found else {
            scanned = buffer.count
            return nil
        }
        guard found > lineStart, buffer[found - 1] == Byte.carriageReturn else { throw HTTPParseError(.badLineEnding) }
        return found - 1
    }

    /// The end of a line of fields or trailers, all of which share one limit.
    mutating func fieldLineEnd() throws(HTTPParseError) -> Int? {
        try lineEnd(longest: limits.fieldBytes - (lineStart - fieldsStart) - 2, otherwise: .fieldsTooLarge)
    }

    /// Goes on behind the CRLF at `end`.
    mutating func passLine(_ end: Int) {
        lineStart = end + 2
        scanned = lineStart
    }

    /// Goes on at `position`, and nothing before it is needed any more.
    mutating func consume(to position: Int) {
        start = position
        lineStart = position
        scanned = position
    }
}

// MARK: - The head

extension RequestParser {
    private mutating func readRequestLine() throws(HTTPParseError) -> ParseEvent? {
        guard start < buffer.count else {
            compact()
            return .needMore
        }
        if !mayBegin(buffer[start]) { throw HTTPParseError(.badRequestLine) }
        guard let end = try lineEnd(longest: limits.requestLine, otherwise: .uriTooLong) else { return .needMore }
        if end == start { return try passEmptyLine(end) }
        draft = HeadDraft()
        draft.line = try RequestLine.parse(buffer.span.extracting(start..<end), end: end - start)
        passLine(end)
        fieldsStart = lineStart
        phase = .fields
        return nil
    }

    /// A request begins with the letter of a method, or the CR of an empty line before it.
    private func mayBegin(_ byte: UInt8) -> Bool {
        ByteSet.token.contains(byte) || byte == Byte.carriageReturn
    }

    /// One empty line before a request is tolerated (RFC 9112 2.2).
    private mutating func passEmptyLine(_ end: Int) throws(HTTPParseError) -> ParseEvent? {
        guard !passedEmptyLine else { throw HTTPParseError(.badRequestLine) }
        passedEmptyLine = true
        consume(to: end + 2)
        return nil
    }

    private mutating func readFieldLine() throws(HTTPParseError) -> ParseEvent? {
        guard let end = try fieldLineEnd() else { return .needMore }
        if end == lineStart { return try finishHead(end + 2) }
        if draft.fields.count >= limits.fieldCount { throw HTTPParseError(.fieldsTooLarge) }
        let bytes = buffer
        try draft.take(bytes.span.extracting(start..<end), (lineStart - start)..<(end - start))
        passLine(end)
        return nil
    }

    private mutating func finishHead(_ end: Int) throws(HTTPParseError) -> ParseEvent? {
        guard let line = draft.line else { throw HTTPParseError(.badRequestLine) }
        try draft.check(line, bodyLimit: asksAboutContent ? .max : limits.body)
        let head = RequestHead(
            line, keepsAlive: draft.keepsAlive(line.version), remoteAddress: remoteAddress, bytes: Array(buffer[start..<end]),
            fields: draft.fields)
        let request = HTTPRequest(head)
        consume(to: end)
        passedEmptyLine = false
        let length = draft.contentLength ?? 0
        guard draft.isChunked || length > 0 else {
            phase = .requestLine
            return .request(request)
        }
        pending = request
        extensionBytes = 0
        trailerCount = 0
        contentLimit = limits.body
        takenBytes = 0
        hasAsked = false
        phase = draft.isChunked ? .chunkSize : .content(remaining: length)
        if asksAboutContent, length > limits.body || (draft.isChunked && draft.expectsContinue) {
            hasAsked = length > limits.body
            return .largeContent(request, expectsContinue: draft.expectsContinue)
        }
        return draft.expectsContinue ? .expectContinue : nil
    }
}
