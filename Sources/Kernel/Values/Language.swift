// The languages that salesd speaks to people, and texts that exist in each of them.

/// A language of messages and labels, chosen by `Accept-Language` (RFC 9110 §12.5.4).
package enum Language: String, Sendable, CaseIterable {
    case english = "en"
    case chinese = "zh-CN"

    /// The best language for a field value such as `zh-CN,zh;q=0.9,en;q=0.8`; English where nothing fits.
    package init(acceptLanguage: String?) {
        var best: (language: Language, quality: Double) = (.english, 0)
        for range in (acceptLanguage ?? "").split(separator: ",") {
            let parts = range.split(separator: ";").map { $0.filter { $0 != " " && $0 != "\t" } }
            guard let tag = parts.first?.lowercased() else { continue }
            let quality = parts.dropFirst().first { $0.hasPrefix("q=") }.flatMap { Double($0.dropFirst(2)) } ?? 1
            let language: Language? = tag.hasPrefix("zh") ? .chinese : tag.hasPrefix("en") || tag == "*" ? .english : nil
            if let language, quality > best.quality { best = (language, quality) }
        }
        self = best.language
    }
}

/// A text for people, in every language that salesd speaks.
package struct Label: Sendable, Equatable {
    package let english: String
    package let chinese: String

    /// The same in both languages.
    package init(_ english: String, _ chinese: String) {
        self.english = english
        self.chinese = chinese
    }

    /// In that language.
    package func text(in language: Language) -> String {
        language == .chinese ? chinese : english
    }
}
