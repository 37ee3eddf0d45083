// A chart as SVG 1.1 (Scalable Vector Graphics): dark on light, legible on a screen of 600 pixels and on paper, with words for who cannot see it.

/// Figures of categories, in one or more series.
package struct Chart: Sendable {
    /// How the figures are drawn.
    package enum Kind: Sendable {
        /// Upright where all names have room below, else lying.
        case bars
        case stacked
        case lines
        /// One below the other, each with its part of the first.
        case funnel
    }

    /// How figures are written.
    package enum Unit: Sendable {
        /// Of whole things.
        case count
        case number
        /// Of fractions.
        case percent
    }

    /// One series.
    package struct Series: Sendable {
        let name: String
        let values: [Double?]

        /// - Parameter values: one for each category; nil for none
        package init(_ name: String, _ values: [Double?]) {
            self.name = name
            self.values = values
        }
    }

    let kind: Kind
    let words: ChartWords
    let unit: Unit
    let categories: [String]
    /// Whether the categories follow one another, as months do: some of their names then tell the others.
    let areInOrder: Bool
    let series: [Series]

    /// - Parameter areInOrder: whether the categories follow one another, as months do
    package init(
        _ kind: Kind, _ words: ChartWords, unit: Unit = .number, categories: [String], areInOrder: Bool = false, series: [Series]
    ) {
        self.kind = kind
        self.words = words
        self.unit = unit
        self.categories = categories
        self.areInOrder = areInOrder
        self.series = series
    }

    /// The whole document.
    package var svg: String {
        let heading = Heading(words, series: series.map(\.name))
        guard !isEmpty else { return emptySVG(heading) }
        let drawing: any Drawing =
            switch kind {
            case .funnel: FunnelDrawing(self, below: heading.bottom)
            case .lines: UprightDrawing(self, below: heading.bottom)
            case .bars, .stacked:
                UprightDrawing.fits(self) ? UprightDrawing(self, below: heading.bottom) : LyingDrawing(self, below: heading.bottom)
            }
        var canvas = Canvas(height: drawing.height)
        heading.draw(on: &canvas, areLines: kind == .lines)
        drawing.draw(on: &canvas)
        return canvas.document(words)
    }

    private var isEmpty: Bool { categories.isEmpty || series.allSatisfy { $0.values.allSatisfy { $0 == nil } } }

    private func emptySVG(_ heading: Heading) -> String {
        var canvas = Canvas(height: heading.bottom + 120)
        heading.draw(on: &canvas, areLines: kind == .lines)
        let text = Text.fitted(words.nothing, to: Canvas.width - 2 * Canvas.margin)
        canvas.text(text, x: Canvas.width / 2, y: heading.bottom + 60, anchor: .middle, weight: .faint)
        return canvas.document(words)
    }
}

/// A way to draw a chart.
protocol Drawing {
    /// Of the whole picture.
    var height: Double { get }
    func draw(on canvas: inout Canvas)
}
