// A line with a price: the same in proposals, contracts and orders (domain.md, Money).
//
// Rows are worked on by place and not by generic code, which the compiler would not specialise in another module.

package import Catalog
package import Kernel
import SQLite

/// What a line charges: goods, or what comes with them.
package enum LineKind: String, Choice {
    case product, freight

    package var chinese: String {
        switch self {
        case .product: "产品"
        case .freight: "运费"
        }
    }
}

/// A line of a paper that is priced, taxed and costed.
package protocol PricedLine: Item {
    var kind: Field<LineKind> { get }
    var product: Field<ID<Product>?> { get }
    var quantity: Field<Quantity> { get }
    var unitPrice: Field<UnitPrice> { get }
    var discount: Field<Fraction> { get }
    var taxRate: Field<Fraction> { get }
    var net: Field<Money> { get }
    var tax: Field<Money> { get }
    var gross: Field<Money> { get }
    var unitCost: Field<UnitPrice> { get }
    var cost: Field<Money> { get }
    var margin: Field<Money> { get }
}

/// Where the values of such a line stand in its row.
package struct LinePlaces: Sendable {
    let kind, product, quantity, unitPrice, discount, taxRate, net, tax, gross, unitCost, cost, margin: Int

    /// Looked up once for each kind of line.
    package init<L: PricedLine>(_ line: L.Type) {
        let fields = L.schema.declaration
        kind = fields.kind.index
        product = fields.product.index
        quantity = fields.quantity.index
        unitPrice = fields.unitPrice.index
        discount = fields.discount.index
        taxRate = fields.taxRate.index
        net = fields.net.index
        tax = fields.tax.index
        gross = fields.gross.index
        unitCost = fields.unitCost.index
        cost = fields.cost.index
        margin = fields.margin.index
    }
}

/// The sums of a paper's lines.
package struct PaperTotals: Sendable {
    package let net: Money
    package let tax: Money
    package let gross: Money
    package let cost: Money
    package let margin: Money

    /// Throws `amount_out_of_range`.
    package init(of lines: [Row], _ places: LinePlaces) throws {
        func sum(_ place: Int) throws -> Money {
            try lines.reduce(.zero) { try $0.adding(Money(minorUnits: $1.integer(place) ?? 0)) }
        }
        net = try sum(places.net)
        tax = try sum(places.tax)
        gross = try sum(places.gross)
        cost = try sum(places.cost)
        margin = try net.subtracting(cost)
    }
}
