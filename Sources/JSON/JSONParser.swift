// One pass over the bytes of a document: values, arrays, objects and the words true, false and null.

/// The state of reading one document. Descends one call a level, never beyond the bound on depth.
struct JSONParser {
    /// One step of the way from the document to the fault.
    enum Step {
        case name(String)
        case index(Int)
    }

    let base: UnsafePointer<UInt8>
    let end: Int
    let limits: JSONLimits
    var position = 0
    /// The way to the fault, innermost step first; filled only while a fault travels upward.
    private(set) var path: [Step] = []
    private var values = 0

    init(base: UnsafePointer<UInt8>, end: Int, limits: JSONLimits) {
        self.base = base
        self.end = end
        self.limits = limits
    }

    /// The whole document: one value and white space around it.
    mutating func document() throws(JSONFault) -> JSONValue {
        guard end <= limits.bytes else { throw JSONFault(.tooManyBytes, limits.bytes) }
        // RFC 8259 §8.1 forbids to send the mark and lets a reader refuse it.
        if end >= 3, base[0] == 0xEF, base[1] == 0xBB, base[2] == 0xBF { throw fault(.byteOrderMark) }
        let value = try value(depth: 0)
        skipWhitespace()
        guard position == end else { throw fault(.trailingBytes) }
        return value
    }

    private mutating func value(depth: Int) throws(JSONFault) -> JSONValue {
        skipWhitespace()
        values &+= 1
        guard values <= limits.values else { throw fault(.tooManyValues) }
        switch current {
        case UInt8(ascii: "\""): return .string(try string())
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"): return .number(try number())
        case UInt8(ascii: "{"): return .object(try object(depth: depth))
        case UInt8(ascii: "["): return .array(try array(depth: depth))
        case UInt8(ascii: "t"): return try word("true", .bool(true))
        case UInt8(ascii: "f"): return try word("false", .bool(false))
        case UInt8(ascii: "n"): return try word("null", .null)
        case UInt8(ascii: "+"), UInt8(ascii: "."): throw fault(.malformedNumber)
        default: throw fault(.expectedValue)
        }
    }

    private mutating func object(depth: Int) throws(JSONFault) -> JSONObject {
        guard depth < limits.depth else { throw fault(.tooDeep) }
        position &+= 1
        skipWhitespace()
        if take(UInt8(ascii: "}")) { return JSONObject() }
        var members: [JSONObject.Member] = []
        members.reserveCapacity(6)
        var names = JSONNameSet()
        repeat {
            try member(of: &members, names: &names, depth: depth)
            skipWhitespace()
        } while take(UInt8(ascii: ","))
        guard take(UInt8(ascii: "}")) else { throw fault(.expectedCommaOrBrace) }
        return JSONObject(unique: members)
    }

    @inline(__always)
    private mutating func member(
        of members: inout [JSONObject.Member], names: inout JSONNameSet, depth: Int
    ) throws(JSONFault) {
        skipWhitespace()
        let start = position
        guard current == UInt8(ascii: "\"") else { throw missingName(isFirst: members.isEmpty) }
        let name = try string()
        do throws(JSONFault) {
            guard members.count < limits.members else { throw JSONFault(.tooManyMembers, start) }
            guard names.insert(name, among: members) else { throw JSONFault(.duplicateName, start) }
            skipWhitespace()
            guard take(UInt8(ascii: ":")) else { throw fault(.expectedColon) }
            members.append((name, try value(depth: depth &+ 1)))
        } catch {
            path.append(.name(name))
            throw error
        }
    }

    private func missingName(isFirst: Bool) -> JSONFault {
        fault(!isFirst && current == UInt8(ascii: "}") ? .trailingComma : .expectedName)
    }

    private mutating func array(depth: Int) throws(JSONFault) -> [JSONValue] {
        guard depth < limits.depth else { throw fault(.tooDeep) }
        position &+= 1
        skipWhitespace()
        if take(UInt8(ascii: "]")) { return [] }
        var elements: [JSONValue] = []
        elements.reserveCapacity(4)
        repeat {
            try element(of: &elements, depth: depth)
            skipWhitespace()
        } while take(UInt8(ascii: ","))
        guard take(UInt8(ascii: "]")) else { throw fault(.expectedCommaOrBracket) }
        return elements
    }

    @inline(__always)
    private mutating func element(of elements: inout [JSONValue], depth: Int) throws(JSONFault) {
        skipWhitespace()
        do throws(JSONFault) {
            guard elements.count < limits.elements else { throw fault(.tooManyElements) }
            if current == UInt8(ascii: "]") { throw fault(.trailingComma) }
            elements.append(try value(depth: depth &+ 1))
        } catch {
            path.append(.index(elements.count))
            throw error
        }
    }

    private mutating func word(_ text: StaticString, _ value: JSONValue) throws(JSONFault) -> JSONValue {
        for index in 0..<text.utf8CodeUnitCount {
            guard position &+ index < end else { throw JSONFault(.unexpectedEnd, end) }
            guard base[position &+ index] == text.utf8Start[index] else { throw fault(.expectedValue) }
        }
        position &+= text.utf8CodeUnitCount
        return value
    }

    private mutating func number() throws(JSONFault) -> JSONNumber {
        // One more byte than allowed is enough to see that a literal is too long.
        let window = UnsafeBufferPointer(start: base + position, count: min(end &- position, limits.numberLength &+ 1))
        guard let length = JSONNumberGrammar.length(of: window, from: 0) else { throw numberFault(window) }
        guard length <= limits.numberLength else { throw fault(.numberTooLong) }
        defer { position &+= length }
        return JSONNumber(checked: String(decoding: window[..<length], as: UTF8.self))
    }

    /// A literal may be broken only because the window or the document ends.
    private func numberFault(_ window: UnsafeBufferPointer<UInt8>) -> JSONFault {
        let characters = window.prefix { $0 &- 0x30 < 10 || $0 == 0x2B || $0 == 0x2D || $0 == 0x2E || $0 | 0x20 == 0x65 }
        if characters.count > limits.numberLength { return fault(.numberTooLong) }
        let awaitsDigit = (characters.last ?? 0) &- 0x30 >= 10
        return awaitsDigit && position &+ characters.count == end ? JSONFault(.unexpectedEnd, end) : fault(.malformedNumber)
    }
}

extension JSONParser {
    /// The byte to be read next; 0 at the end, which begins nothing in JSON.
    @inline(__always)
    var current: UInt8 { position < end ? base[position] : 0 }

    /// Skips the four bytes that RFC 8259 §2 calls white space.
    @inline(__always)
    mutating func skipWhitespace() {
        while position < end {
            let byte = base[position]
            guard byte <= 0x20, byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 else { return }
            position &+= 1
        }
    }

    /// Steps over the byte when it is next.
    @inline(__always)
    mutating func take(_ byte: UInt8) -> Bool {
        guard position < end, base[position] == byte else { return false }
        position &+= 1
        return true
    }

    /// The fault at the byte to be read next; when there is none, the document ends too early.
    func fault(_ code: JSONError.Code) -> JSONFault {
        JSONFault(position < end ? code : .unexpectedEnd, position)
    }
}
