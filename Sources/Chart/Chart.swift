// A chart as SVG 1.1 (Scalable Vector Graphics): dark on light, legible on a screen of 600 pixels and on paper, with words for who cannot see it.

/// Figures of categories, in one or more series.
package struct Chart: Sendable {
    /// How the figures are drawn.
    package enum Kind: Sendable {
        /// Upright for few short names, else lying.
        case bars
        case stacked
        case lines
        /// One below the other, each with its part of the first.
        case funnel
    }

    /// How figures are written.
    package enum Unit: Sendable {
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
    let title: String
    let description: String
    let unit: Unit
    /// Whether large figures are counted in 万 and 亿.
    let countsInMyriads: Bool
    let categories: [String]
    let series: [Series]

    /// - Parameters:
    ///   - title: what it shows
    ///   - description: the same in words, for who cannot see it
    ///   - countsInMyriads: whether large figures are written in 万 and 亿
    package init(
        _ kind: Kind, title: String, description: String, unit: Unit = .number, countsInMyriads: Bool = false, categories: [String],
        series: [Series]
    ) {
        self.kind = kind
        self.title = title
        self.description = description
        self.unit = unit
        self.countsInMyriads = countsInMyriads
        self.categories = categories
        self.series = series
    }

    /// The whole document.
    package var svg: String {
        var canvas = Canvas(height: height)
        canvas.heading(title)
        if series.count > 1 { canvas.legend(series.map(\.name)) }
        switch kind {
        case .funnel: drawFunnel(on: &canvas)
        case .lines: drawLines(on: &canvas)
        case .bars, .stacked: if isUpright { drawColumns(on: &canvas) } else { drawRows(on: &canvas) }
        }
        return canvas.document(title: title, description: description)
    }

    /// Lying bars have each a line for its name.
    var isUpright: Bool {
        let widest = categories.map(Text.width).max() ?? 0
        return kind == .lines || (categories.count <= 60 && widest <= 7 * Text.size)
    }

    private var height: Double {
        let rows = Double(max(categories.count, 1))
        switch kind {
        case .funnel: return Canvas.top + rows * 46 + 24
        case .lines: return 400
        case .bars, .stacked: return isUpright ? 400 : Canvas.top + rows * Canvas.rowHeight + 40
        }
    }

    // MARK: Figures

    func value(_ series: Int, _ category: Int) -> Double {
        guard self.series.indices.contains(series), self.series[series].values.indices.contains(category) else { return 0 }
        let value = self.series[series].values[category] ?? 0
        return value.isFinite ? value : 0
    }

    /// From the least to the most that is drawn, with nothing among it.
    var scale: Scale {
        let figures: [Double]
        if kind == .stacked {
            figures = categories.indices.flatMap { category -> [Double] in
                let values = series.indices.map { value($0, category) }
                return [values.filter { $0 > 0 }.reduce(0, +), values.filter { $0 < 0 }.reduce(0, +)]
            }
        } else {
            figures = series.indices.flatMap { place in categories.indices.map { value(place, $0) } }
        }
        return Scale(from: figures.min() ?? 0, to: figures.max() ?? 0, isWhole: unit == .number)
    }

    /// A figure in few characters.
    func short(_ value: Double) -> String {
        if unit == .percent { return Text.decimal(value * 100, places: 1) + "%" }
        let steps: [(Double, String)] = countsInMyriads ? [(1e8, "亿"), (1e4, "万")] : [(1e9, "G"), (1e6, "M"), (1e3, "k")]
        for (size, word) in steps where value.magnitude >= size { return Text.decimal(value / size, places: 2) + word }
        return Text.decimal(value, places: 2)
    }
}
