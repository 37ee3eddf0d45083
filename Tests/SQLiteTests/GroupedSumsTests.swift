// `grouped_sums` comes to what GROUP BY comes to.

import SQLite
import Testing

struct GroupedSumsTests {
    private func connection() throws -> Connection {
        let connection = try Connection(path: ":memory:", mode: .readWrite)
        try connection.execute("CREATE TABLE rows (k ANY, s ANY, a INTEGER, b INTEGER) STRICT")
        return connection
    }

    /// As texts, in order.
    private func groups(_ connection: Connection, where condition: String = "1") throws -> [String] {
        let call = GroupedSums.sql(by: "k", "s", [(.sum, "a"), (.largest, "b"), (.spread, "b")])
        let answer = try connection.first("SELECT \(call) FROM rows WHERE \(condition)")?.first ?? .null
        return GroupedSums.read(answer, width: 5).map { "\($0.key) \($0.subkey) \($0.values)" }.sorted()
    }

    /// Keys of every type, few and many, with texts that begin alike; values of both signs, and none.
    @Test(arguments: [1, 2, 3, 4] as [UInt64])
    func `it comes to the same as GROUP BY`(seed: UInt64) throws {
        let connection = try connection()
        defer { connection.close() }
        var random = Numbers(state: seed)
        let many = seed % 2 == 0 ? Int64(5) : 3000
        func key() -> SQLiteValue {
            switch random.integer(0...4) {
            case 0: .null
            case 1: .text("华东\(random.integer(0...many))")
            case 2: .text(["", "a", "aa", "a\u{0}b", "长" + String(repeating: "名", count: 40)][Int(random.integer(0...4))])
            default: .integer(random.integer(-many...many))
            }
        }
        for _ in 0..<4000 {
            let values: [SQLiteValue] = [
                key(), random.integer(1...3) == 1 ? key() : .null,
                random.integer(1...9) == 1 ? .null : .integer(random.integer(-1000...1000)),
                random.integer(1...2) == 1 ? .null : .integer(random.integer(-5...5)),
            ]
            try connection.run("INSERT INTO rows VALUES (?, ?, ?, ?)", values)
        }
        let wanted = try connection.rows(
            "SELECT k, s, ifnull(sum(a), 0), max(b), count(b), ifnull(sum(b), 0), max(b) FROM rows GROUP BY k, s"
        ).map {
            "\($0[0]) \($0[1]) \($0[2...].map(\.integer))"
        }
        #expect(try groups(connection) == wanted.sorted())
        #expect(try groups(connection, where: "0") == [])
    }

    @Test func `a sum that leaves the whole numbers is refused, the largest of them is not`() throws {
        let connection = try connection()
        defer { connection.close() }
        try connection.run("INSERT INTO rows VALUES (1, NULL, ?, ?)", [.integer(.max), .integer(.min)])
        #expect(try groups(connection) == ["\(SQLiteValue.integer(1)) \(SQLiteValue.null) \([Int64.max, .min, 1, .min, .min] as [Int64?])"])
        try connection.run("INSERT INTO rows VALUES (2, NULL, 1, 1)")
        #expect(try groups(connection).count == 2)
        try connection.run("INSERT INTO rows VALUES (1, NULL, 1, 1)")
        #expect(throws: DatabaseError.self) { try groups(connection) }
        // What left them before is no whole number any more.
        #expect(throws: DatabaseError.self) {
            try connection.first("SELECT grouped_sums('s', 1, NULL, 9223372036854775807 + 1)")
        }
    }

    /// Rows without end: who goes on after a fault never comes back, but for the deadline.
    private func fault(of call: String, groupBytes: Int = GroupedSums.mostBytes) throws -> ResultCode? {
        let connection = try Connection(path: ":memory:", mode: .readWrite, groupBytes: groupBytes)
        defer { connection.close() }
        connection.setDeadline(milliseconds: 20_000)
        let rows = "WITH RECURSIVE rows (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM rows)"
        do {
            _ = try connection.first("\(rows) SELECT \(call) FROM rows")
            return nil
        } catch {
            // The connection goes on.
            #expect(try connection.first("SELECT grouped_sums('s', 1, NULL, 1)")?.first?.blob?.count == 19)
            return error.code
        }
    }

    @Test(arguments: [
        ("grouped_sums('s', NULL, NULL, 9223372036854775000 + n)", ResultCode.error), ("grouped_sums('s', n % 7, NULL, 'a')", .error),
        ("grouped_sums('ss', n % 7, NULL, 1)", .error), ("grouped_sums('s', n / 2.0, NULL, 1)", .mismatch),
        ("grouped_sums('s', n, x'00', 1)", .mismatch), ("grouped_sums('s', iif(n < 1000, n, 0.5), NULL, 1)", .mismatch),
    ])
    func `what cannot be summed up ends the statement at its row`(_ call: String, _ code: ResultCode) throws {
        #expect(try fault(of: call)?.primary == code, "\(call)")
    }

    @Test(arguments: [
        "grouped_sums('s', n, NULL, 1)", "grouped_sums('', NULL, n, 1)".replacing(", 1)", with: ")"),
        "grouped_sums('t', printf('%0500d', n), 'a', 1)", "grouped_sums('s', 'a', printf('%0500d', n), 1)",
        "grouped_sums('s', printf('%02000000d', n), NULL, 1)",
    ])
    func `groups take no more memory than is allowed`(_ call: String) throws {
        #expect(try fault(of: call, groupBytes: 1 << 20)?.primary == .tooBig, "\(call)")
    }

    @Test func `a call that does not fit is refused, and the connection goes on`() throws {
        let connection = try connection()
        defer { connection.close() }
        for call in ["grouped_sums('ss', 1, NULL, 1)", "grouped_sums(NULL, 1, NULL, 1)", "grouped_sums('', 1, NULL, 1)", "grouped_sums()"] {
            #expect(throws: DatabaseError.self) { try connection.first("SELECT \(call)") }
        }
        // At most 64 values, of which t is three.
        for (kinds, isRefused) in [(String(repeating: "t", count: 22), true), (String(repeating: "t", count: 21) + "s", false)] {
            let call = "SELECT grouped_sums('\(kinds)', 1, NULL\(String(repeating: ", 1", count: kinds.count)))"
            let isAnswered = (try? connection.first(call)) != nil
            #expect(isAnswered != isRefused, "\(kinds)")
        }
        #expect(try connection.first("SELECT grouped_sums('', 1, NULL)")?.first?.blob?.count == 10)
        // Nowhere but in a statement of the program itself.
        #expect(throws: DatabaseError.self) {
            try connection.execute("CREATE VIEW sums AS SELECT grouped_sums('s', k, NULL, a) FROM rows")
            _ = try connection.rows("SELECT * FROM sums")
        }
    }
}

/// Numbers that are the same in each run (SplitMix64).
private struct Numbers: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    mutating func integer(_ range: ClosedRange<Int64>) -> Int64 { .random(in: range, using: &self) }
}
