// Pointers to a place in a JSON document, as they stand in error reports.

/// A JSON pointer (RFC 6901). The root is the empty text and costs nothing; short ones need no allocation.
package struct JSONPointer: Sendable, Hashable, CustomStringConvertible {
    /// The pointer as text: `/lines/2/quantity`.
    package private(set) var text: String

    /// The whole document.
    package static let root = JSONPointer(text: "")

    private init(text: String) { self.text = text }

    /// Reads a pointer; `nil` when it does not begin with a slash or a tilde escapes nothing (RFC 6901 §3).
    package init?(parsing text: String) {
        guard text.isEmpty || text.utf8.first == UInt8(ascii: "/") else { return nil }
        var afterTilde = false
        for byte in text.utf8 {
            if afterTilde, byte != UInt8(ascii: "0"), byte != UInt8(ascii: "1") { return nil }
            afterTilde = byte == UInt8(ascii: "~")
        }
        guard !afterTilde else { return nil }
        self.text = text
    }

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

    /// The steps from the root, unescaped (RFC 6901 §4).
    package var tokens: [String] {
        text.unicodeScalars.split(separator: "/", omittingEmptySubsequences: false).dropFirst().map(Self.unescaped)
    }

    package var description: String { text }

    private static func unescaped(_ token: Substring.UnicodeScalarView) -> String {
        var name = ""
        var afterTilde = false
        for scalar in token {
            if afterTilde {
                name.unicodeScalars.append(scalar == "1" ? "/" : "~")
                afterTilde = false
            } else if scalar == "~" {
                afterTilde = true
            } else {
                name.unicodeScalars.append(scalar)
            }
        }
        return name
    }
}

extension JSONValue {
    /// The value that the pointer names; `nil` when there is none (RFC 6901 §4, indices without leading zeros).
    package subscript(pointer: JSONPointer) -> JSONValue? {
        var value = self
        for token in pointer.tokens {
            guard let next = value.child(token) else { return nil }
            value = next
        }
        return value
    }

    private func child(_ token: String) -> JSONValue? {
        switch self {
        case .object(let object):
            return object[token]
        case .array(let elements):
            guard let index = Int(token), elements.indices.contains(index), String(index) == token else { return nil }
            return elements[index]
        default:
            return nil
        }
    }
}
