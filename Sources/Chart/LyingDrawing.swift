// Figures that lie, each category on a row of its own with its name beside it.

struct LyingDrawing: Drawing {
    private typealias Row = (start: Double, height: Double)

    private let chart: Chart
    private let scale: Scale
    private let names: [[String]]
    private let left: Double
    private let right: Double
    private let top: Double
    /// Where each row begins, and where the last one ends.
    private let starts: [Double]

    /// The part of the picture that names take at most.
    private static let mostOfNames = 250.0
    /// Series beyond which their figures have no room beside their bars.
    private static let mostFigures = 4

    init(_ chart: Chart, below heading: Double) {
        self.chart = chart
        scale = chart.scale
        top = heading
        let names = chart.categories.map { Text.lines($0, to: LyingDrawing.mostOfNames, count: 3) }
        self.names = names
        left = Canvas.margin + (names.joined().map { Text.width($0) }.max() ?? 0) + 8
        let figures = LyingDrawing.figures(of: chart)
        let widest = figures.joined().map { Text.width($0, size: Text.smallSize) }.max() ?? 0
        right = Canvas.width - Canvas.margin - max(widest + 6, 20)
        let bars = chart.kind == .stacked ? 1 : max(chart.series.count, 1)
        let barsHeight = Double(bars) * (bars > LyingDrawing.mostFigures ? 7 : 15) + 10
        starts = names.reduce(into: [heading]) { starts, lines in
            starts.append((starts.last ?? heading) + max(30, Double(lines.count) * 16 + 8, barsHeight))
        }
    }

    var height: Double { bottom + (chart.series.count > 1 ? 34 : 16) }

    private var bottom: Double { starts.last ?? top }

    private func x(_ value: Double) -> Double { left + (right - left) * scale.place(of: value) }

    /// What is written at the end of the bars, by category: of each series, or of all together.
    private static func figures(of chart: Chart) -> [[String]] {
        chart.categories.indices.map { category in
            if chart.kind == .stacked { return [chart.short(chart.sum(of: category))] }
            guard chart.series.count <= mostFigures else { return [] }
            return chart.series.indices.map { place in chart.figure(place, category).map(chart.short) ?? "" }
        }
    }

    func draw(on canvas: inout Canvas) {
        for tick in scale.ticks { canvas.line(x(tick), top - 4, x(tick), bottom) }
        let figures = LyingDrawing.figures(of: chart)
        for category in chart.categories.indices {
            let row = (start: starts[category], height: starts[category + 1] - starts[category])
            canvas.text(lines: names[category], x: left - 8, middle: row.start + row.height / 2, anchor: .end)
            if chart.kind == .stacked {
                drawStack(category, figures[category].first ?? "", in: row, on: &canvas)
            } else {
                drawBars(category, figures[category], in: row, on: &canvas)
            }
        }
        canvas.line(x(0), top - 4, x(0), bottom, isAxis: true)
        if chart.series.count > 1 { drawTicks(on: &canvas) }
    }

    private func drawStack(_ category: Int, _ figure: String, in row: Row, on canvas: inout Canvas) {
        var end = x(0)
        for piece in chart.stack(category) where piece.from != piece.to {
            let (one, other) = (x(piece.from), x(piece.to))
            canvas.box(
                x: min(one, other), y: row.start + 5, width: (other - one).magnitude, height: row.height - 10,
                colour: Canvas.colour(piece.series), tip: chart.tip(piece.series, category), hasEdge: true)
            end = max(end, one, other)
        }
        canvas.text(figure, x: end + 6, y: row.start + row.height / 2 + 4, size: Text.smallSize)
    }

    private func drawBars(_ category: Int, _ figures: [String], in row: Row, on canvas: inout Canvas) {
        let height = (row.height - 10) / Double(max(chart.series.count, 1))
        for place in chart.series.indices where chart.figure(place, category) != nil {
            let (zero, end) = (x(0), x(chart.value(place, category)))
            let y = row.start + 5 + height * Double(place)
            canvas.box(
                x: min(zero, end), y: y, width: (end - zero).magnitude, height: height - 1, colour: Canvas.colour(place),
                tip: chart.tip(place, category))
            // Left of nothing stand the names.
            if figures.indices.contains(place) {
                canvas.text(figures[place], x: max(zero, end) + 6, y: y + height / 2 + 4, size: Text.smallSize)
            }
        }
    }

    /// As many figures of the axis as have room, zero among them.
    private func drawTicks(on canvas: inout Canvas) {
        let texts = scale.ticks.map { chart.short($0) }
        let widest = (texts.map { Text.width($0, size: Text.smallSize) }.max() ?? 0) + 10
        let apart = (right - left) / Double(max(texts.count - 1, 1))
        let step = max(1, Int((widest / max(apart, 0.1)).rounded(.up)))
        let zero = scale.ticks.firstIndex(of: 0) ?? 0
        for (place, text) in texts.enumerated() where (place - zero) % step == 0 {
            canvas.text(text, x: x(scale.ticks[place]), y: bottom + 18, anchor: .middle, size: Text.smallSize)
        }
    }
}
