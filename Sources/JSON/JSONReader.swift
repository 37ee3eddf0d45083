// The way in: bytes of a JSON document to a value, or a refusal that says where.

/// Reads JSON strictly by RFC 8259: no duplicate names, no byte order mark, no lone surrogates, nothing after the end.
package enum JSONReader {
    /// Reads one whole document.
    /// - Throws: ``JSONError`` for the first fault found.
    package static func parse(_ bytes: [UInt8], limits: JSONLimits = .standard) throws(JSONError) -> JSONValue {
        try bytes.withUnsafeBufferPointer { buffer throws(JSONError) in try parse(buffer, limits: limits) }
    }

    /// Reads one whole document out of bytes that belong to someone else; nothing of them is kept.
    /// - Throws: ``JSONError`` for the first fault found.
    package static func parse(_ bytes: Span<UInt8>, limits: JSONLimits = .standard) throws(JSONError) -> JSONValue {
        try bytes.withUnsafeBufferPointer { buffer throws(JSONError) in try parse(buffer, limits: limits) }
    }

    /// Reads one whole document out of text.
    /// - Throws: ``JSONError`` for the first fault found.
    package static func parse(_ text: String, limits: JSONLimits = .standard) throws(JSONError) -> JSONValue {
        try parse(Array(text.utf8), limits: limits)
    }

    private static func parse(_ buffer: UnsafeBufferPointer<UInt8>, limits: JSONLimits) throws(JSONError) -> JSONValue {
        guard let base = buffer.baseAddress, !buffer.isEmpty else { throw error(JSONFault(.unexpectedEnd, 0), buffer, []) }
        var parser = JSONParser(base: base, end: buffer.count, limits: limits)
        do {
            return try parser.document()
        } catch {
            throw self.error(error, buffer, parser.path)
        }
    }

    /// Adds the place for people to a fault; done only when there is one.
    private static func error(_ fault: JSONFault, _ bytes: UnsafeBufferPointer<UInt8>, _ path: [JSONParser.Step]) -> JSONError {
        var line = 1
        var column = 1
        for byte in bytes.prefix(fault.offset) {
            if byte == UInt8(ascii: "\n") {
                line &+= 1
                column = 1
            } else if byte & 0xC0 != 0x80 {
                column &+= 1
            }
        }
        var pointer = JSONPointer.root
        for step in path.reversed() {
            switch step {
            case .name(let name): pointer.append(name: name)
            case .index(let index): pointer.append(index: index)
            }
        }
        return JSONError(code: fault.code, offset: fault.offset, line: line, column: column, pointer: pointer)
    }
}

/// A fault as the parser throws it: small, so that the good case pays nothing for it.
struct JSONFault: Error {
    let code: JSONError.Code
    let offset: Int

    init(_ code: JSONError.Code, _ offset: Int) {
        self.code = code
        self.offset = offset
    }
}
