// Above the figures: title, what is told beside it, and the legend, as many lines as they need.

/// What stands above the figures.
struct Heading {
    /// An entry of the legend.
    private struct Entry {
        let series: Int
        let shown: String
        let x: Double
        let y: Double
    }

    private let title: String
    private let subtitle: [String]
    private let entries: [Entry]
    /// Where the figures may begin.
    let bottom: Double

    private static let titleSize = 16.0
    private static let lineHeight = 20.0

    /// - Parameter series: names for the legend; one alone needs none
    init(_ words: ChartWords, series: [String]) {
        let room = Canvas.width - 2 * Canvas.margin
        title = Text.fitted(words.title, to: room, size: Heading.titleSize)
        subtitle = words.subtitle.isEmpty ? [] : Text.lines(words.subtitle, to: room, count: 2, size: Text.smallSize)
        var y = 30 + Double(subtitle.count) * 18
        var x = Canvas.margin
        var entries: [Entry] = []
        if series.count > 1 {
            y += 26
            for (place, name) in series.enumerated() {
                let shown = Text.fitted(name, to: room - 34)
                let width = 34 + Text.width(shown)
                if x > Canvas.margin, x + width > Canvas.width - Canvas.margin { (x, y) = (Canvas.margin, y + Heading.lineHeight) }
                entries.append(Entry(series: place, shown: shown, x: x, y: y))
                x += width + 18
            }
        }
        self.entries = entries
        bottom = y + 14
    }

    /// - Parameter areLines: whether the legend shows lines with their marks
    func draw(on canvas: inout Canvas, areLines: Bool) {
        canvas.text(title, x: Canvas.margin, y: 28, size: Heading.titleSize, weight: .bold)
        for (place, line) in subtitle.enumerated() {
            canvas.text(line, x: Canvas.margin, y: 48 + Double(place) * 18, size: Text.smallSize, weight: .faint)
        }
        for entry in entries {
            if areLines {
                canvas.path([(entry.x, entry.y - 5), (entry.x + 28, entry.y - 5)], of: entry.series)
                canvas.mark(x: entry.x + 14, y: entry.y - 5, of: entry.series, tip: entry.shown)
            } else {
                canvas.box(x: entry.x, y: entry.y - 11, width: 26, height: 12, colour: Canvas.colour(entry.series), tip: entry.shown)
            }
            canvas.text(entry.shown, x: entry.x + 34, y: entry.y)
        }
    }
}
