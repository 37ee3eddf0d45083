// Strings on the way out: what needs no escape is copied in one go.

extension JSONWriter {
    /// Writes a string.
    package mutating func string(_ text: String) {
        if text.utf8.withContiguousStorageIfAvailable({ string($0) }) == nil {
            Array(text.utf8).withUnsafeBufferPointer { string($0) }
        }
    }

    /// Writes text that lies elsewhere, such as a column of the database, without a String in between; it must be valid UTF-8.
    package mutating func string(utf8: Span<UInt8>) {
        utf8.withUnsafeBufferPointer { string($0) }
    }

    /// The same for a raw buffer.
    package mutating func string(utf8: UnsafeBufferPointer<UInt8>) { string(utf8) }

    private mutating func string(_ bytes: UnsafeBufferPointer<UInt8>) {
        beginValue()
        reserve(bytes.count &+ 2)
        put(UInt8(ascii: "\""))
        if let start = bytes.baseAddress { characters(start, bytes.count) }
        append(UInt8(ascii: "\""))
    }

    /// Copies runs of characters that stand for themselves, and escapes what is between them (RFC 8259 §7).
    @inline(__always)
    private mutating func characters(_ start: UnsafePointer<UInt8>, _ length: Int) {
        var index = 0
        while index < length {
            reserve(length &- index)
            let plain = ByteScan.copyPlain(start + index, length &- index, to: base + count)
            advance(plain)
            index &+= plain
            guard index < length else { return }
            escape(start[index])
            index &+= 1
        }
    }

    private mutating func escape(_ byte: UInt8) {
        append(UInt8(ascii: "\\"))
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"): append(byte)
        case 0x08: append(UInt8(ascii: "b"))
        case 0x09: append(UInt8(ascii: "t"))
        case 0x0A: append(UInt8(ascii: "n"))
        case 0x0C: append(UInt8(ascii: "f"))
        case 0x0D: append(UInt8(ascii: "r"))
        default:
            // Only control characters come here, so the first three digits are 0, 0 and 0 or 1.
            append(UInt8(ascii: "u"))
            append(UInt8(ascii: "0"))
            append(UInt8(ascii: "0"))
            append(UInt8(ascii: "0") &+ byte >> 4)
            let low = byte & 0x0F
            append(low < 10 ? UInt8(ascii: "0") &+ low : UInt8(ascii: "a") &+ low &- 10)
        }
    }
}
