// The Northwind files read a second time, by other means than the program's, so that the two can be held against each other.

import Foundation

/// One of the files.
struct NorthwindTable {
    let rows: [[String: String]]

    init(_ name: String) throws {
        let package = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        let file = package.appendingPathComponent("Sources/CNorthwind/files/\(name).csv")
        let lines = try String(contentsOf: file, encoding: .utf8).split(separator: "\n").map { NorthwindTable.cells($0) }
        rows = lines.dropFirst().map { Dictionary(uniqueKeysWithValues: zip(lines[0], $0)) }
    }

    /// Every second piece between quotes is quoted; no field of the files spans lines.
    private static func cells(_ line: Substring) -> [String] {
        let pieces = line.replacingOccurrences(of: "\"\"", with: "\u{1}").components(separatedBy: "\"")
        let marked = pieces.enumerated().map { $0.isMultiple(of: 2) ? $1.replacingOccurrences(of: ",", with: "\u{2}") : $1 }
        return marked.joined().replacingOccurrences(of: "\u{1}", with: "\"").components(separatedBy: "\u{2}")
    }
}

/// What an order must come to, in yuan.
struct Figures: Equatable {
    var net = Decimal(0)
    var tax = Decimal(0)

    var gross: Decimal { net + tax }

    /// A line's figures: rounded half up to fen, which for what is not negative is half away from zero.
    init(quantity: Decimal, price: Decimal, discount: Decimal) {
        net = (quantity * price * (1 - discount)).roundedToFen
        tax = (net * 13 / 100).roundedToFen
    }

    init() {}

    static func + (left: Figures, right: Figures) -> Figures {
        var sum = left
        sum.net += right.net
        sum.tax += right.tax
        return sum
    }
}

extension Decimal {
    var roundedToFen: Decimal {
        var (exact, rounded) = (self, Decimal())
        NSDecimalRound(&rounded, &exact, 2, .plain)
        return rounded
    }

    /// Reads what must be a number; what is none compares with nothing.
    init(text: String?) {
        self = text.flatMap { Decimal(string: $0, locale: Locale(identifier: "en_US_POSIX")) } ?? .nan
    }
}
