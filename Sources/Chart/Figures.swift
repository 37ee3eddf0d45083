// The figures of a chart: which there are, on which scale they stand, and how they are written.

extension Chart {
    /// Nothing where there is none, or none that can be drawn.
    func value(_ series: Int, _ category: Int) -> Double { figure(series, category) ?? 0 }

    /// Nil where there is none.
    func figure(_ series: Int, _ category: Int) -> Double? {
        guard self.series.indices.contains(series), self.series[series].values.indices.contains(category),
            let value = self.series[series].values[category], value.isFinite
        else { return nil }
        return value
    }

    /// From the least to the most that is drawn, with nothing among it.
    var scale: Scale {
        let figures =
            kind == .stacked
            ? categories.indices.flatMap { category in [sum(of: category) { $0 > 0 }, sum(of: category) { $0 < 0 }] }
            : series.indices.flatMap { place in categories.indices.map { value(place, $0) } }
        return Scale(from: figures.min() ?? 0, to: figures.max() ?? 0, isWhole: unit == .count)
    }

    private func sum(of category: Int, where isWanted: (Double) -> Bool) -> Double {
        series.indices.map { value($0, category) }.filter(isWanted).reduce(0, +)
    }

    /// All series of a category together.
    func sum(of category: Int) -> Double { sum(of: category) { _ in true } }

    /// Where each series begins and ends: those above nothing upwards, those below it downwards.
    func stack(_ category: Int) -> [(series: Int, from: Double, to: Double)] {
        var (above, below) = (0.0, 0.0)
        return series.indices.map { place in
            let figure = value(place, category)
            let from = figure < 0 ? below : above
            if figure < 0 { below += figure } else { above += figure }
            return (place, from, from + figure)
        }
    }

    /// A figure in few characters.
    func short(_ value: Double) -> String {
        if unit == .percent { return Text.decimal(value * 100, places: 1) + "%" }
        let steps: [(Double, String)] = words.countsInMyriads ? [(1e8, "亿"), (1e4, "万")] : [(1e9, "bn"), (1e6, "M"), (1e3, "k")]
        // What is rounded to the next step is written as one of it.
        for (size, word) in steps where value.magnitude >= size * 0.999995 { return Text.decimal(value / size, places: 2) + word }
        return Text.decimal(value, places: 2)
    }

    /// What a figure tells when one points at it.
    func tip(_ place: Int, _ category: Int) -> String {
        let name = series.count > 1 ? " – " + series[place].name : ""
        return categories[category] + name + ": " + short(value(place, category))
    }

    /// Of the names below or beside the figures.
    var widestName: Double { categories.map { Text.width($0) }.max() ?? 0 }
}
