// What is sold.

package import Kernel

/// Something that is sold. Its prices are in the company's currency and without tax.
package final class Product: Importable {
    package static let schema = Schema<Product>("products", one: "product", "Product", "产品")

    package let sku = text("SKU", "货号", max: 60).unique().naming().searched().lookedUp()
    package let name = text("Name", "名称").naming().searched()
    package let unit = text("Unit", "单位", max: 40).byDefault("pcs")
    package let listPrice = unitPrice("List price", "标准售价")
    /// What one unit costs the company.
    package let standardCost = unitPrice("Standard cost", "标准成本").seen(in: .productCost).optional()
    package let taxRate = fraction("Tax rate", "税率").byDefault(Fraction(unscaled: 1300))
    package let category = reference(Category.self, "Category", "产品类别").optional()
    /// Made after it was ordered, so that what may ship depends on production.
    package let madeToOrder = boolean("Made to order", "按单生产").byDefault(false)
    /// Whether it may be ordered.
    package let active = boolean("Active", "在售").byDefault(true)
    package let description = paragraphs("Description", "说明", max: 5000).optional()
    package let externalID = Kernel.externalID()

    package init() {}

    package static let filters: [NamedFilter] = [
        .flag(
            "likely_duplicate", "On sale under the name of another one", "与其他在售产品名称相同",
            when: """
                t.active = 1 AND lower(trim(t.name)) IN (SELECT lower(trim(name)) FROM products
                    WHERE active = 1 AND archived_at IS NULL GROUP BY 1 HAVING count(*) > 1)
                """)
    ]

    package static let access = Grant.catalogue
}

extension FieldGroup {
    /// What products cost (access.md, group cost).
    package static let productCost = FieldGroup("cost", seenBy: [.finance, .salesManager, .product, .executive, .auditor, .admin])
}
