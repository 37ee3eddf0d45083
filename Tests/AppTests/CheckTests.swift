// `salesd check`: what can be wrong with a database beside its pages and references (OperatorTests, DerivedColumnTests).

import App
import JSON
import SQLite
import Storage
import TestSupport
import Testing

@Suite struct CheckTests {
    private let world: World

    init() throws { world = try World() }

    private func faults(after sql: String) throws -> [String] {
        try world.server.application.database.write { try $0.connection.execute(sql) }
        let reply = Reply(try world.server.operatorClient().send("GET", "/control/check"))
        #expect(reply.status == 200)
        return reply.array("faults").compactMap(\.string)
    }

    @Test(arguments: [
        ("SELECT 1", []),
        ("ALTER TABLE contacts ADD COLUMN shoe_size INTEGER", ["contacts.shoe_size: no field declares this column"]),
        ("DELETE FROM audit WHERE sequence = 3", ["audit record 3 is missing"]),
        ("UPDATE audit SET content = NULL, salt = NULL WHERE sequence = 2", ["audit record 2 has lost its content without an erasure"]),
    ])
    func `each fault is found and named`(_ sql: String, _ expected: [String]) throws {
        #expect(try faults(after: sql).map { String($0.prefix(expected.first?.count ?? 1_000)) } == expected)
    }
}
