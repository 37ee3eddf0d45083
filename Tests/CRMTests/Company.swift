// A company in a temporary directory: the real tables, a clock that stands still, and the modules up to the customers.

import Foundation
import Identity
import Kernel
import SQLite
import Storage
import Testing

@testable import CRM
@testable import Catalog

final class Company {
    static let today = Day(daysSince1970: 20_781)

    let database: Database
    let registry: Registry
    private let directory: URL

    init() throws {
        let calendar = try #require(CompanyCalendar(timeZone: "Asia/Shanghai"))
        registry = Registry(
            modules: [.identity, .catalog, .crm], company: .standard, calendar: calendar,
            clock: ManualClock(calendar.start(of: Company.today)), directory: .identity)
        directory = FileManager.default.temporaryDirectory.appendingPathComponent("crm-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        database = try Database.open(directory: directory.path, migrations: registry.migrations, options: Database.Options())
    }

    deinit {
        database.close()
        try? FileManager.default.removeItem(at: directory)
    }

    /// Runs rules as a user with these roles; what they do is kept.
    func run<R: Sendable>(as roles: RoleSet = [.admin], _ body: @escaping @Sendable (RuleContext) throws -> R) throws -> R {
        let registry = registry
        return try database.write { transaction in
            let context = RuleContext(
                caller: Caller(userID: 1, roles: roles), now: registry.clock.now, registry: registry,
                transaction: transaction, origin: Origin(remoteAddress: "test", requestID: "test"))
            if try context.integer("SELECT count(*) FROM users") == 0 { try Company.hire(context) }
            return try body(context)
        }
    }

    private static func hire(_ context: RuleContext) throws {
        try context.connection.run(
            """
            INSERT INTO users (id, version, created_at, updated_at, username, display_name, roles, locale, active, is_service)
            VALUES (1, 1, 0, 0, 'nancy', 'Nancy', '[]', 'en', 1, 0)
            """)
    }
}

extension RuleContext {
    func newCustomer(_ name: String, level: CustomerLevel = .c) throws -> Record<Customer> {
        var customer = Record(new: Customer.self)
        customer.name = name
        customer.level = level
        customer.owner = ID(1)
        try insert(&customer)
        return customer
    }

    func newProduct(_ sku: String, listPrice: String) throws -> Record<Product> {
        var product = Record(new: Product.self)
        product.sku = sku
        product.name = sku
        product.listPrice = try #require(UnitPrice(listPrice))
        try insert(&product)
        return product
    }
}
