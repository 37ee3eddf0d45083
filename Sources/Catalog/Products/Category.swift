// The groups that products are sorted into.

package import Kernel

/// A group of products, such as beverages.
package final class Category: Resource {
    package static let schema = Schema<Category>("categories", one: "category", "Category", "产品类别")

    package let name = text("Name", "名称", max: 100).unique().lookedUp()
    package let description = paragraphs("Description", "说明", max: 2000).optional()
    package let externalID = Kernel.externalID()

    package init() {}

    package static let access = Grant.catalogue
}

extension Grant {
    /// Everybody reads the catalogue; the product department and the ERP keep it.
    static let catalogue =
        Grant.standard + [
            Grant([.product], .all),
            Grant([.integration], [.read, .create, .update]),
            Grant(.everyone, .read),
        ]
}
