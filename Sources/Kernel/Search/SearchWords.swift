// The words that the search has of a text, made comparable.

import SQLite

/// What tells the words of a text and their places from those of another, in whatever order they are met.
struct WordSum: Equatable {
    private var sum: UInt64 = 0
    private var count = 0

    /// For each text that `table`, the words of an index (sqlite.org/fts5.html, "fts5vocab"), tells of.
    static func all(in table: String, on connection: Connection) throws -> [Int64: WordSum] {
        let statement = try connection.prepare("SELECT doc, \"offset\", term FROM \(table)")
        var sums: [Int64: WordSum] = [:]
        while try statement.step() {
            let place = statement.integer(1)
            statement.withText(2) { sums[statement.integer(0), default: WordSum()].add($0, at: place) }
        }
        return sums
    }

    private mutating func add(_ word: Span<UInt8>, at place: Int64) {
        sum &+= Self.mixed(Self.mixed(Self.fingerprint(of: word)) ^ UInt64(bitPattern: place))
        count += 1
    }

    /// FNV-1a of 64 bits.
    private static func fingerprint(of word: Span<UInt8>) -> UInt64 {
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for index in word.indices { hash = (hash ^ UInt64(word[index])) &* 0x0000_0100_0000_01B3 }
        return hash
    }

    /// Spreads what differs in few bits over all of them: the finisher of SplitMix64.
    private static func mixed(_ value: UInt64) -> UInt64 {
        var mixed = value &+ 0x9E37_79B9_7F4A_7C15
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}

/// An index in memory that makes words of texts as the search does.
struct ScratchIndex {
    private let connection: Connection

    init() throws {
        connection = try Connection(path: ":memory:", mode: .readWrite)
        try connection.run("CREATE VIRTUAL TABLE scratch USING fts5 (text, content = '', columnsize = 0, tokenize = 'parts')")
        try connection.run("CREATE VIRTUAL TABLE scratch_words USING fts5vocab (scratch, instance)")
    }

    func words(of documents: [SearchDocument]) throws -> [Int64: WordSum] {
        try connection.run("BEGIN")
        for document in documents {
            try connection.run("INSERT INTO scratch (rowid, text) VALUES (?, ?)", [.integer(document.id), .text(document.text)])
        }
        let sums = try WordSum.all(in: "scratch_words", on: connection)
        try connection.run("ROLLBACK")
        return sums
    }
}
