// What a picture is drawn on: lines, boxes and texts in one coordinate system, written as SVG.

/// Collects the elements of a picture.
struct Canvas {
    /// Within the margins of a sheet of A4 at its own size.
    static let width = 700.0
    static let margin = 20.0
    private static let ink = "#1a1a1a"
    private static let faintInk = "#4a4a4a"
    private static let colours = ["#1b4f8f", "#e06c00", "#3aa0a8", "#009e73", "#7a1228", "#4d5963", "#4a90d9", "#12305c"]
    /// So that paper without colours tells lines apart.
    private static let dashes = ["", "9 5", "2 4", "12 4 2 4"]

    private let height: Double
    private var elements: [String] = []

    init(height: Double) {
        self.height = height
    }

    /// Each has a contrast of 3 to 1 on white (WCAG 2.2, 1.4.11), and who does not tell red from green tells them apart.
    static func colour(_ place: Int) -> String { colours[place % colours.count] }

    enum Anchor: String {
        case start, middle, end
    }

    enum Weight {
        case plain, bold, faint
    }

    mutating func text(
        _ text: String, x: Double, y: Double, anchor: Anchor = .start, size: Double = Text.size, weight: Weight = .plain
    ) {
        var look = size == Text.size ? "" : " font-size=\"\(n(size))\""
        if weight == .bold { look += " font-weight=\"bold\"" }
        if weight == .faint { look += " fill=\"\(Canvas.faintInk)\"" }
        elements.append(
            "<text x=\"\(n(x))\" y=\"\(n(y))\" text-anchor=\"\(anchor.rawValue)\"\(look)>\(Text.escaped(text))</text>")
    }

    /// Lines below one another around a height.
    mutating func text(lines: [String], x: Double, middle: Double, anchor: Anchor) {
        let first = middle + 5 - Double(lines.count - 1) * 8
        for (place, line) in lines.enumerated() { text(line, x: x, y: first + Double(place) * 16, anchor: anchor) }
    }

    /// A box that tells what it is when one points at it. A thin white edge parts it from the next one.
    mutating func box(x: Double, y: Double, width: Double, height: Double, colour: String, tip: String, hasEdge: Bool = false) {
        let edge = hasEdge ? " stroke=\"#ffffff\" stroke-width=\"0.8\"" : ""
        elements.append(
            "<rect x=\"\(n(x))\" y=\"\(n(y))\" width=\"\(n(max(width, 0)))\" height=\"\(n(max(height, 0)))\" fill=\"\(colour)\"\(edge)><title>\(Text.escaped(tip))</title></rect>"
        )
    }

    mutating func line(_ x1: Double, _ y1: Double, _ x2: Double, _ y2: Double, isAxis: Bool = false) {
        let look = isAxis ? "stroke=\"\(Canvas.ink)\"" : "stroke=\"#d5d8dc\""
        elements.append("<line x1=\"\(n(x1))\" y1=\"\(n(y1))\" x2=\"\(n(x2))\" y2=\"\(n(y2))\" \(look)/>")
    }

    /// The line of a series, in its colour and its dashes.
    mutating func path(_ points: [(x: Double, y: Double)], of series: Int) {
        guard points.count > 1 else { return }
        let places = points.map { "\(n($0.x)),\(n($0.y))" }.joined(separator: " ")
        let dash = Canvas.dashes[series % Canvas.dashes.count]
        let dashed = dash.isEmpty ? "" : " stroke-dasharray=\"\(dash)\""
        elements.append(
            "<polyline points=\"\(places)\" fill=\"none\" stroke=\"\(Canvas.colour(series))\" stroke-width=\"2.5\"\(dashed)/>")
    }

    /// A point of a series: circle, square, diamond or triangle.
    mutating func mark(x: Double, y: Double, of series: Int, tip: String) {
        let shape =
            switch series % 4 {
            case 0: "circle cx=\"\(n(x))\" cy=\"\(n(y))\" r=\"3.5\""
            case 1: "path d=\"M\(n(x - 3.5)) \(n(y - 3.5))h7v7h-7z\""
            case 2: "path d=\"M\(n(x)) \(n(y - 5))l5 5l-5 5l-5 -5z\""
            default: "path d=\"M\(n(x)) \(n(y - 4.5))l5 8h-10z\""
            }
        let name = shape.prefix { $0 != " " }
        elements.append("<\(shape) fill=\"\(Canvas.colour(series))\"><title>\(Text.escaped(tip))</title></\(name)>")
    }

    func document(_ words: ChartWords) -> String {
        let (title, description) = (Text.escaped(words.name) + "-title", Text.escaped(words.name) + "-description")
        return """
            <?xml version="1.0" encoding="UTF-8"?>
            <svg xmlns="http://www.w3.org/2000/svg" role="img" aria-labelledby="\(title) \(description)" \
            lang="\(Text.escaped(words.language))" xml:lang="\(Text.escaped(words.language))" \
            width="\(n(Canvas.width))" height="\(n(height))" viewBox="0 0 \(n(Canvas.width)) \(n(height))" \
            font-family="'Noto Sans','Noto Sans CJK SC','Source Han Sans SC','PingFang SC','Microsoft YaHei',Arial,sans-serif" \
            font-size="\(n(Text.size))" fill="\(Canvas.ink)">
            <title id="\(title)">\(Text.escaped(words.title))</title>
            <desc id="\(description)">\(Text.escaped(words.description))</desc>
            <rect width="100%" height="100%" fill="#ffffff"/>
            \(elements.joined(separator: "\n"))
            </svg>

            """
    }

    /// With one decimal at most.
    private func n(_ value: Double) -> String { Text.decimal(value, places: 1) }
}
