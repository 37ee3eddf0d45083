// Prices agreed with a customer or given to a level. They belong to the catalogue's matter but refer to customers, so they stand here.

package import Catalog
package import Kernel

/// Prices that hold for one customer, or for all customers of one level, in one currency from a day on.
package final class PriceList: Resource {
    package static let schema = Schema<PriceList>("price-lists", one: "price_list", "Price list", "价格表")

    package let name = text("Name", "名称")
    package let level = choice(CustomerLevel.self, "Level", "客户等级").optional()
    package let customer = reference(Customer.self, "Customer", "客户").concerned().optional()
    package let currency = Kernel.currency().companysByDefault()
    package let startsOn = day("Starts on", "生效日期")
    /// The last day on which the prices hold.
    package let endsOn = day("Ends on", "失效日期").optional()
    package let externalID = Kernel.externalID()
    package let prices = children(ListedPrice.self, "Prices", "价格", 0...5000)

    package init() {}

    /// A level's prices are everybody's to see, like the catalogue; a customer's are seen with the customer.
    package static let access =
        Grant.standard + [
            Grant([.product], .all),
            Grant([.integration], [.read, .create, .update]),
            Grant([.salesRep], .read, rows: .own),
            Grant([.salesManager], .read, rows: .team),
            Grant([.finance, .legal], .read),
            Grant(.everyone, .read, rows: .matching("t.customer_id IS NULL")),
        ]

    package static func prepare(_ list: inout Record<PriceList>, from old: Record<PriceList>?, in context: RuleContext) throws {
        guard (list.level == nil) != (list.customer == nil) else { throw Failure.invalid(.priceListTarget, at: "/customer_id") }
        if let endsOn = list.endsOn, endsOn < list.startsOn {
            throw Failure.invalid(.endsBeforeStart, at: "/ends_on", ["name": "ends_on"])
        }
        let faults = list.prices.repeats(of: { $0.product }).map { Fault(.productTwice, at: "/prices/\($0)/product_id") }
        if !faults.isEmpty { throw Failure.invalid(faults) }
    }
}

/// The price of one product in a list.
package final class ListedPrice: Item {
    package static let schema = Schema<ListedPrice>(
        table: "price_list_prices", one: "listed_price", parent: "price_list_id", "Price", "价格")

    package let product = reference(Product.self, "Product", "产品")
    package let unitPrice = Kernel.unitPrice("Unit price", "单价")

    package init() {}
}
