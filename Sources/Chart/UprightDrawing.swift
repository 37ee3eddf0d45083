// Figures that stand upright: columns beside or on one another, and lines.

struct UprightDrawing: Drawing {
    private let chart: Chart
    private let scale: Scale
    private let left: Double
    private let right: Double
    private let top: Double
    private let slot: Double
    /// Of the names below the field.
    private let names: Double

    private static let fieldHeight = 260.0
    /// Points beyond which a line has no marks.
    private static let mostMarks = 60
    private static let gap = 10.0
    private static let widestColumn = 96.0

    init(_ chart: Chart, below heading: Double) {
        self.chart = chart
        let scale = chart.scale
        self.scale = scale
        let widest = UprightDrawing.widestName(of: chart)
        left = max((scale.ticks.map { Text.width(chart.short($0)) }.max() ?? 0) + 26, 40)
        // The last name stands below the middle of its slot and may be wider.
        let count = Double(max(chart.categories.count, 1))
        let room = Canvas.width - Canvas.margin - left
        right = room / count >= widest ? Canvas.width - Canvas.margin : Canvas.width - max(Canvas.margin, widest / 2 + 4)
        slot = (right - left) / count
        top = heading + 18
        names = top + UprightDrawing.fieldHeight + (scale.low < 0 ? 34 : 22)
    }

    /// Whether there is room for every name, or some of them tell the others.
    static func fits(_ chart: Chart) -> Bool {
        let slot = (Canvas.width - 90) / Double(max(chart.categories.count, 1))
        return chart.areInOrder || widestName(of: chart) + gap <= slot
    }

    private static func widestName(of chart: Chart) -> Double { min(chart.widestName, Canvas.width / 2) }

    var height: Double { names + 20 }

    func draw(on canvas: inout Canvas) {
        for tick in scale.ticks {
            canvas.line(left, y(tick), right, y(tick))
            canvas.text(chart.short(tick), x: left - 8, y: y(tick) + 5, anchor: .end)
        }
        switch chart.kind {
        case .lines: drawLines(on: &canvas)
        case .stacked: drawStacks(on: &canvas)
        case .bars, .funnel: drawColumns(on: &canvas)
        }
        canvas.line(left, y(0), right, y(0), isAxis: true)
        drawNames(on: &canvas)
    }

    private func y(_ value: Double) -> Double { top + UprightDrawing.fieldHeight * (1 - scale.place(of: value)) }

    /// Of all columns of a category.
    private var columnWidth: Double { min(slot * 0.76, UprightDrawing.widestColumn) }

    /// The middle of a category's slot.
    private func middle(_ category: Int) -> Double { left + slot * (Double(category) + 0.5) }

    private func drawColumns(on canvas: inout Canvas) {
        let width = columnWidth / Double(max(chart.series.count, 1))
        for category in chart.categories.indices {
            let start = middle(category) - columnWidth / 2
            for place in chart.series.indices where chart.figure(place, category) != nil {
                let (end, zero) = (y(chart.value(place, category)), y(0))
                canvas.box(
                    x: start + width * Double(place), y: min(end, zero), width: width, height: (end - zero).magnitude,
                    colour: Canvas.colour(place), tip: chart.tip(place, category))
            }
        }
        if chart.series.count == 1 { drawFigures(on: &canvas) }
    }

    /// The figure at the end of each column, where all have room beside one another.
    private func drawFigures(on canvas: inout Canvas) {
        let texts = chart.categories.indices.map { chart.figure(0, $0).map(chart.short) ?? "" }
        guard texts.allSatisfy({ Text.width($0, size: Text.smallSize) + 4 <= slot }) else { return }
        for (category, text) in texts.enumerated() where !text.isEmpty {
            let value = chart.value(0, category)
            canvas.text(text, x: middle(category), y: y(value) + (value < 0 ? 15 : -5), anchor: .middle, size: Text.smallSize)
        }
    }

    private func drawStacks(on canvas: inout Canvas) {
        for category in chart.categories.indices {
            for piece in chart.stack(category) where piece.from != piece.to {
                let (high, low) = (y(piece.to), y(piece.from))
                canvas.box(
                    x: middle(category) - columnWidth / 2, y: min(high, low), width: columnWidth, height: (high - low).magnitude,
                    colour: Canvas.colour(piece.series), tip: chart.tip(piece.series, category), hasEdge: slot > 6)
            }
        }
    }

    /// A line ends where there is no figure, and begins anew behind.
    private func drawLines(on canvas: inout Canvas) {
        for place in chart.series.indices {
            let runs = chart.categories.indices.split { chart.figure(place, $0) == nil }
            for run in runs {
                let points = run.map { (x: middle($0), y: y(chart.value(place, $0))) }
                canvas.path(points, of: place)
                guard points.count == 1 || chart.categories.count <= UprightDrawing.mostMarks else { continue }
                for (category, point) in zip(run, points) {
                    canvas.mark(x: point.x, y: point.y, of: place, tip: chart.tip(place, category))
                }
            }
        }
    }

    /// As many names as have room beside one another, the last one among them.
    private func drawNames(on canvas: inout Canvas) {
        let room = UprightDrawing.widestName(of: chart) + UprightDrawing.gap
        let step = max(1, Int((room / max(slot, 0.1)).rounded(.up)))
        let last = chart.categories.count - 1
        for category in chart.categories.indices where (last - category) % step == 0 {
            let name = Text.fitted(chart.categories[category], to: Canvas.width / 2)
            let half = Text.width(name) / 2 + 2
            guard category == last || middle(category) >= half else { continue }
            canvas.text(name, x: max(middle(category), half), y: names, anchor: .middle)
        }
    }
}
