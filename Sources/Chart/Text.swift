// Texts in a picture: how wide they are, how they are cut or broken, and how they are written in XML.

/// What is written.
enum Text {
    /// Of letters, in units of the picture.
    static let size = 14.0
    /// Of what is told beside the figures.
    static let smallSize = 12.0

    /// How wide a text is drawn at most, in the usual fonts without serifs. Letters of East Asia are as wide as they are high.
    static func width(_ text: String, size: Double = Text.size) -> Double {
        text.unicodeScalars.reduce(0) { $0 + share(of: $1) * size }
    }

    /// The width of a letter by the size of its font: as DejaVu Sans and Noto Sans draw it, whichever is wider.
    private static func share(of scalar: Unicode.Scalar) -> Double {
        switch scalar {
        case "i", "j", "l", "I", "'", ",", ".", ":", ";", "|", "!", " ": 0.36
        case "f", "r", "t", "-", "(", ")", "[", "]", "/": 0.46
        case "m", "M", "w", "W", "@", "%", "&": 1
        case "A"..."Z": 0.79
        case "…", "–", "—": 1
        default: scalar.value >= 0x1100 ? 1 : 0.645
        }
    }

    /// Cut so that it is no wider.
    static func fitted(_ text: String, to most: Double, size: Double = Text.size) -> String {
        guard width(text, size: size) > most else { return text }
        var kept = ""
        for character in text {
            guard width(kept + String(character) + "…", size: size) <= most else { break }
            kept.append(character)
        }
        return kept + "…"
    }

    /// Broken into lines that are no wider, between words where there are any; what is left after the last line is cut.
    static func lines(_ text: String, to most: Double, count: Int, size: Double = Text.size) -> [String] {
        var (lines, rest) = ([String](), Substring(text))
        while lines.count + 1 < count, width(String(rest), size: size) > most {
            var end = rest.startIndex
            while end < rest.endIndex, width(String(rest[...end]), size: size) <= most { end = rest.index(after: end) }
            guard end > rest.startIndex else { break }
            let gap = rest[...end].lastIndex(of: " ") ?? end
            lines.append(String(rest[..<gap]))
            rest = rest[gap...].drop { $0 == " " }
        }
        return lines + [fitted(String(rest), to: most, size: size)]
    }

    /// For the content of an element or the value of an attribute, without what XML 1.0 cannot have.
    static func escaped(_ text: String) -> String {
        var result = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": result += "&amp;"
            case "<": result += "&lt;"
            case ">": result += "&gt;"
            case "\"": result += "&quot;"
            default:
                let isAllowed = scalar.value >= 0x20 && scalar.value != 0xFFFE && scalar.value != 0xFFFF
                result.unicodeScalars.append(isAllowed ? scalar : " ")
            }
        }
        return result
    }

    /// Rounded to so many places, without zeros at the end.
    static func decimal(_ value: Double, places: Int) -> String {
        let factor = (0..<places).reduce(1.0) { product, _ in product * 10 }
        let scaled = (value * factor).rounded()
        guard scaled.magnitude < 1e15 else { return String(value) }
        let (units, size) = (Int64(scaled), Int64(factor))
        let fraction = String(units.magnitude % size.magnitude)
        let padded = String(repeating: "0", count: max(0, places - fraction.count)) + fraction
        var digits = places > 0 ? padded : ""
        while digits.hasSuffix("0") { digits.removeLast() }
        return (units < 0 ? "-" : "") + String(units.magnitude / size.magnitude) + (digits.isEmpty ? "" : "." + digits)
    }
}
