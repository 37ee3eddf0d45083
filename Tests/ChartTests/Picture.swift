// A picture taken apart: its texts and boxes with their places.

import Foundation

#if canImport(FoundationXML)
    import FoundationXML
#endif

/// The elements of an SVG document.
final class Picture: NSObject, XMLParserDelegate {
    struct Placed {
        let text: String
        let x: Double
        let y: Double
        let anchor: String
        let size: Double

        /// Where it begins and ends, letters taken for as wide as DejaVu Sans draws them, the widest of the usual fonts.
        var span: ClosedRange<Double> {
            let width = text.unicodeScalars.reduce(0.0) { $0 + share($1) } * size
            let start = anchor == "middle" ? x - width / 2 : anchor == "end" ? x - width : x
            return start...(start + width)
        }

        /// From the top of its capitals to below its line.
        var rise: ClosedRange<Double> { (y - 0.73 * size)...(y + 0.2 * size) }

        private func share(_ scalar: Unicode.Scalar) -> Double {
            switch scalar {
            case " ", ".", ",", ":", "i", "l", "I": 0.32
            case "r", "t", "f", "-", "(", ")": 0.4
            case "m", "w", "W", "M", "%": 0.95
            case "A"..."Z": 0.7
            default: scalar.value >= 0x2000 ? 1 : 0.636
            }
        }
    }

    struct Box {
        let x: Double
        let y: Double
        let width: Double
        let height: Double
        let colour: String
    }

    private(set) var texts: [Placed] = []
    private(set) var boxes: [Box] = []
    private(set) var title = ""
    private(set) var words = ""
    private(set) var root: [String: String] = [:]
    private(set) var isValid = false
    private(set) var lines: [[String: String]] = []
    private var identifiers: [String: String] = [:]
    private var path: [String] = []
    private var attributes: [String: String] = [:]
    private var content = ""

    init(_ svg: String) {
        super.init()
        let parser = XMLParser(data: Data(svg.utf8))
        parser.delegate = self
        isValid = parser.parse()
    }

    /// Whether what it is labelled by is its title and its description.
    var isLabelled: Bool {
        let names = (root["aria-labelledby"] ?? "").split(separator: " ").map { identifiers[String($0)] }
        return root["role"] == "img" && names == ["title", "desc"]
    }

    func parser(
        _ parser: XMLParser, didStartElement name: String, namespaceURI: String?, qualifiedName: String?, attributes: [String: String]
    ) {
        if path.isEmpty { root = attributes }
        if let id = attributes["id"] { identifiers[id] = name }
        path.append(name)
        content = ""
        if name == "text" { self.attributes = attributes }
        if name == "polyline" { lines.append(attributes) }
        if name == "rect", let x = Double(attributes["x"] ?? "") {
            let number = { Double(attributes[$0] ?? "") ?? -1 }
            boxes.append(Box(x: x, y: number("y"), width: number("width"), height: number("height"), colour: attributes["fill"] ?? ""))
        }
    }

    func parser(_ parser: XMLParser, foundCharacters text: String) { content += text }

    func parser(_ parser: XMLParser, didEndElement name: String, namespaceURI: String?, qualifiedName: String?) {
        path.removeLast()
        switch name {
        case "text":
            let number = { (name: String, missing: Double) in Double(self.attributes[name] ?? "") ?? missing }
            texts.append(
                Placed(
                    text: content, x: number("x", -1), y: number("y", -1), anchor: attributes["text-anchor"] ?? "",
                    size: number("font-size", 14)))
        case "title" where path == ["svg"]: title = content
        case "desc": words = content
        default: break
        }
    }

    /// Texts that stand on one another or beyond the edge.
    var collisions: [String] {
        let (width, height) = (Double(root["width"] ?? "") ?? 0, Double(root["height"] ?? "") ?? 0)
        let shown = texts.filter { !$0.text.isEmpty }.map { (text: $0.text, span: $0.span, rise: $0.rise) }
            .sorted { $0.rise.lowerBound < $1.rise.lowerBound }
        var found = shown.filter { text in
            text.span.lowerBound < 0 || text.span.upperBound > width || text.rise.lowerBound < 0 || text.rise.upperBound > height
        }.map { "\($0.text) stands beyond the edge" }
        for (place, one) in shown.enumerated() {
            for other in shown[(place + 1)...] {
                guard other.rise.lowerBound <= one.rise.upperBound else { break }
                if one.span.overlaps(other.span) { found.append("\(one.text) stands on \(other.text)") }
            }
        }
        return found
    }
}
