// The name of a file in a header field: written so that no name can be more than a name, and read as browsers send it.

/// `Content-Disposition` (RFC 6266), with names beyond ASCII by RFC 8187.
package enum ContentDisposition {
    /// The field for a download under that name.
    package static func attachment(_ name: String) -> String {
        let plain = String(name.unicodeScalars.map { isPlain($0) ? Character($0) : "_" })
        let field = "attachment; filename=\"\(plain)\""
        return plain == name ? field : field + "; filename*=UTF-8''" + percentCoded(name)
    }

    /// The name in a field; `filename*` before `filename`. Nil where there is none that can be read.
    package static func fileName(_ field: String) -> String? {
        let parameters = parameters(field)
        if let coded = parameters["filename*"] {
            let parts = coded.split(separator: "'", maxSplits: 2, omittingEmptySubsequences: false)
            guard parts.count == 3, parts[0].lowercased() == "utf-8" else { return nil }
            return decoded(parts[2])
        }
        return parameters["filename"]
    }

    /// Letters, digits and what needs no quoting anywhere.
    private static func isPlain(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar {
        case "a"..."z", "A"..."Z", "0"..."9", " ", ".", "_", "-", "(", ")": true
        default: false
        }
    }

    private static func percentCoded(_ text: String) -> String {
        let digits = Array("0123456789ABCDEF")
        return text.utf8.reduce(into: "") { coded, byte in
            let scalar = Unicode.Scalar(byte)
            if byte < 0x80, isPlain(scalar), scalar != " ", scalar != "(", scalar != ")" {
                coded.unicodeScalars.append(scalar)
            } else {
                coded += "%\(digits[Int(byte >> 4)])\(digits[Int(byte & 15)])"
            }
        }
    }

    private static func decoded(_ text: Substring) -> String? {
        var bytes: [UInt8] = []
        var rest = text.utf8[...]
        while let byte = rest.popFirst() {
            guard byte == Byte.percent else {
                bytes.append(byte)
                continue
            }
            guard let high = rest.popFirst().flatMap(Byte.hexadecimal), let low = rest.popFirst().flatMap(Byte.hexadecimal) else {
                return nil
            }
            bytes.append(high << 4 | low)
        }
        return String(validating: bytes, as: UTF8.self)
    }

    /// The parameters behind the type, names in small letters; quoted values without their quotes.
    private static func parameters(_ field: String) -> [String: String] {
        var found: [String: String] = [:]
        var rest = Array(field)[...]
        while let start = rest.firstIndex(of: ";") {
            rest = rest[(start + 1)...].drop { $0 == " " || $0 == "\t" }
            let name = String(rest.prefix { $0 != "=" && $0 != ";" }).lowercased()
            rest = rest.dropFirst(name.count)
            guard rest.first == "=" else { continue }
            rest = rest.dropFirst()
            let value = rest.first == "\"" ? quoted(&rest) : token(&rest)
            if found[name] == nil { found[name] = value }
        }
        return found
    }

    private static func token(_ rest: inout ArraySlice<Character>) -> String {
        let value = rest.prefix { $0 != ";" && $0 != " " }
        rest = rest.dropFirst(value.count)
        return String(value)
    }

    private static func quoted(_ rest: inout ArraySlice<Character>) -> String {
        var value = ""
        rest = rest.dropFirst()
        while let character = rest.popFirst(), character != "\"" {
            value.append(character == "\\" ? rest.popFirst() ?? "\\" : character)
        }
        return value
    }
}
