// Whether declarations and database agree.

import Kernel
import Storage

/// The place where the kernel's comparison of declarations and tables is called.
enum SchemaCheck {
    /// Every difference, in a sentence each.
    static func differences(_ registry: Registry, _ database: Database) throws -> [String] {
        try Kernel.SchemaCheck.problems(registry, database)
    }

    /// Throws `CommandFailure` with the first difference.
    static func demand(_ registry: Registry, _ database: Database) throws {
        let differences = try differences(registry, database)
        guard let first = differences.first else { return }
        throw CommandFailure("the database does not fit this program (\(differences.count) differences): \(first)")
    }
}
