// The texts of refusals: one end each, in both languages, whatever is put into them.

import App
import JSON
import Kernel
import TestSupport
import Testing

struct MessageTests {
    private static let ends: Set<Character> = [".", "?", "!", "。", "？", "！"]

    /// Places where a sentence ends twice.
    private func doubled(_ text: String) -> Bool {
        zip(text, text.dropFirst()).contains { Self.ends.contains($0) && Self.ends.contains($1) }
    }

    private func codes() throws -> [FailureCode] {
        try Application.describe(Configuration()).failureCodes + Application.commandFailures
    }

    @Test func `every text ends once, whatever fills it`() throws {
        let values = ["", "x", "there is no “x”; did you mean “y”?", "a sentence.", "一句话。", " Did you mean “y”?"]
        for code in try codes() {
            for text in [code.text.english, code.text.chinese] {
                #expect(!doubled(text), "\(code.name)")
                #expect(text.last.map { Self.ends.contains($0) || $0 == "}" } == true, "\(code.name)")
            }
            for (language, value) in Language.allCases.flatMap({ language in values.map { (language, $0) } }) {
                let names = code.text.text(in: language).matches(of: /\{([a-z_]+)\}/).map { String($0.1) }
                let details = Dictionary(names.map { ($0, value) }, uniquingKeysWith: { first, _ in first })
                let text = code.text.filled(details, in: language)
                #expect(!doubled(text), "\(text)")
                #expect(!text.contains("{"), "\(text)")
            }
        }
    }

    @Test func `what is put into a text is not itself filled`() {
        let text = FailureCode.badParameter.text.filled(["name": "{reason}", "value": "{name}", "reason": "no"], in: .english)
        #expect(text == "The query parameter “{reason}” cannot be “{name}”: no.")
    }

    @Test(arguments: JSONError.Code.allCases)
    func `what is wrong with JSON is told in both languages`(_ code: JSONError.Code) {
        let texts = Language.allCases.map {
            FailureCode.malformedJSON.text.filled(["line": "1", "column": "2", "reason": code.sentence], in: $0)
        }
        #expect(texts[0].hasSuffix(": \(code.sentence)."))
        #expect(!texts[1].contains(code.sentence))
    }
}
