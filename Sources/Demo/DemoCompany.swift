// The demo company: the Northwind files told again as the history of a company that works with this server.

import Catalog
import Crypto
import Dispatch
import Identity
package import Kernel
import SQLite
package import Storage
import Synchronization

/// Why the demo company could not be made.
package struct DemoFault: Error, Sendable, Hashable {
    package let text: String
}

/// What was made, for those who are to use it.
package struct DemoCompany: Sendable {
    /// Somebody who can sign in.
    package struct Login: Sendable {
        package let username: String
        package let displayName: String
        package let roles: [Role]
    }

    /// In the order of their ids.
    package let logins: [Login]
    /// The ERP's API key; it is kept nowhere else.
    package let erpKey: String
    package let orderCount: Int
    /// The day of the newest order.
    package let newestOrderOn: Day
}

extension DemoCompany {
    /// The currency of the files' prices in the demo company.
    package static let currency = "CNY"

    /// Happenings in one write, so that it ends within `StorageLimits.batchMilliseconds`.
    private static let sliceLength = 200

    /// Fills a database in which nothing was entered yet.
    ///
    /// - Parameters:
    ///   - asOf: the newest order lies on one of the seven days before
    ///   - password: of everybody
    ///   - progress: told how many of how many orders are entered
    /// Throws `DemoFault`, `Failure` where a rule refuses something, and what the storage throws.
    package static func fill(
        _ database: Database, _ registry: Registry, asOf: Day, password: String, progress: (_ done: Int, _ of: Int) -> Void
    ) throws -> DemoCompany {
        let northwind = try Northwind()
        let staff = Staff(northwind.employees)
        try refuseWeak(password, staff)
        let history = try History(northwind, staff, registry.calendar, asOf: asOf)
        let key = IssuedKey()
        let happenings = history.happenings(hashes: try hashes(of: password, count: staff.everybody.count), key: key)
        try registry.loadSettings(database, enteredAt: happenings.first?.at)
        try write(happenings, to: database, Historian(registry: registry, staff: staff), progress: progress)
        let logins = staff.everybody.map { Login(username: $0.username, displayName: $0.displayName, roles: $0.roles) }
        return DemoCompany(
            logins: logins, erpKey: key.text, orderCount: northwind.orders.count, newestOrderOn: history.shift.day(history.lastDay))
    }

    private static func write(
        _ happenings: [Happening], to database: Database, _ historian: Historian, progress: (Int, Int) -> Void
    ) throws {
        let total = happenings.count { $0.isOrder }
        var done = 0
        for start in stride(from: 0, to: happenings.count, by: sliceLength) {
            let slice = happenings[start..<min(start + sliceLength, happenings.count)]
            try database.write { transaction in try historian.tell(slice, in: transaction) }
            done += slice.count { $0.isOrder }
            progress(done, total)
        }
    }

    // MARK: Passwords

    /// A password that nobody can guess and everybody can type, in groups of four.
    package static func randomPassword() throws -> String {
        // Without vowels and h it contains no user name; without 0, 1, l it cannot be misread. 32 letters, so that each is as likely.
        let alphabet = Array("bcdfgkmnpqrstvwxz23456789BCDFGKM")
        let letters = try SecureRandom.bytes(16).map { alphabet[Int($0) % alphabet.count] }
        return stride(from: 0, to: letters.count, by: 4).map { String(letters[$0..<$0 + 4]) }.joined(separator: "-")
    }

    private static func refuseWeak(_ password: String, _ staff: Staff) throws {
        guard let person = staff.everybody.first(where: { !UserPassword.isStrong(password, for: $0.username) }) else { return }
        throw DemoFault(
            text:
                "the password needs at least \(UserPassword.minimumLength) characters and must not contain a user name, such as \(person.username)"
        )
    }

    /// A hash for each, on all cores: it takes most of a second for ten.
    private static func hashes(of password: String, count: Int) throws -> [String] {
        let hashes = Mutex<[Int: Result<String, CryptoError>]>([:])
        DispatchQueue.concurrentPerform(iterations: count) { index in
            let hash = Result { () throws(CryptoError) in try PasswordHash.make(password: password) }
            hashes.withLock { $0[index] = hash }
        }
        let made = hashes.withLock { $0 }
        return try (0..<count).map { try made[$0]?.get() ?? "" }
    }
}
