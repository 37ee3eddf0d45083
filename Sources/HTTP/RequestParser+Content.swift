// The content of a request: of a known length, or in chunks with trailers (RFC 9112 6, 7).

extension RequestParser {
    mutating func readContent(_ remaining: Int) -> ParseEvent? {
        let rest = takeContent(remaining)
        phase = .content(remaining: rest)
        return rest == 0 ? finishRequest() : .needMore
    }

    mutating func readChunkSize() throws(HTTPParseError) -> ParseEvent? {
        guard let end = try chunkLineEnd() else { return .needMore }
        let line = try ChunkLine.parse(buffer.span, start..<end)
        if line.size > contentLimit - contentBytes {
            guard asksAboutContent, !hasAsked, let pending else { throw HTTPParseError(.contentTooLarge) }
            hasAsked = true
            return .largeContent(pending, expectsContinue: false)
        }
        extensionBytes += line.extensionBytes
        if extensionBytes > limits.chunkExtensions { throw HTTPParseError(.badChunk) }
        consume(to: end + 2)
        fieldsStart = start
        phase = line.size == 0 ? .trailers : .chunkData(remaining: line.size)
        return nil
    }

    /// The end of a chunk's announcement; a bad line end there is a bad chunk.
    private mutating func chunkLineEnd() throws(HTTPParseError) -> Int? {
        do throws(HTTPParseError) {
            return try lineEnd(longest: limits.chunkLine, otherwise: .badChunk)
        } catch {
            throw HTTPParseError(.badChunk)
        }
    }

    mutating func readChunkData(_ remaining: Int) -> ParseEvent? {
        let rest = takeContent(remaining)
        phase = rest == 0 ? .chunkEnd : .chunkData(remaining: rest)
        return rest == 0 ? nil : .needMore
    }

    mutating func readChunkEnd() throws(HTTPParseError) -> ParseEvent? {
        if start < buffer.count, buffer[start] != Byte.carriageReturn { throw HTTPParseError(.badChunk) }
        guard buffer.count - start >= 2 else { return .needMore }
        guard buffer[start + 1] == Byte.lineFeed else { throw HTTPParseError(.badChunk) }
        consume(to: start + 2)
        phase = .chunkSize
        return nil
    }

    /// Trailers are checked and dropped (RFC 9112 7.1.2).
    mutating func readTrailer() throws(HTTPParseError) -> ParseEvent? {
        guard let end = try fieldLineEnd() else { return .needMore }
        if end == lineStart {
            consume(to: end + 2)
            return finishRequest()
        }
        trailerCount += 1
        if trailerCount > limits.fieldCount { throw HTTPParseError(.fieldsTooLarge) }
        _ = try FieldLine.parse(buffer.span, lineStart..<end)
        passLine(end)
        return nil
    }

    /// Moves up to `wanted` bytes to the request's body and says how many are still to come.
    private mutating func takeContent(_ wanted: Int) -> Int {
        let count = min(wanted, buffer.count - start)
        pending?.body.append(contentsOf: buffer[start..<(start + count)])
        consume(to: start + count)
        return wanted - count
    }

    private mutating func finishRequest() -> ParseEvent {
        phase = .requestLine
        guard let request = pending else { return .needMore }
        pending = nil
        return .request(request)
    }
}
