// What a picture is drawn on: lines, boxes and texts in one coordinate system, written as SVG.

/// Collects the elements of a picture.
struct Canvas {
    static let width = 760.0
    /// Where the figures begin, below the heading and the legend.
    static let top = 76.0
    static let rowHeight = 30.0
    private static let ink = "#1a1a1a"
    /// Apart from one another in lightness as well, so that paper without colours tells them apart.
    static let colours = ["#1b4f8f", "#e08a1e", "#3f9b6c", "#7b4fa3", "#b23a48", "#6c7a86", "#9db8d9", "#f3c98b"]

    private let height: Double
    private var elements: [String] = []

    init(height: Double) {
        self.height = height
    }

    static func colour(_ place: Int) -> String { colours[place % colours.count] }

    enum Anchor: String {
        case start, middle, end
    }

    mutating func text(_ text: String, x: Double, y: Double, anchor: Anchor = .start, isBold: Bool = false, turned: Bool = false) {
        let weight = isBold ? " font-weight=\"bold\"" : ""
        let turn = turned ? " transform=\"rotate(-40 \(n(x)) \(n(y)))\"" : ""
        elements.append(
            "<text x=\"\(n(x))\" y=\"\(n(y))\" text-anchor=\"\(anchor.rawValue)\"\(weight)\(turn)>\(Text.escaped(text))</text>")
    }

    /// A box that tells what it is when one points at it.
    mutating func box(x: Double, y: Double, width: Double, height: Double, colour: String, tip: String) {
        elements.append(
            "<rect x=\"\(n(x))\" y=\"\(n(y))\" width=\"\(n(max(width, 0)))\" height=\"\(n(max(height, 0)))\" fill=\"\(colour)\"><title>\(Text.escaped(tip))</title></rect>"
        )
    }

    mutating func line(_ x1: Double, _ y1: Double, _ x2: Double, _ y2: Double, isAxis: Bool = false) {
        let look = isAxis ? "stroke=\"\(Canvas.ink)\"" : "stroke=\"#d5d8dc\""
        elements.append("<line x1=\"\(n(x1))\" y1=\"\(n(y1))\" x2=\"\(n(x2))\" y2=\"\(n(y2))\" \(look)/>")
    }

    mutating func path(_ points: [(x: Double, y: Double)], colour: String) {
        guard !points.isEmpty else { return }
        let places = points.map { "\(n($0.x)),\(n($0.y))" }.joined(separator: " ")
        elements.append("<polyline points=\"\(places)\" fill=\"none\" stroke=\"\(colour)\" stroke-width=\"2.5\"/>")
    }

    mutating func dot(x: Double, y: Double, colour: String, tip: String) {
        elements.append("<circle cx=\"\(n(x))\" cy=\"\(n(y))\" r=\"3.5\" fill=\"\(colour)\"><title>\(Text.escaped(tip))</title></circle>")
    }

    mutating func heading(_ title: String) {
        text(Text.fitted(title, to: Canvas.width - 40), x: 20, y: 30, isBold: true)
    }

    /// The names of the series, each as wide as its share of the line lets it be.
    mutating func legend(_ names: [String]) {
        let share = (Canvas.width - 40) / Double(names.count)
        var x = 20.0
        for (place, name) in names.enumerated() {
            let shown = Text.fitted(name, to: share - 30)
            box(x: x, y: 46, width: 12, height: 12, colour: Canvas.colour(place), tip: name)
            text(shown, x: x + 18, y: 57)
            x += 18 + Text.width(shown) + 20
        }
    }

    func document(title: String, description: String) -> String {
        """
        <?xml version="1.0" encoding="UTF-8"?>
        <svg xmlns="http://www.w3.org/2000/svg" role="img" aria-labelledby="title desc" width="\(n(Canvas.width))" height="\(n(height))" \
        viewBox="0 0 \(n(Canvas.width)) \(n(height))" font-family="'Noto Sans','Noto Sans CJK SC','Microsoft YaHei',sans-serif" \
        font-size="\(n(Text.size))" fill="\(Canvas.ink)">
        <title id="title">\(Text.escaped(title))</title>
        <desc id="desc">\(Text.escaped(description))</desc>
        <rect width="100%" height="100%" fill="#ffffff"/>
        \(elements.joined(separator: "\n"))
        </svg>

        """
    }

    /// With one decimal at most.
    private func n(_ value: Double) -> String { Text.decimal(value, places: 1) }
}
