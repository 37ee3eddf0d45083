// No two texts of a chart stand on one another, and none beyond its edge, whatever there is to be shown.

import Chart
import Testing

struct ChartLayoutTests {
    /// Categories as they come: periods, names of people and companies, checks.
    enum Names: String, CaseIterable {
        case months, days, weeks, one, short, forty, companies, english, words, many

        var list: [String] {
            switch self {
            case .months: (1...12).map { "2026-" + ($0 < 10 ? "0" : "") + String($0) }
            case .days: (0..<365).map { "2026-01-\($0 % 28 + 1)" }
            case .weeks: (1...53).map { "2026-W\($0)" }
            case .one: ["Margaret Peacock"]
            case .short: ["华东", "华南", "华北"]
            case .forty: (1...40).map { "Area \($0)" }
            case .companies: (1...24).map { "一家名称特别长的食品贸易有限责任公司（上海自由贸易试验区第 \($0) 分公司）" }
            case .english: (1...9).map { "Production and logistics: confirmation to the first shipment, number \($0)" }
            case .words: (1...6).map { String(repeating: "MW", count: 60) + String($0) }
            case .many: (1...200).map { "Customer with number \($0)" }
            }
        }

        var areInOrder: Bool { [.months, .days, .weeks].contains(self) }
    }

    /// Figures of every size.
    enum Values: String, CaseIterable {
        case zero, small, money, mixed, shares

        func value(_ place: Int) -> Double? {
            switch self {
            case .zero: 0
            case .small: Double(place % 4)
            case .money: Double(place * 7919 % 97) * 12_345_678.9
            case .mixed: place % 5 == 4 ? nil : Double(place * 31 % 17 - 8) * 987_654.32
            case .shares: Double(place * 37 % 101) / 100
            }
        }
    }

    @Test(arguments: [Chart.Kind.bars, .stacked, .lines, .funnel], Names.allCases)
    func `texts do not collide`(_ kind: Chart.Kind, _ names: Names) {
        for values in Values.allCases {
            for count in [1, 2, 8] where kind != .funnel || (count == 1 && names != .many && names != .days) {
                let picture = picture(kind, names, values, series: count)
                #expect(picture.isValid)
                #expect(picture.collisions.isEmpty, "\(names) \(values), \(count) series: \(picture.collisions.prefix(3))")
            }
        }
    }

    private func picture(_ kind: Chart.Kind, _ names: Names, _ values: Values, series count: Int) -> Picture {
        let categories = names.list
        let series = (0..<count).map { series in
            Chart.Series("Series with a name, \(series)", categories.indices.map { values.value($0 + series * 3) })
        }
        let words = ChartWords(
            title: "Forecast against outcome: 预测与实际",
            subtitle: "2025-12-01 – 2026-11-30 · by customer · CNY · customer_region=华东 · 共 77 项，显示前 24 项",
            description: "d", nothing: "Nothing was found.", language: values == .mixed ? "zh-CN" : "en")
        return Picture(
            Chart(
                kind, words, unit: values == .shares ? .percent : .number, categories: categories, areInOrder: names.areInOrder,
                series: series
            ).svg)
    }

    @Test func `the name of the latest period is there`() {
        let picture = picture(.lines, .days, .small, series: 1)
        let last = Names.days.list.last
        #expect(picture.texts.contains { $0.text == last && $0.anchor == "middle" })
    }

    @Test func `names that do not follow one another are all there`() {
        for names in [Names.forty, .short, .many] {
            let shown = Set(picture(.bars, names, .money, series: 2).texts.map(\.text))
            #expect(shown.isSuperset(of: names.list), "\(names)")
        }
    }

    @Test func `a long name has three lines, and is cut only then`() {
        let texts = picture(.bars, .english, .small, series: 1).texts.filter { $0.anchor == "end" }.map(\.text)
        #expect(texts.count == 27 && texts.contains("Production and logistics:") && !texts.contains { $0.hasSuffix("…") })
        let companies = picture(.bars, .companies, .small, series: 1).texts.filter { $0.anchor == "end" }.map(\.text)
        #expect(companies.contains("一家名称特别长的食品贸易有限责任公") && companies.contains("司（上海自由贸易试验区第 1 分公司）"))
        let words = picture(.bars, .words, .small, series: 1).texts.filter { $0.anchor == "end" }.map(\.text)
        #expect(words.count == 18 && words.filter { $0.hasSuffix("…") }.count == 6)
    }
}
