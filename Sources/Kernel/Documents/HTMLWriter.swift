// HTML as text, written so that no value can become markup.

/// Elements and text, one after the other.
struct HTMLWriter {
    private(set) var text = ""

    /// What the program itself says: tags alone.
    mutating func markup(_ markup: StaticString) {
        text += markup.description
    }

    /// What stands between tags. Line breaks stay where the style keeps them.
    mutating func write(_ value: String) {
        for scalar in value.unicodeScalars {
            switch scalar {
            case "&": text += "&amp;"
            case "<": text += "&lt;"
            case ">": text += "&gt;"
            case "\"": text += "&quot;"
            case "'": text += "&#39;"
            case "\n", "\t": text.unicodeScalars.append(scalar)
            // Control characters are no characters of HTML (WHATWG HTML §13.2.3.5).
            case "\u{0}"..."\u{1F}", "\u{7F}"..."\u{9F}": text += " "
            default: text.unicodeScalars.append(scalar)
            }
        }
    }

    /// An element with a text and nothing else.
    mutating func element(_ open: StaticString, _ value: String, _ close: StaticString) {
        markup(open)
        write(value)
        markup(close)
    }
}
