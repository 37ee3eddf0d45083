// Declarations beside the tables that migrations made.

import Foundation
import Kernel
import SQLite
import Storage
import Testing

@Suite struct SchemaCheckTests {
    @Test func `tables that follow the declarations have no problems`() throws {
        #expect(try problems(Samples.migration.sql) == [])
    }

    @Test(arguments: [
        (
            "due_on INTEGER NOT NULL", "due_on TEXT NOT NULL",
            "sample_papers.due_on: the type is TEXT; expected due_on INTEGER NOT NULL"
        ),
        (
            "subject TEXT NOT NULL", "subject TEXT",
            "sample_papers.subject: NOT NULL is missing though the field is not optional; expected subject TEXT NOT NULL"
        ),
        ("mail TEXT,", "mail TEXT NOT NULL,", "sample_papers.mail: NOT NULL stands though the field is optional; expected mail TEXT"),
        ("mail TEXT,", "", "sample_papers.mail: the column is missing; expected mail TEXT"),
        ("mail TEXT,", "mail TEXT, fax TEXT,", "sample_papers.fax: no field declares this column"),
        (
            "owner_id INTEGER NOT NULL REFERENCES users (id)", "owner_id INTEGER NOT NULL",
            "sample_papers.owner_id: the reference is missing; expected owner_id INTEGER NOT NULL REFERENCES users (id)"
        ),
        (
            "approved_by_id INTEGER REFERENCES users (id)", "approved_by_id INTEGER REFERENCES sample_papers (id)",
            "sample_papers.approved_by_id: the column refers to sample_papers; expected approved_by_id INTEGER REFERENCES users (id)"
        ),
        (
            "discount INTEGER", "discount INTEGER REFERENCES users (id)",
            "sample_papers.discount: the column refers to users, the field to nothing; expected discount INTEGER"
        ),
        (
            "position INTEGER NOT NULL, at", "position INTEGER, at",
            "sample_paper_log.position: NOT NULL is missing though the field is not optional; expected position INTEGER NOT NULL"
        ),
    ])
    func `a wrong column is named with the line it should have`(_ right: String, _ wrong: String, _ problem: String) throws {
        #expect(Samples.migration.sql.contains(right))
        #expect(try problems(Samples.migration.sql.replacing(right, with: wrong)) == [problem])
    }

    @Test func `a missing table is shown as it should be`() throws {
        let sql = Samples.migration.sql.replacing("CREATE TABLE sample_paper_log (", with: "CREATE TABLE another (")
        let problem = try #require(try problems(sql).first)
        #expect(
            problem.hasPrefix(
                "sample_paper_log: the table is missing; expected CREATE TABLE sample_paper_log (\n    id INTEGER PRIMARY KEY,\n"))
        #expect(problem.contains("sample_paper_id INTEGER NOT NULL REFERENCES sample_papers (id)"))
    }

    private func problems(_ sql: String) throws -> [String] {
        let connection = try Connection(path: ":memory:", mode: .readWrite)
        let registry = try Samples.registry()
        // The kernel's own tables, such as that of attachments, are as they should be.
        for migration in registry.migrations where migration.module == "kernel" { try connection.execute(migration.sql) }
        try connection.execute(sql)
        return try SchemaCheck.problems(registry, connection)
    }
}
