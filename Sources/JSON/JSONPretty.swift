// Indenting for people who read answers in a terminal.

/// Lays out finished JSON; what it says stays the same.
package enum JSONPretty {
    /// Re-indents valid JSON by two spaces a level, a space after each colon, empty containers closed up, a newline at the end.
    package static func indent(_ bytes: [UInt8]) -> [UInt8] {
        var layout = Layout(capacity: bytes.count &+ bytes.count / 2)
        for byte in bytes { layout.take(byte) }
        layout.output.append(UInt8(ascii: "\n"))
        return layout.output
    }

    /// Whether `indent` made it: what the writer makes has no newline at its end.
    package static func isIndented(_ bytes: [UInt8]) -> Bool {
        bytes.last == UInt8(ascii: "\n")
    }

    private struct Layout {
        var output: [UInt8] = []
        private var level = 0
        private var inString = false
        private var isEscaped = false
        private var afterOpening = false

        init(capacity: Int) { output.reserveCapacity(capacity) }

        mutating func take(_ byte: UInt8) {
            if inString { return takeInString(byte) }
            switch byte {
            case 0x20, 0x0A, 0x0D, 0x09: return
            case UInt8(ascii: "}"), UInt8(ascii: "]"): close(byte)
            default: open(byte)
            }
        }

        private mutating func takeInString(_ byte: UInt8) {
            output.append(byte)
            if isEscaped {
                isEscaped = false
            } else if byte == UInt8(ascii: "\\") {
                isEscaped = true
            } else if byte == UInt8(ascii: "\"") {
                inString = false
            }
        }

        private mutating func open(_ byte: UInt8) {
            if afterOpening { breakLine() }
            afterOpening = false
            output.append(byte)
            switch byte {
            case UInt8(ascii: "\""): inString = true
            case UInt8(ascii: ":"): output.append(0x20)
            case UInt8(ascii: ","): breakLine()
            case UInt8(ascii: "{"), UInt8(ascii: "["):
                level &+= 1
                afterOpening = true
            default: break
            }
        }

        private mutating func close(_ byte: UInt8) {
            level = max(level &- 1, 0)
            if !afterOpening { breakLine() }
            afterOpening = false
            output.append(byte)
        }

        private mutating func breakLine() {
            output.append(UInt8(ascii: "\n"))
            for _ in 0..<level { output.append(contentsOf: [0x20, 0x20]) }
        }
    }
}
