// Charts: valid XML whatever stands in them, with words for who cannot see them, and names that do not collide.

import Chart
import Foundation
import Testing

#if canImport(FoundationXML)
    import FoundationXML
#endif

/// The texts of a picture with their places.
private final class Picture: NSObject, XMLParserDelegate {
    private(set) var texts: [(text: String, x: Double, y: Double, anchor: String)] = []
    private(set) var title = ""
    private(set) var words = ""
    private(set) var boxes: [(x: Double, y: Double, width: Double, height: Double)] = []
    private(set) var isValid = false
    private var path: [String] = []
    private var attributes: [String: String] = [:]
    private var content = ""

    init(_ svg: String) {
        super.init()
        let parser = XMLParser(data: Data(svg.utf8))
        parser.delegate = self
        isValid = parser.parse()
    }

    func parser(
        _ parser: XMLParser, didStartElement name: String, namespaceURI: String?, qualifiedName: String?, attributes: [String: String]
    ) {
        path.append(name)
        content = ""
        if name == "text" { self.attributes = attributes }
        if name == "rect", let x = Double(attributes["x"] ?? "") {
            let number = { Double(attributes[$0] ?? "") ?? -1 }
            boxes.append((x, number("y"), number("width"), number("height")))
        }
    }

    func parser(_ parser: XMLParser, foundCharacters text: String) { content += text }

    func parser(_ parser: XMLParser, didEndElement name: String, namespaceURI: String?, qualifiedName: String?) {
        path.removeLast()
        switch name {
        case "text":
            texts.append(
                (content, Double(attributes["x"] ?? "") ?? -1, Double(attributes["y"] ?? "") ?? -1, attributes["text-anchor"] ?? ""))
        case "title" where path == ["svg"]: title = content
        case "desc": words = content
        default: break
        }
    }

    /// Where a text begins and ends, its letters taken for as wide as they are at most.
    func span(_ place: Int) -> ClosedRange<Double> {
        let text = texts[place]
        let width = text.text.unicodeScalars.reduce(0.0) { $0 + ($1.value >= 0x1100 ? 14 : 8.2) }
        let start = text.anchor == "middle" ? text.x - width / 2 : text.anchor == "end" ? text.x - width : text.x
        return start...(start + width)
    }
}

struct ChartTests {
    private static let months = (1...12).map { "2026-" + ($0 < 10 ? "0" : "") + String($0) }

    private func chart(_ kind: Chart.Kind, _ categories: [String], _ series: [[Double?]], names: [String]? = nil) -> Picture {
        Picture(
            Chart(
                kind, title: "Sales <trend> & \"more\"", description: "a < b & c", categories: categories,
                series: series.enumerated().map { Chart.Series(names?[$0] ?? "Series \($0)", $1) }
            ).svg)
    }

    @Test(arguments: [Chart.Kind.bars, .stacked, .lines, .funnel])
    func `whatever stands in it, it is XML with title and description`(_ kind: Chart.Kind) {
        let words = ["<script>", "a&b", "\"quoted\"", "引号’", "\u{1}\u{FFFE}", "]]>"]
        let picture = chart(kind, words, [[1, 2, nil, 4, -5, 6], [6, 5, 4, 3, 2, 1]], names: ["<net>", "&"])
        #expect(picture.isValid)
        #expect(picture.title == "Sales <trend> & \"more\"" && picture.words == "a < b & c")
    }

    @Test(arguments: [Chart.Kind.bars, .stacked, .lines, .funnel])
    func `nothing, zeros and figures without end are drawn as well`(_ kind: Chart.Kind) {
        for values in [[], [0, 0], [.infinity, 1], [.nan, 2], [nil, nil], [9e15, -9e15]] as [[Double?]] {
            let picture = chart(kind, values.indices.map(String.init), [values])
            #expect(picture.isValid)
            #expect(picture.boxes.allSatisfy { $0.width >= 0 && $0.height >= 0 && $0.x.isFinite })
        }
    }

    @Test(arguments: [12, 40, 365])
    func `names below the axis do not collide`(_ count: Int) {
        let names = (0..<count).map { "2026-\($0)" }
        let picture = chart(.lines, names, [names.indices.map { Double($0) }])
        let shown = picture.texts.indices.filter { names.contains(picture.texts[$0].text) && picture.texts[$0].anchor == "middle" }
        #expect(shown.count >= 2)
        for (one, next) in zip(shown, shown.dropFirst()) { #expect(picture.span(one).upperBound < picture.span(next).lowerBound) }
    }

    @Test func `long names lie, each on its line and within the picture`() {
        let names = (0..<20).map { "一家名称特别长的有限责任公司（第 \($0) 分公司）" }
        let picture = chart(.bars, names, [names.indices.map { Double($0) }])
        let ends = picture.texts.indices.filter { picture.texts[$0].anchor == "end" }
        #expect(ends.count == 20)
        #expect(ends.allSatisfy { picture.span($0).lowerBound >= 0 && picture.texts[$0].text.hasSuffix("…") })
        #expect(zip(ends, ends.dropFirst()).allSatisfy { picture.texts[$1].y - picture.texts[$0].y >= 20 })
    }

    @Test func `a bar is as high as its figure`() throws {
        let picture = chart(.bars, ["a", "b", "c"], [[100, 50, -25]])
        let heights = picture.boxes.map(\.height)
        #expect(heights.count == 3)
        #expect(abs(heights[0] - 2 * heights[1]) < 0.3 && abs(heights[1] - 2 * heights[2]) < 0.3)
        // The one below nothing begins where the others end.
        #expect(abs(picture.boxes[0].y + heights[0] - picture.boxes[2].y) < 0.3)
    }

    @Test func `stacked figures stand on one another`() throws {
        let picture = chart(.stacked, ["a"], [[10], [20], [-5]])
        let pieces = picture.boxes.filter { $0.height != 12 }
        #expect(pieces.count == 3)
        #expect(abs(pieces[1].y + pieces[1].height - pieces[0].y) < 0.3)
        #expect(abs(pieces[0].y + pieces[0].height - pieces[2].y) < 0.3)
    }

    @Test func `a funnel tells each part of the first`() {
        let picture = chart(.funnel, ["Reached", "Won"], [[8, 2]])
        #expect(picture.texts.contains { $0.text == "2  25%" })
    }

    @Test func `large figures are short, in the way of the language`() {
        let english = Chart(.bars, title: "t", description: "d", categories: ["a"], series: [.init("s", [12_345_678])]).svg
        let chinese = Chart(
            .bars, title: "t", description: "d", countsInMyriads: true, categories: ["a"], series: [.init("s", [12_345_678])]
        ).svg
        #expect(english.contains("12.35M") && chinese.contains("1234.57万"))
    }

    @Test func `the legend names every series`() {
        let picture = chart(.stacked, Self.months, [Self.months.map { _ in 1 }, Self.months.map { _ in 2 }], names: ["Won", "Lost"])
        #expect(picture.texts.contains { $0.text == "Won" } && picture.texts.contains { $0.text == "Lost" })
    }
}
