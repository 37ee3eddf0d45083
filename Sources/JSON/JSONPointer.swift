// Pointers to a place in a JSON document, as they stand in error reports.

/// A JSON pointer (RFC 6901). The root is the empty text and costs nothing; short ones need no allocation.
package struct JSONPointer: Sendable, Hashable, CustomStringConvertible {
    /// The pointer as text: `/lines/2/quantity`.
    package private(set) var text: String

    /// The whole document.
    package static let root = JSONPointer(text: "")

    private init(text: String) { self.text = text }

    /// Steps down to a member; `~` and `/` are escaped (RFC 6901 §3).
    package mutating func append(name: String) {
        text += "/"
        guard name.utf8.contains(where: { $0 == UInt8(ascii: "~") || $0 == UInt8(ascii: "/") }) else {
            text += name
            return
        }
        for scalar in name.unicodeScalars {
            switch scalar {
            case "~": text += "~0"
            case "/": text += "~1"
            default: text.unicodeScalars.append(scalar)
            }
        }
    }

    /// Steps down to an element, counted from 0.
    package mutating func append(index: Int) {
        text += "/"
        text += String(index)
    }

    /// The pointer one member further down.
    package func appending(name: String) -> JSONPointer {
        var pointer = self
        pointer.append(name: name)
        return pointer
    }

    /// The pointer one element further down, counted from 0.
    package func appending(index: Int) -> JSONPointer {
        var pointer = self
        pointer.append(index: index)
        return pointer
    }

    package var description: String { text }
}
