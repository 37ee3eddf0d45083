// The kinds of charts: upright and lying bars, stacked ones, lines, and the funnel.

extension Chart {
    /// The field in which upright figures stand.
    private var field: (left: Double, right: Double, top: Double, bottom: Double) { (78, Canvas.width - 20, Canvas.top, 340) }

    // MARK: Upright

    func drawColumns(on canvas: inout Canvas) {
        let scale = scale
        drawUprightAxis(scale, on: &canvas)
        let slot = (field.right - field.left) / Double(max(categories.count, 1))
        for category in categories.indices {
            let left = field.left + slot * (Double(category) + 0.12)
            if kind == .stacked {
                stack(category).forEach { piece in
                    let (high, low) = (y(piece.to, scale), y(piece.from, scale))
                    canvas.box(
                        x: left, y: min(high, low), width: slot * 0.76, height: (high - low).magnitude, colour: Canvas.colour(piece.series),
                        tip: tip(piece.series, category))
                }
            } else {
                let width = slot * 0.76 / Double(max(series.count, 1))
                for place in series.indices {
                    let (end, zero) = (y(value(place, category), scale), y(0, scale))
                    canvas.box(
                        x: left + width * Double(place), y: min(end, zero), width: width, height: (end - zero).magnitude,
                        colour: Canvas.colour(place), tip: tip(place, category))
                }
            }
        }
        canvas.line(field.left, y(0, scale), field.right, y(0, scale), isAxis: true)
        drawNames(slot, on: &canvas)
    }

    func drawLines(on canvas: inout Canvas) {
        let scale = scale
        drawUprightAxis(scale, on: &canvas)
        let slot = (field.right - field.left) / Double(max(categories.count, 1))
        for place in series.indices {
            let points = categories.indices.filter { series[place].values.indices.contains($0) && series[place].values[$0] != nil }.map {
                category in (x: field.left + slot * (Double(category) + 0.5), y: y(value(place, category), scale), category: category)
            }
            canvas.path(points.map { ($0.x, $0.y) }, colour: Canvas.colour(place))
            for point in points { canvas.dot(x: point.x, y: point.y, colour: Canvas.colour(place), tip: tip(place, point.category)) }
        }
        canvas.line(field.left, y(0, scale), field.right, y(0, scale), isAxis: true)
        drawNames(slot, on: &canvas)
    }

    private func y(_ value: Double, _ scale: Scale) -> Double { field.bottom - (field.bottom - field.top) * scale.place(of: value) }

    private func drawUprightAxis(_ scale: Scale, on canvas: inout Canvas) {
        for tick in scale.ticks {
            canvas.line(field.left, y(tick, scale), field.right, y(tick, scale))
            canvas.text(short(tick), x: field.left - 8, y: y(tick, scale) + 5, anchor: .end)
        }
    }

    /// As many names as have room beside one another.
    private func drawNames(_ slot: Double, on canvas: inout Canvas) {
        let widest = (categories.map(Text.width).max() ?? 0) + 8
        let step = max(1, Int((widest / max(slot, 0.1)).rounded(.up)))
        for category in categories.indices where category % step == 0 {
            canvas.text(categories[category], x: field.left + slot * (Double(category) + 0.5), y: field.bottom + 22, anchor: .middle)
        }
    }

    // MARK: Lying

    func drawRows(on canvas: inout Canvas) {
        let scale = scale
        let left = min((categories.map(Text.width).max() ?? 0) + 28, 250)
        let right = Canvas.width - 90
        func x(_ value: Double) -> Double { left + (right - left) * scale.place(of: value) }
        let bottom = Canvas.top + Double(categories.count) * Canvas.rowHeight
        for tick in scale.ticks { canvas.line(x(tick), Canvas.top - 4, x(tick), bottom) }
        for category in categories.indices {
            let top = Canvas.top + Double(category) * Canvas.rowHeight
            canvas.text(Text.fitted(categories[category], to: left - 28), x: left - 8, y: top + 19, anchor: .end)
            var end = x(0)
            if kind == .stacked {
                for piece in stack(category) {
                    let (a, b) = (x(piece.from), x(piece.to))
                    canvas.box(
                        x: min(a, b), y: top + 4, width: (b - a).magnitude, height: Canvas.rowHeight - 10,
                        colour: Canvas.colour(piece.series), tip: tip(piece.series, category))
                    end = max(end, a, b)
                }
            } else {
                let height = (Canvas.rowHeight - 8) / Double(max(series.count, 1))
                for place in series.indices {
                    let (a, b) = (x(0), x(value(place, category)))
                    canvas.box(
                        x: min(a, b), y: top + 4 + height * Double(place), width: (b - a).magnitude, height: height - 1,
                        colour: Canvas.colour(place), tip: tip(place, category))
                    end = max(end, a, b)
                }
            }
            if series.count == 1 { canvas.text(short(value(0, category)), x: end + 6, y: top + 19) }
        }
        canvas.line(x(0), Canvas.top - 4, x(0), bottom, isAxis: true)
        if series.count > 1 {
            for tick in scale.ticks { canvas.text(short(tick), x: x(tick), y: bottom + 20, anchor: .middle) }
        }
    }

    // MARK: Funnel

    func drawFunnel(on canvas: inout Canvas) {
        let most = max(categories.indices.map { value(0, $0) }.max() ?? 0, 1)
        let first = value(0, 0)
        let (left, right) = (180.0, Canvas.width - 150)
        for category in categories.indices {
            let top = Canvas.top + Double(category) * 46
            let width = (right - left) * max(value(0, category), 0) / most
            canvas.text(Text.fitted(categories[category], to: left - 30), x: left - 12, y: top + 24, anchor: .end)
            canvas.box(
                x: (left + right - width) / 2, y: top + 3, width: width, height: 34, colour: Canvas.colour(0), tip: tip(0, category))
            let share = first > 0 ? "  " + Text.decimal(value(0, category) / first * 100, places: 1) + "%" : ""
            canvas.text(short(value(0, category)) + share, x: right + 12, y: top + 24)
        }
    }

    // MARK: Common

    /// Where each series begins and ends: those above nothing upwards, those below it downwards.
    private func stack(_ category: Int) -> [(series: Int, from: Double, to: Double)] {
        var (above, below) = (0.0, 0.0)
        return series.indices.map { place in
            let figure = value(place, category)
            let from = figure < 0 ? below : above
            if figure < 0 { below += figure } else { above += figure }
            return (place, from, from + figure)
        }
    }

    private func tip(_ place: Int, _ category: Int) -> String {
        let name = series.count > 1 ? " – " + series[place].name : ""
        return categories[category] + name + ": " + short(value(place, category))
    }
}
