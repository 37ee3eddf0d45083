// `salesd demo`: fills an empty data directory with the sample company.

import Demo
import Kernel
import Storage

extension Command {
    static let demo = Command(
        "demo",
        flags: [
            Flag("password", "TEXT", "Everybody's password; a random one is made and printed where it is left out."),
            Flag("as-of", "DAY", "The newest order lies in the week before this day, such as 2026-11-24. Default today."),
        ], summary: "Fill an empty data directory with a sample company: people, customers, products, orders"
    ) { invocation in
        let configuration = invocation.configuration
        let settings = configuration.company
        guard settings.currency == DemoCompany.currency else {
            throw CommandFailure("the sample company keeps its books in \(DemoCompany.currency), not in \(settings.currency)")
        }
        let registry = try Modules.registry(settings, clock: SystemClock())
        let asOf = try asOf(invocation.flag("as-of"), registry)
        let password = try invocation.flag("password") ?? DemoCompany.randomPassword()
        let site = try DemoSite(configuration.data)
        let company = try site.build(registry) { database in
            _ = try settings.settled(in: database)
            return try DemoCompany.fill(database, registry, asOf: asOf, password: password) { done, total in
                Console.progress("\(done) of \(total) orders")
            }
        }
        if Console.showsProgress { Console.progress("") }
        tell(company, configuration, password: invocation.flag("password") == nil ? password : nil)
    }

    /// Days in the future are refused: what happens after now would come before what is written already.
    private static func asOf(_ text: String?, _ registry: Registry) throws -> Day {
        let today = registry.calendar.day(of: registry.clock.now)
        guard let text else { return today }
        guard let day = Day(text) else { throw UsageError(["--as-of: “\(text)” is no day such as 2026-11-24"]) }
        guard let earliest = Day(year: 1980, month: 1, day: 1), (earliest...max(earliest, today)).contains(day) else {
            throw UsageError(["--as-of: the day lies between 1980-01-01 and today, \(today)"])
        }
        return day
    }

    /// - Parameter password: nil where whoever asked for the company has chosen it
    private static func tell(_ company: DemoCompany, _ configuration: Configuration, password: String?) {
        Console.result("\(configuration.data) holds \(company.orderCount) orders now, the newest of \(company.newestOrderOn).")
        Console.result("")
        Console.result("user".padded(12) + "roles".padded(16) + "name")
        for login in company.logins {
            let roles = login.roles.map(\.rawValue).joined(separator: ",")
            Console.result(login.username.padded(12) + roles.padded(16) + login.displayName)
        }
        Console.result("")
        Console.result("Everybody's password, printed this once: " + (password ?? "the one that you gave"))
        Console.result("The ERP's API key, printed this once: " + company.erpKey)
        Console.result("")
        Console.result("Next:")
        let link = configuration.listen.first?.link(isSecure: configuration.usesTLS) ?? "http://127.0.0.1:8080"
        Console.result("    salesd serve --data \(configuration.data)")
        Console.result("    curl \(link)/v1/sessions -d '{\"username\": \"michael\", \"password\": \"\(password ?? "PASSWORD")\"}'")
        Console.result("    curl '\(link)/v1/orders?limit=3' -H 'Authorization: Bearer TOKEN'")
    }
}

/// Where the company is built: in a directory of its own inside the data directory, so that half a company is never taken for a whole one.
private struct DemoSite {
    private let data: String
    private var draft: String { data + "/demo.partial" }

    /// Throws `CommandFailure` unless the data directory is empty or does not exist; what an interrupted run has left does not count.
    init(_ data: String) throws {
        self.data = data
        let others = LocalFile.names(in: data).filter { $0 != "demo.partial" }
        guard others.isEmpty else {
            throw CommandFailure("\(data) is not empty: the sample company is made in an empty data directory only")
        }
    }

    /// Makes a database, lets `fill` fill it, and puts it in its place. Nothing stays where that fails.
    func build<Result>(_ registry: Registry, _ fill: (Database) throws -> Result) throws -> Result {
        try LocalFile.makeDirectory(data)
        let database = try emptyDatabase(registry.migrations)
        do {
            defer { database.close() }
            let result = try fill(database)
            database.close()
            // The database comes last: with it the company is there.
            if LocalFile.exists(draft + "/blobs") { try LocalFile.move(draft + "/blobs", to: data + "/blobs") }
            try LocalFile.move(draft + "/salesd.db", to: data + "/salesd.db")
            LocalFile.remove(draft)
            return result
        } catch let fault as DemoFault {
            LocalFile.remove(draft)
            throw CommandFailure(fault.text)
        } catch {
            LocalFile.remove(draft)
            throw error
        }
    }

    /// Whoever has the draft's lock builds there; what nobody holds is the remains of a run that was interrupted.
    private func emptyDatabase(_ migrations: [Migration]) throws -> Database {
        let found = try Database.open(directory: draft, migrations: migrations)
        guard found.appliedMigrations.count < migrations.count else { return found }
        found.close()
        LocalFile.remove(draft)
        return try Database.open(directory: draft, migrations: migrations)
    }
}
