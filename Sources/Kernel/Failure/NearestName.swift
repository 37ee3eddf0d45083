// Offers the right name to somebody who mistyped one.

/// Which of the right names was probably meant.
package enum NearestName {
    /// The candidate closest to `name` by edit distance, where one is close enough to have been meant.
    package static func of(_ name: String, among candidates: some Sequence<String>) -> String? {
        let limit = max(2, min(name.count, 40) / 3)
        let near = candidates.map { (name: $0, distance: distance(name.prefix(40), $0)) }.filter { $0.distance <= limit }
        return near.min { ($0.distance, $0.name) < ($1.distance, $1.name) }?.name
    }

    /// The details `hint` and `hint_zh` of a text that may offer a better name.
    package static func hints(for name: String, among candidates: some Sequence<String>) -> [String: String] {
        guard let near = of(name, among: candidates) else { return ["name": name, "hint": "", "hint_zh": ""] }
        return ["name": name, "hint": " Did you mean “\(near)”?", "hint_zh": "您是否想输入“\(near)”？"]
    }

    /// Levenshtein distance.
    private static func distance(_ left: some StringProtocol, _ right: some StringProtocol) -> Int {
        let left = Array(left.unicodeScalars)
        let right = Array(right.unicodeScalars)
        var row = Array(0...right.count)
        for (i, a) in left.enumerated() {
            var diagonal = row[0]
            row[0] = i + 1
            for (j, b) in right.enumerated() {
                let substitution = diagonal + (a == b ? 0 : 1)
                diagonal = row[j + 1]
                row[j + 1] = min(substitution, row[j] + 1, diagonal + 1)
            }
        }
        return row[right.count]
    }
}
