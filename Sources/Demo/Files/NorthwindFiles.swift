// The Northwind files, read and typed. Their ids and dates are still their own.

import CNorthwind
import Kernel

/// Everything that the files hold, in their order.
struct Northwind: Sendable {
    let employees: [Employee]
    let categories: [ProductCategory]
    let products: [Goods]
    let customers: [Buyer]
    let orders: [PastOrder]
    /// Companies that may become customers; not of the original files.
    let prospects: [Prospect]

    /// Throws `CSVFault` where a file does not hold what it should.
    init() throws {
        employees = try unsafe Northwind.table(northwind_employees).map(Employee.init)
        categories = try unsafe Northwind.table(northwind_categories).map(ProductCategory.init)
        products = try unsafe Northwind.table(northwind_products).map(Goods.init)
        customers = try unsafe Northwind.table(northwind_customers).map(Buyer.init)
        let carriers = try unsafe Northwind.table(northwind_shippers).map { try ($0.text("shipperID"), $0.text("companyName")) }
        let carrierNames = Dictionary(carriers, uniquingKeysWith: { first, _ in first })
        let details = try unsafe Northwind.table(northwind_order_details).map { try ($0.text("orderID"), PastOrderLine($0)) }
        let lines = Dictionary(grouping: details, by: \.0).mapValues { $0.map(\.1) }
        prospects = try unsafe Northwind.table(northwind_leads).map(Prospect.init)
        orders = try unsafe Northwind.table(northwind_orders).map { try PastOrder($0, lines: lines, carrierNames: carrierNames) }
    }

    /// The bytes live as long as the program.
    private static func table(_ file: CNorthwindFile) throws -> [CSVRecord] {
        let bytes = unsafe UnsafeBufferPointer(start: file.bytes, count: file.count)
        return try unsafe CSVTable(bytes).records
    }
}

struct Employee: Sendable {
    let id: Int64
    let firstName: String
    let lastName: String
    let title: String
    let hiredOn: Day
    let phone: String
    /// Nil for whoever reports to nobody.
    let managerID: Int64?

    init(_ record: CSVRecord) throws {
        id = try record.integer("employeeID")
        firstName = try record.text("firstName")
        lastName = try record.text("lastName")
        title = try record.text("title")
        hiredOn = try record.day("hireDate")
        phone = try record.text("homePhone")
        managerID = try record.text("reportsTo").isEmpty ? nil : record.integer("reportsTo")
    }
}

struct ProductCategory: Sendable {
    let id: String
    let name: String
    let description: String

    init(_ record: CSVRecord) throws {
        id = try record.text("categoryID")
        name = try record.text("categoryName")
        description = try record.text("description")
    }
}

struct Goods: Sendable {
    let id: String
    let name: String
    let unit: String
    let price: UnitPrice
    let categoryID: Int64
    let isDiscontinued: Bool

    init(_ record: CSVRecord) throws {
        id = try record.text("productID")
        name = try record.text("productName")
        unit = try record.text("quantityPerUnit")
        price = try record.decimal("unitPrice")
        categoryID = try record.integer("categoryID")
        isDiscontinued = try record.text("discontinued") == "1"
    }
}

struct Buyer: Sendable {
    let code: String
    /// The texts that go into the customer's record as they are, by the field's name.
    let texts: [(field: String, text: String)]
    let contactName: String
    let contactTitle: String
    let phone: String

    init(_ record: CSVRecord) throws {
        code = try record.text("customerID")
        contactName = try record.text("contactName")
        contactTitle = try record.text("contactTitle")
        phone = try record.text("phone")
        let columns = [
            ("name", "companyName"), ("address", "address"), ("city", "city"), ("region", "region"), ("postal_code", "postalCode"),
            ("country", "country"), ("phone", "phone"), ("fax", "fax"),
        ]
        texts = try columns.map { try (field: $0.0, text: record.text($0.1)) }.filter { !$0.text.isEmpty }
    }
}

/// A company that sales has heard of.
struct Prospect: Sendable {
    let company: String
    let person: String
    let region: String
    let industry: String
    let need: String
    /// The texts that go into the lead's record as they are, by the field's name.
    let texts: [(field: String, text: String)]

    init(_ record: CSVRecord) throws {
        company = try record.text("company")
        person = try record.text("person")
        region = try record.text("region")
        industry = try record.text("industry")
        need = try record.text("need")
        texts = try ["company", "person", "title", "phone", "email", "region", "industry"].map { try (field: $0, text: record.text($0)) }
    }

    /// Whether people there write Chinese.
    var isChinese: Bool { company.unicodeScalars.contains { ("\u{4E00}"..."\u{9FFF}").contains($0) } }
}

struct PastOrder: Sendable {
    let id: String
    let customerCode: String
    let employeeID: Int64
    let orderedOn: Day
    let requiredOn: Day
    /// Nil where it had not left when the files were made.
    let shippedOn: Day?
    let carrier: String
    let freight: UnitPrice
    /// Name and address, a line each.
    let shipTo: String
    let lines: [PastOrderLine]

    init(_ record: CSVRecord, lines: [String: [PastOrderLine]], carrierNames: [String: String]) throws {
        id = try record.text("orderID")
        customerCode = try record.text("customerID")
        employeeID = try record.integer("employeeID")
        orderedOn = try record.day("orderDate")
        requiredOn = try record.day("requiredDate")
        shippedOn = try record.text("shippedDate").isEmpty ? nil : record.day("shippedDate")
        carrier = try carrierNames[record.text("shipVia")] ?? ""
        freight = try record.decimal("freight")
        let city = try [record.text("shipPostalCode"), record.text("shipCity"), record.text("shipRegion")].filter { !$0.isEmpty }
        let parts = try [record.text("shipName"), record.text("shipAddress"), city.joined(separator: " "), record.text("shipCountry")]
        shipTo = parts.filter { !$0.isEmpty }.joined(separator: "\n")
        self.lines = lines[id] ?? []
    }
}

struct PastOrderLine: Sendable {
    let productID: Int64
    let quantity: Quantity
    let price: UnitPrice
    let discount: Fraction

    init(_ record: CSVRecord) throws {
        productID = try record.integer("productID")
        quantity = try record.decimal("quantity")
        price = try record.decimal("unitPrice")
        discount = try record.decimal("discount")
    }
}

extension CSVRecord {
    fileprivate func integer(_ name: String) throws -> Int64 {
        guard let number = Int64(try text(name)) else { throw CSVFault(line: line, reason: "“\(name)” is no integer") }
        return number
    }

    fileprivate func decimal<Decimal: FixedPoint>(_ name: String) throws -> Decimal {
        guard let number = Decimal(try text(name)) else { throw CSVFault(line: line, reason: "“\(name)” is no decimal") }
        return number
    }

    /// The day of a timestamp such as `1996-07-04 00:00:00.000`.
    fileprivate func day(_ name: String) throws -> Day {
        guard let day = Day(try text(name).prefix(10)) else { throw CSVFault(line: line, reason: "“\(name)” is no day") }
        return day
    }
}
