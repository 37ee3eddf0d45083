// The funnel: stages one below the other, each with its figure and its part of the first.

struct FunnelDrawing: Drawing {
    private let chart: Chart
    private let names: [[String]]
    private let figures: [String]
    private let left: Double
    private let right: Double
    private let top: Double

    private static let stageHeight = 46.0

    init(_ chart: Chart, below heading: Double) {
        self.chart = chart
        top = heading
        names = chart.categories.map { Text.lines($0, to: 190, count: 2) }
        let first = chart.value(0, 0)
        figures = chart.categories.indices.map { category in
            let share = first > 0 ? " (\(Text.decimal(chart.value(0, category) / first * 100, places: 1))%)" : ""
            return chart.short(chart.value(0, category)) + share
        }
        left = Canvas.margin + (names.joined().map { Text.width($0) }.max() ?? 0) + 12
        right = Canvas.width - Canvas.margin - (figures.map { Text.width($0) }.max() ?? 0) - 12
    }

    var height: Double { top + Double(chart.categories.count) * FunnelDrawing.stageHeight + 16 }

    func draw(on canvas: inout Canvas) {
        let most = max(chart.categories.indices.map { chart.value(0, $0) }.max() ?? 0, 1)
        for category in chart.categories.indices {
            let start = top + Double(category) * FunnelDrawing.stageHeight
            let width = (right - left) * max(chart.value(0, category), 0) / most
            canvas.text(lines: names[category], x: left - 12, middle: start + 20, anchor: .end)
            canvas.box(
                x: (left + right - width) / 2, y: start + 3, width: width, height: 34, colour: Canvas.colour(0),
                tip: chart.tip(0, category))
            canvas.text(figures[category], x: right + 12, y: start + 25)
        }
    }
}
