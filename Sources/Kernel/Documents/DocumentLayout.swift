// What a record's page holds that prints: named by the fields of its declaration, so that labels, values and sight follow from it.

/// A resource whose records have a page that prints, at `GET /v1/{collection}/{id}/document` where it has no other name.
package protocol Documented: Resource {
    /// How the page is called.
    static var page: DocumentName { get }
    /// The parts of the page, from top to bottom; above them stand who sends it, the record's kind, its number and its state.
    static var document: [DocumentPart] { get }
}

extension Documented {
    /// The record itself on paper.
    package static var page: DocumentName { DocumentName("document", nil) }
}

/// The name of a page that prints: in its path and over its text.
package struct DocumentName: Sendable {
    let word: String
    /// Nil: the record's kind.
    let title: Label?

    /// A page that is more than the record on paper, such as a letter.
    package init(_ word: String, _ english: String, _ chinese: String) {
        self.init(word, Label(english, chinese))
    }

    fileprivate init(_ word: String, _ title: Label?) {
        self.word = word
        self.title = title
    }
}

/// A part of a page. What a reader may not see, and what has no value, is left out.
package enum DocumentPart: Sendable {
    /// Whom a reference names, and what else is told of it.
    case party(AnyField, [AnyField])
    /// Labels with their values.
    case facts([AnyField])
    /// Texts under their labels as headings.
    case texts([AnyField])
    /// What every such page says.
    case paragraph(Label)
    /// A list of the record, with these columns; items with that value in that field are left out, or those without it. Before them stand
    /// columns of what each item refers to, one reference after the other, such as the order's line of an invoice's.
    case table(
        AnyChildren, [AnyField], through: (path: [AnyField], columns: [AnyField])? = nil, without: (field: AnyField, value: String)? = nil,
        only: (field: AnyField, value: String)? = nil)
    /// Amounts of the record at the foot of a table.
    case totals([AnyField])
    /// A line to sign on for each.
    case signatures([Label])
}

/// Who sends the papers: a question to the module that knows the company.
package struct DocumentSender: Question {
    /// The company's name first, then what else heads its papers.
    package let lines: @Sendable (RuleReader, Language) -> [String]

    /// - Parameter lines: what heads a paper in that language
    package init(_ lines: @escaping @Sendable (RuleReader, Language) -> [String]) {
        self.lines = lines
    }

    package static let unanswered = DocumentSender { _, _ in [] }
}
