// A page and its translation show the same commands and answers.

import Foundation
import Testing

struct TranslationTests {
    @Test func `a translated page has the blocks of its original`() throws {
        let pages = try Document.all().filter { $0.path.hasPrefix("Docs/zh-CN/") }
        #expect(pages.count >= 2)
        for page in pages {
            let original = "Docs/" + page.path.dropFirst("Docs/zh-CN/".count)
            // What is written for other departments alone has none.
            guard FileManager.default.fileExists(atPath: Document.root + "/" + original) else { continue }
            let blocks = try Document(original).blocks
            #expect(page.blocks.map(\.kind) == blocks.map(\.kind))
            for (translated, block) in zip(page.blocks, blocks) {
                #expect(translated.text == block.text, "\(page.path):\(translated.line) differs from \(original):\(block.line)")
            }
        }
    }
}
