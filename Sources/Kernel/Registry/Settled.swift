// What the first start settles for good and the database keeps: the company's currency and time zone, and the key of cursors.

import Crypto
import SQLite
package import Storage
import Synchronization

/// What the books stand on: amounts and days that were written with one of these mean something else with another.
package struct CompanySettings: Sendable, Equatable {
    /// ISO 4217: the currency in which the company keeps its books.
    package let currency: String
    /// The time zone in which its days begin and end.
    package let timeZone: String

    /// ISO 4217 and a name of the time zone database.
    package init(currency: String, timeZone: String) {
        self.currency = currency
        self.timeZone = timeZone
    }

    /// What a company has that says nothing else.
    package static let standard = CompanySettings(currency: "CNY", timeZone: "Asia/Shanghai")

    /// What the database keeps; where it keeps nothing yet, it keeps these from now on.
    package func settled(in database: Database) throws -> CompanySettings {
        let currency = try Settled.value("currency", in: database) { .text(self.currency) }
        let timeZone = try Settled.value("time_zone", in: database) { .text(self.timeZone) }
        return CompanySettings(currency: currency.text ?? self.currency, timeZone: timeZone.text ?? self.timeZone)
    }
}

/// The key with which cursors are sealed: the database's own, so that a cursor outlives a restart and nobody else can make one.
package final class CursorKey: Sendable {
    private let context: Mutex<HMACSHA256.Context>
    /// What a cursor carries of the seal: nobody guesses 128 bits.
    static let sealLength = 16

    init(keptIn database: Database) throws {
        let value = try Settled.value("cursor_key", in: database) { .blob(try SecureRandom.bytes(32)) }
        guard let bytes = value.blob, !bytes.isEmpty else { throw ProgramFault("the key of cursors is no bytes") }
        context = Mutex(HMACSHA256.Context(key: bytes))
    }

    /// The first bytes of the message's HMAC-SHA-256.
    func seal(_ message: [UInt8]) -> [UInt8] {
        Array(context.withLock { $0.authenticate(message) }.prefix(CursorKey.sealLength))
    }
}

/// The table `settled`.
private enum Settled {
    /// What is kept under a name; where nothing is, what `make` gives is kept.
    static func value(_ name: String, in database: Database, orElse make: () throws -> SQLiteValue) throws -> SQLiteValue {
        let select = "SELECT value FROM settled WHERE name = ?"
        if let kept = try database.read({ try $0.first(select, [.text(name)])?.first }) { return kept }
        let made = try make()
        return try database.write { transaction in
            try transaction.connection.run("INSERT INTO settled (name, value) VALUES (?, ?) ON CONFLICT DO NOTHING", [.text(name), made])
            return try transaction.connection.first(select, [.text(name)])?.first ?? made
        }
    }
}
