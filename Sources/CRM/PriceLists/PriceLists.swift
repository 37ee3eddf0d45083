// Which price a customer gets.

package import Catalog
package import Kernel
import SQLite

/// The prices that the lists say.
package enum PriceLists {
    /// The price of a product for a customer on a day: of the customer's own list, else of the list of the customer's level,
    /// else the list price, where the paper is in the company's currency. Of several lists the one that started last counts.
    ///
    /// Nil where no list has the product in that currency.
    package static func unitPrice(
        for customer: Record<Customer>, _ product: Record<Product>, currency: String, on day: Day, in context: RuleReader
    ) throws -> UnitPrice? {
        if let listed = try listedPrice(customer, product, currency, day, context) { return listed }
        return currency == context.registry.companyCurrency ? product.listPrice : nil
    }

    private static func listedPrice(
        _ customer: Record<Customer>, _ product: Record<Product>, _ currency: String, _ day: Day, _ context: RuleReader
    ) throws -> UnitPrice? {
        try context.integer(
            """
            SELECT price.unit_price
            FROM price_list_prices price JOIN price_lists list ON list.id = price.price_list_id
            WHERE price.product_id = ? AND (list.customer_id = ? OR list.level = ?) AND list.currency = ?
                AND list.starts_on <= ? AND (list.ends_on IS NULL OR list.ends_on >= ?) AND list.archived_at IS NULL
            ORDER BY list.customer_id IS NULL, list.starts_on DESC, list.id DESC
            LIMIT 1
            """, product.id.stored, customer.id.stored, customer.level.stored, .text(currency), day.stored, day.stored
        ).map(UnitPrice.init(unscaled:))
    }
}
