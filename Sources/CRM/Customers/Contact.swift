// The people at a customer.

package import Kernel

/// Somebody to speak to at a customer. At most one of them is the first to turn to.
package final class Contact: Importable {
    package static let schema = Schema<Contact>("contacts", one: "contact", "Contact", "联系人")

    package let customer = reference(Customer.self, "Customer", "客户").concerned()
    package let name = text("Name", "姓名", max: 100).personal().searched()
    package let title = text("Title", "职务", max: 100).personal(identifies: false).optional()
    package let phone = Kernel.phone("Phone", "电话").personal().searched().optional()
    package let mobile = Kernel.phone("Mobile", "手机").personal().searched().optional()
    package let email = Kernel.email("Mail", "邮箱").personal().searched().optional()
    package let fax = Kernel.phone("Fax", "传真").personal().optional()
    package let isPrimary = boolean("First to turn to", "主要联系人").byDefault(false)
    package let notes = paragraphs("Notes", "备注").personal(identifies: false).optional()
    package let phoneKey = text("Phone, as compared", "电话比对键", max: 40).personal().computed().secret().optional()
    package let mobileKey = text("Mobile, as compared", "手机比对键", max: 40).personal().computed().secret().optional()
    package let emailKey = text("Mail, as compared", "邮箱比对键", max: 254).personal().computed().secret().optional()
    /// It stays when the person is erased, so that the other system's next PUT by it does not enter the person again.
    package let externalID = Kernel.externalID()
    package let erasedAt = Kernel.erasedAt()

    package init() {}

    package static let access = Grant.customers

    /// Keeps phone and mail in the form in which duplicates are compared.
    package static func prepare(_ contact: inout Record<Contact>, from old: Record<Contact>?, in context: RuleContext) throws {
        contact.phoneKey = contact.phone.flatMap(PhoneNumber.key)
        contact.mobileKey = contact.mobile.flatMap(PhoneNumber.key)
        contact.emailKey = contact.email?.lowercased()
    }

    /// Of two merged customers the one that lives on keeps its first to turn to.
    package static func referrerMoved(_ contact: inout Record<Contact>, in context: RuleContext) throws {
        guard contact.isPrimary else { return }
        contact.isPrimary = try context.all(
            Contact.self, where: "customer_id = ? AND id <> ? AND is_primary = 1 AND archived_at IS NULL", contact.customer.stored,
            contact.id.stored
        ).isEmpty
    }

    /// Who becomes the first to turn to takes the place of whoever was it before.
    package static func written(_ contact: Record<Contact>, from old: Record<Contact>?, in context: RuleContext) throws {
        guard contact.isPrimary, !contact.isArchived else { return }
        let former = try context.all(
            Contact.self, where: "customer_id = ? AND id <> ? AND is_primary = 1 AND archived_at IS NULL", contact.customer.stored,
            contact.id.stored)
        for var other in former {
            other.isPrimary = false
            try context.save(&other)
        }
    }
}
