// Random values come back equal; random and broken bytes are refused or read, never more.

import JSON
import Testing

/// A generator with a fixed seed (SplitMix64), so that a failure can be seen again.
struct SeededGenerator: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    mutating func text() -> String {
        var text = ""
        for _ in 0..<Int.random(in: 0...20, using: &self) {
            let limit: UInt32 = [0x20, 0x80, 0x80, 0x80, 0x3000, 0x11_0000].randomElement(using: &self) ?? 0x80
            if let scalar = Unicode.Scalar(UInt32.random(in: 0..<limit, using: &self)) { text.unicodeScalars.append(scalar) }
        }
        return text
    }

    mutating func value(depth: Int) -> JSONValue {
        switch Int.random(in: 0..<(depth > 0 ? 8 : 5), using: &self) {
        case 0: return .null
        case 1: return .bool(Bool.random(using: &self))
        case 2: return .integer(Int64.random(in: .min ... .max, using: &self))
        case 3: return JSONNumber(parsing: "-0.\(UInt32.random(in: 0...99_999, using: &self))e-7").map(JSONValue.number) ?? .null
        case 4: return .string(text())
        case 5: return .array((0..<Int.random(in: 0...6, using: &self)).map { _ in value(depth: depth - 1) })
        default:
            let count = Int.random(in: 0...30, using: &self)
            return .object(JSONObject((0..<count).map { (name: text() + String($0), value: value(depth: depth - 2)) }))
        }
    }
}

@Suite struct JSONFuzzTests {
    private func bytes(_ value: JSONValue) -> [UInt8] {
        var writer = JSONWriter()
        writer.value(value)
        return writer.finish()
    }

    @Test func `random values come back equal, compact and indented`() throws {
        var generator = SeededGenerator(state: 7)
        for _ in 0..<800 {
            let value = generator.value(depth: 5)
            let bytes = bytes(value)
            #expect(try JSONReader.parse(bytes) == value)
            #expect(try JSONReader.parse(JSONPretty.indent(bytes)) == value)
        }
    }

    /// What was read must be written as something that reads the same; the fault must lie within the document.
    private func check(_ document: [UInt8]) throws -> Bool {
        do {
            let value = try JSONReader.parse(document)
            #expect(try JSONReader.parse(bytes(value)) == value)
            return true
        } catch let error {
            #expect((0...document.count).contains(error.offset))
            #expect(error.line >= 1 && error.column >= 1)
            return false
        }
    }

    @Test func `random bytes are never more than refused`() throws {
        var generator = SeededGenerator(state: 11)
        let alphabet = Array("{}[]\",:\\u0019eE+-.truefalsn dD8 \n".utf8) + [0x00, 0x80, 0xC3, 0xA9, 0xE2, 0xED, 0xF0, 0xFF]
        var accepted = 0
        for round in 0..<60_000 {
            let document = (0..<Int.random(in: 0...24, using: &generator)).map { _ in
                round % 4 == 0 ? UInt8.random(in: 0...255, using: &generator) : alphabet.randomElement(using: &generator) ?? 0
            }
            if try check(document) { accepted += 1 }
        }
        #expect(accepted > 0)
    }

    @Test func `broken documents are refused or read, never more`() throws {
        var generator = SeededGenerator(state: 13)
        var counts = [true: 0, false: 0]
        for _ in 0..<400 {
            let original = bytes(generator.value(depth: 4))
            for _ in 0..<25 {
                counts[try check(generator.broken(original)), default: 0] += 1
            }
        }
        #expect(counts[true, default: 0] > 100)
        #expect(counts[false, default: 0] > 1_000)
    }

    @Test func `every beginning of a document is refused`() throws {
        let document = Array(#"{"a":[1.5e-3,"\u00e9\ud83d\ude00é",true,null],"b":{"c":{}}}"#.utf8)
        for length in 0..<document.count {
            let error = #expect(throws: JSONError.self) { try JSONReader.parse(Array(document.prefix(length))) }
            #expect(error?.offset ?? -1 <= length)
        }
    }
}

extension SeededGenerator {
    /// The bytes with one to three of them changed, left out, doubled or the rest cut off.
    mutating func broken(_ bytes: [UInt8]) -> [UInt8] {
        var bytes = bytes
        for _ in 0..<Int.random(in: 1...3, using: &self) where !bytes.isEmpty {
            let index = Int.random(in: 0..<bytes.count, using: &self)
            switch Int.random(in: 0..<4, using: &self) {
            case 0: bytes[index] = UInt8.random(in: 0...255, using: &self)
            case 1: bytes.remove(at: index)
            case 2: bytes.insert(bytes[index], at: index)
            default: bytes.removeSubrange(index...)
            }
        }
        return bytes
    }
}
