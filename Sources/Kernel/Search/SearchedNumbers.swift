// Numbers such as SO-20261124-0001, found by a part of them in the index that their table has anyway: they change with every paper, and a
// text index of them would cost each paper more than all else that is kept of it.

import SQLite

/// A question that may be the part of a number.
struct SearchedNumbers {
    private let question: SearchQuestion
    /// Nil where it is none.
    private let part: String?

    /// So many characters it takes: fewer stand in nearly every number.
    private static let shortestPart = 3
    /// The newest numbers of each kind that are looked at.
    private static let mostNumbers = 50_000

    init(_ question: SearchQuestion) {
        self.question = question
        let word = question.words.count == 1 ? question.words[0] : ""
        let isPart =
            word.utf8.count >= SearchedNumbers.shortestPart && word.contains(where: \.isNumber)
            && word.utf8.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "-"): true
                default: false
                }
            }
        part = isPart ? word.uppercased() : nil
    }

    /// At most a page of them, the newest of each kind first.
    func hits(on connection: Connection) throws -> [SearchQuestion.Hit] {
        guard let part else { return [] }
        let found = try question.resources.flatMap { try hits(of: $0, part, on: connection) }
        return Array(found.prefix(question.limit))
    }

    private func hits(of resource: AnyResource, _ part: String, on connection: Connection) throws -> [SearchQuestion.Hit] {
        guard let number = resource.schema.numberField, number.traits.isSearched else { return [] }
        let scope = question.scope(resource)
        let table = resource.schema.table
        let sql = """
            SELECT t.id FROM (SELECT id, \(number.column) AS number FROM \(table) ORDER BY \(number.column) DESC LIMIT \(SearchedNumbers.mostNumbers)) n
            CROSS JOIN \(table) t ON t.id = n.id
            WHERE instr(n.number, ?) > 0 AND t.archived_at IS NULL AND (\(scope.sql)) LIMIT \(question.limit)
            """
        return try connection.rows(sql, [.text(part)] + scope.bindings(for: question.caller)).compactMap { row in
            row[0].integer.map { SearchQuestion.Hit(place: .max, resource: resource, id: $0) }
        }
    }
}
