// The way out: values straight into a growing buffer, which is the server's busiest path.

#if canImport(Glibc)
    import Glibc
#else
    import Musl
#endif

/// Writes JSON (RFC 8259) into one buffer of bytes, compact, with commas set by itself.
///
/// The order of calls is the caller's: a name or prefix before each member's value, each container ended once.
package struct JSONWriter: ~Copyable {
    private(set) var base: UnsafeMutablePointer<UInt8>
    private var capacity: Int
    /// How many bytes have been written.
    package private(set) var count = 0
    /// Whether a value has been finished at this level, so that the next one needs a comma.
    private var needsComma = false

    /// A writer with room for the given number of bytes before it grows.
    package init(capacity: Int = 4_096) {
        self.capacity = max(capacity, 64)
        base = .allocate(capacity: self.capacity)
    }

    deinit { base.deallocate() }

    /// All bytes written; the writer ends here.
    package consuming func finish() -> [UInt8] { Array(UnsafeBufferPointer(start: base, count: count)) }

    /// All bytes written so far; the writer is empty afterwards and keeps its buffer for the next document.
    package mutating func take() -> [UInt8] {
        let bytes = Array(UnsafeBufferPointer(start: base, count: count))
        removeAll()
        return bytes
    }

    /// Forgets what has been written and keeps the buffer.
    package mutating func removeAll() {
        count = 0
        needsComma = false
    }
}

// MARK: - Structure

extension JSONWriter {
    /// Opens an object.
    package mutating func beginObject() { open(UInt8(ascii: "{")) }

    /// Closes the object opened last.
    package mutating func endObject() { close(UInt8(ascii: "}")) }

    /// Opens an array.
    package mutating func beginArray() { open(UInt8(ascii: "[")) }

    /// Closes the array opened last.
    package mutating func endArray() { close(UInt8(ascii: "]")) }

    /// Begins a member; its value comes next.
    package mutating func name(_ name: String) {
        string(name)
        append(UInt8(ascii: ":"))
        needsComma = false
    }

    /// Writes finished JSON: a whole value, or a member's name with its colon made by ``prefix(_:)``.
    package mutating func raw(_ bytes: [UInt8]) {
        beginValue()
        bytes.withUnsafeBufferPointer { copy($0.baseAddress, $0.count) }
        // No value ends in a colon, so what does is the beginning of a member.
        needsComma = bytes.last != UInt8(ascii: ":")
    }

    /// The bytes `"name":`, to be made once and written often with ``raw(_:)``.
    package static func prefix(_ name: String) -> [UInt8] {
        var writer = JSONWriter(capacity: name.utf8.count &+ 3)
        writer.name(name)
        return writer.finish()
    }

    /// Ends a line of newline-delimited JSON; the next value stands by itself.
    package mutating func endLine() {
        append(UInt8(ascii: "\n"))
        needsComma = false
    }

    private mutating func open(_ byte: UInt8) {
        beginValue()
        append(byte)
        needsComma = false
    }

    private mutating func close(_ byte: UInt8) {
        append(byte)
        needsComma = true
    }

    /// Sets the comma that a value or a name may need before it.
    @inline(__always)
    mutating func beginValue() {
        if needsComma { append(UInt8(ascii: ",")) }
        needsComma = true
    }
}

// MARK: - Values

extension JSONWriter {
    /// Writes `null`.
    package mutating func null() { word("null") }

    /// Writes `true` or `false`.
    package mutating func bool(_ value: Bool) { word(value ? "true" : "false") }

    /// Writes a whole number.
    package mutating func integer(_ value: Int64) {
        beginValue()
        if value < 0 { append(UInt8(ascii: "-")) }
        digits(value.magnitude, minimum: 1)
    }

    /// Writes a value that was read or built before; descends one call a level.
    package mutating func value(_ value: JSONValue) {
        switch value {
        case .null: null()
        case .bool(let flag): bool(flag)
        case .number(let number): literal(number.literal)
        case .string(let text): string(text)
        case .array(let elements):
            beginArray()
            for element in elements { self.value(element) }
            endArray()
        case .object(let object):
            beginObject()
            for member in object.members {
                name(member.name)
                self.value(member.value)
            }
            endObject()
        }
    }

    private mutating func word(_ text: StaticString) {
        beginValue()
        copy(text.utf8Start, text.utf8CodeUnitCount)
    }

    private mutating func literal(_ text: String) {
        beginValue()
        for byte in text.utf8 { append(byte) }
    }
}

// MARK: - Bytes

extension JSONWriter {
    /// Makes room for `extra` more bytes.
    @inline(__always)
    mutating func reserve(_ extra: Int) {
        if capacity &- count < extra { grow(extra) }
    }

    /// Doubles the buffer, or more when that is not enough.
    @inline(never)
    private mutating func grow(_ extra: Int) {
        let larger = max(capacity &* 2, count &+ extra)
        let buffer = UnsafeMutablePointer<UInt8>.allocate(capacity: larger)
        buffer.update(from: base, count: count)
        base.deallocate()
        base = buffer
        capacity = larger
    }

    /// Counts bytes that have been put in place behind the last one; room was reserved before.
    @inline(__always)
    mutating func advance(_ length: Int) { count &+= length }

    @inline(__always)
    mutating func append(_ byte: UInt8) {
        reserve(1)
        put(byte)
    }

    /// Writes a byte for which room was reserved before.
    @inline(__always)
    mutating func put(_ byte: UInt8) {
        base[count] = byte
        count &+= 1
    }

    @inline(__always)
    mutating func copy(_ bytes: UnsafePointer<UInt8>?, _ length: Int) {
        guard let bytes, length > 0 else { return }
        reserve(length)
        memcpy(base + count, bytes, length)
        count &+= length
    }

    /// Writes a number with at least `minimum` digits, zeros in front.
    @inline(__always)
    mutating func digits(_ value: UInt64, minimum: Int) {
        let length = max(Self.digitCount(value), minimum)
        reserve(length)
        var rest = value
        var index = count &+ length
        while index > count {
            index &-= 1
            let (quotient, remainder) = rest.quotientAndRemainder(dividingBy: 10)
            base[index] = UInt8(ascii: "0") &+ UInt8(truncatingIfNeeded: remainder)
            rest = quotient
        }
        count &+= length
    }

    @inline(__always)
    private static func digitCount(_ value: UInt64) -> Int {
        var length = 1
        var rest = value
        while rest >= 10 {
            rest /= 10
            length &+= 1
        }
        return length
    }
}
