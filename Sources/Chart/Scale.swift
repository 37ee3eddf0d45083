// An axis of figures: round numbers, evenly apart, around everything that is drawn.

/// The axis of figures.
struct Scale: Sendable {
    let ticks: [Double]
    var low: Double { ticks.first ?? 0 }
    var high: Double { ticks.last ?? 1 }

    /// - Parameter isWhole: whether there is nothing between whole numbers
    init(from least: Double, to most: Double, isWhole: Bool) {
        let (least, most) = (min(least, 0), max(most, 0))
        let span = most - least
        guard span > 0, span.isFinite else {
            ticks = [0, 1]
            return
        }
        let rough = span / 5
        var unit = 1.0
        while unit * 10 <= rough { unit *= 10 }
        while unit > rough { unit /= 10 }
        let step = [1.0, 2, 5, 10].map { $0 * unit }.first { $0 >= rough } ?? rough
        let whole = isWhole ? max(step, 1) : step
        let first = (least / whole).rounded(.down)
        let last = max((most / whole).rounded(.up), first + 1)
        ticks = stride(from: first, through: last, by: 1).map { $0 * whole }
    }

    /// From 0 to 1.
    func place(of value: Double) -> Double { (value - low) / (high - low) }
}
