// Texts as they are searched: full width and half width are one, and so are large and small letters.

import Foundation

/// A text made comparable.
enum SearchText {
    /// What stands between two fields and between words: no word reaches over it.
    private static let gap = "\n"
    /// Of one field. Characters.
    private static let longestField = 500

    /// By NFKC and without case; blanks and control characters become gaps.
    static func folded(_ text: String) -> String {
        if text.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) { return text.lowercased() }
        let whole = text.precomposedStringWithCompatibilityMapping.lowercased().precomposedStringWithCompatibilityMapping
        return String(String.UnicodeScalarView(whole.unicodeScalars.map { isGap($0) ? "\n" : $0 }))
    }

    /// What is searched of a record beside its number: the mark of its kind, then its fields; nil where they hold nothing.
    static func document(of resource: AnyResource, _ row: Row, _ mark: Character) -> String? {
        document(resource.indexedFields.compactMap { row.text($0.index) }, mark)
    }

    /// The same of the fields' texts.
    static func document(_ texts: [String], _ mark: Character) -> String? {
        guard !texts.isEmpty else { return nil }
        return ([String(mark)] + texts.map { folded(String($0.prefix(longestField))) }).joined(separator: gap)
    }

    /// The words of a question.
    static func words(_ question: String) -> [String] {
        folded(question).split(separator: "\n").map(String.init)
    }

    /// What parts words, and what stands for the kind of a record and may not be asked for.
    private static func isGap(_ scalar: Unicode.Scalar) -> Bool {
        if scalar.properties.isWhitespace { return true }
        switch scalar.properties.generalCategory {
        case .control, .privateUse, .surrogate, .unassigned: return true
        default: return false
        }
    }
}
