// Texts in a picture: how wide they are, how they are cut, and how they are written in XML.

/// What is written.
enum Text {
    /// Of letters, in units of the picture.
    static let size = 14.0

    /// About how wide a text is drawn: letters of East Asia are as wide as they are high.
    static func width(_ text: String) -> Double {
        text.unicodeScalars.reduce(0) { $0 + ($1.value >= 0x1100 ? size : size * 0.58) }
    }

    /// Cut so that it is no wider.
    static func fitted(_ text: String, to most: Double) -> String {
        guard width(text) > most else { return text }
        var kept = ""
        for character in text {
            guard width(kept + String(character) + "…") <= most else { break }
            kept.append(character)
        }
        return kept + "…"
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
