// Charts: valid XML whatever stands in them, with words for who cannot see them, and figures as large as they are.

import Chart
import Foundation
import Testing

struct ChartTests {
    private static let months = (1...12).map { "2026-" + ($0 < 10 ? "0" : "") + String($0) }

    private func chart(_ kind: Chart.Kind, _ categories: [String], _ series: [[Double?]], names: [String]? = nil) -> Picture {
        let words = ChartWords(
            name: "trend", title: "Sales <trend> & \"more\"", description: "a < b & c", nothing: "Nothing was found.", language: "en")
        let drawn = series.enumerated().map { Chart.Series(names?[$0] ?? "Series \($0)", $1) }
        return Picture(Chart(kind, words, categories: categories, series: drawn).svg)
    }

    @Test(arguments: [Chart.Kind.bars, .stacked, .lines, .funnel])
    func `whatever stands in it, it is XML with title and description`(_ kind: Chart.Kind) {
        let hostile = ["<script>", "a&b", "\"quoted\"", "引号’", "\u{1}\u{FFFE}", "]]>", "🧾👩‍👩‍👧", "عميل"]
        let picture = chart(kind, hostile, [[1, 2, nil, 4, -5, 6, 7, 8], [6, 5, 4, 3, 2, 1, 0, 0]], names: ["<net>", "&"])
        #expect(picture.isValid && picture.isLabelled)
        #expect(picture.title == "Sales <trend> & \"more\"" && picture.words == "a < b & c")
        #expect(picture.root["lang"] == "en")
    }

    @Test(arguments: [Chart.Kind.bars, .stacked, .lines, .funnel])
    func `zeros and figures without end are drawn as well`(_ kind: Chart.Kind) {
        for values in [[0, 0], [.infinity, 1], [.nan, 2], [nil, 3], [9e15, -9e15]] as [[Double?]] {
            let picture = chart(kind, values.indices.map(String.init), [values])
            #expect(picture.isValid)
            #expect(picture.boxes.allSatisfy { $0.width >= 0 && $0.height >= 0 && $0.x.isFinite })
        }
    }

    @Test(arguments: [Chart.Kind.bars, .stacked, .lines, .funnel])
    func `where there is nothing, it says so`(_ kind: Chart.Kind) {
        for picture in [chart(kind, [], [[]]), chart(kind, ["a", "b"], [[nil, nil]]), chart(kind, ["a"], [])] {
            #expect(picture.isValid && picture.texts.contains { $0.text == "Nothing was found." })
        }
    }

    @Test func `a bar is as high as its figure`() throws {
        let picture = chart(.bars, ["a", "b", "c"], [[100, 50, -25]])
        let heights = picture.boxes.map(\.height)
        try #require(heights.count == 3)
        #expect(abs(heights[0] - 2 * heights[1]) < 0.3 && abs(heights[1] - 2 * heights[2]) < 0.3)
        // The one below nothing begins where the others end.
        #expect(abs(picture.boxes[0].y + heights[0] - picture.boxes[2].y) < 0.3)
        #expect(["100", "50", "-25"].allSatisfy { figure in picture.texts.contains { $0.text == figure && $0.anchor == "middle" } })
    }

    @Test func `stacked figures stand on one another`() throws {
        let picture = chart(.stacked, ["a"], [[10], [20], [-5]])
        let pieces = picture.boxes.filter { $0.height != 12 }
        try #require(pieces.count == 3)
        #expect(abs(pieces[1].y + pieces[1].height - pieces[0].y) < 0.3)
        #expect(abs(pieces[0].y + pieces[0].height - pieces[2].y) < 0.3)
    }

    @Test func `bars that lie end with their figures, stacked ones with the sum`() {
        let names = (1...3).map { "A company with a long name, number \($0)" }
        let bars = chart(.bars, names, [[1200, 0, 5], [3, 4, nil]])
        #expect(["1.2k", "0", "5", "3", "4"].allSatisfy { figure in bars.texts.contains { $0.text == figure && $0.size == 12 } })
        let stacked = chart(.stacked, names, [[1000, 2, 3], [500, 5, 6]])
        #expect(["1.5k", "7", "9"].allSatisfy { figure in stacked.texts.contains { $0.text == figure } })
    }

    @Test func `a line ends where there is no figure`() {
        let picture = chart(.lines, Self.months, [[1, 2, 3, nil, 5, 6, nil, 8, 9, 10, 11, 12]])
        #expect(picture.lines.map { ($0["points"] ?? "").split(separator: " ").count } == [3, 2, 5])
    }

    @Test func `lines are told apart without colours`() {
        let picture = chart(.lines, Self.months, (1...4).map { step in Self.months.indices.map { Double($0 * step) } })
        let inField = picture.lines.filter { ($0["points"] ?? "").split(separator: " ").count == 12 }
        #expect(inField.count == 4 && Set(inField.map { $0["stroke-dasharray"] ?? "" }).count == 4)
    }

    @Test func `every colour stands out from white`() {
        let picture = chart(.stacked, ["a"], (1...8).map { [Double($0)] })
        let colours = Set(picture.boxes.map(\.colour))
        #expect(colours.count == 8)
        for colour in colours { #expect(contrastToWhite(colour) >= 3, "\(colour)") }
    }

    @Test func `a funnel tells each part of the first`() {
        let picture = chart(.funnel, ["Reached", "Won"], [[8, 2]])
        #expect(picture.texts.contains { $0.text == "2 (25%)" })
    }

    @Test func `large figures are short, in the way of the language`() {
        func svg(_ language: String, _ value: Double) -> String {
            Chart(.bars, ChartWords(title: "t", description: "d", language: language), categories: ["a"], series: [.init("s", [value])]).svg
        }
        #expect(svg("en", 12_345_678).contains(">12.35M<") && svg("zh-CN", 12_345_678).contains(">1234.57万<"))
        #expect(svg("en", 999_999_999).contains(">1bn<") && svg("en", 999.99).contains(">999.99<"))
        #expect(svg("en", 2_500_000_000).contains(">2.5bn<") && svg("zh-CN", 2_500_000_000).contains(">25亿<"))
    }

    @Test func `nothing stands between whole things`() {
        let words = ChartWords(title: "t", description: "d")
        let picture = Picture(Chart(.bars, words, unit: .count, categories: ["a", "b"], series: [.init("s", [1, 2])]).svg)
        #expect(!picture.texts.contains { $0.text.contains(".") })
        #expect(picture.texts.filter { $0.anchor == "end" }.map(\.text) == ["0", "1", "2"])
    }

    @Test func `the legend names every series`() {
        let picture = chart(.stacked, Self.months, [Self.months.map { _ in 1 }, Self.months.map { _ in 2 }], names: ["Won", "Lost"])
        #expect(picture.texts.contains { $0.text == "Won" } && picture.texts.contains { $0.text == "Lost" })
    }

    /// By WCAG 2.2.
    private func contrastToWhite(_ colour: String) -> Double {
        let number = Int(colour.dropFirst(), radix: 16) ?? 0xFFFFFF
        let parts = [number >> 16, number >> 8 & 0xFF, number & 0xFF].map { part -> Double in
            let share = Double(part) / 255
            return share <= 0.04045 ? share / 12.92 : pow((share + 0.055) / 1.055, 2.4)
        }
        return 1.05 / (0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2] + 0.05)
    }
}
