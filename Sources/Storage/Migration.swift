// One change of the database's structure.

/// A numbered change of a module's tables: written once, never edited, never undone.
package struct Migration: Sendable {
    /// The module whose tables it makes or changes.
    package let module: String
    /// Its place in the module's order, from 1.
    package let number: Int
    /// What it does, for people: "create-orders".
    package let name: String
    /// The statements. They must not begin or end a transaction.
    package let sql: String

    /// Makes a migration.
    package init(module: String, number: Int, name: String, sql: String) {
        self.module = module
        self.number = number
        self.name = name
        self.sql = sql
    }

    /// How messages name it: "orders.0001.create-orders".
    package var title: String {
        let digits = String(number)
        return "\(module).\(String(repeating: "0", count: max(0, 4 - digits.count)))\(digits).\(name)"
    }

    /// A stable hash of the SQL (FNV-1a, 64 bits) against edits by accident; it is not meant against an attacker.
    var checksum: String {
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for byte in sql.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
        let digits = String(hash, radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }
}
