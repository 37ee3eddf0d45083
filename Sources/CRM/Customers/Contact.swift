// The people at a customer.

package import Kernel

/// Somebody to speak to at a customer. At most one of them is the first to turn to.
package final class Contact: Importable {
    package static let schema = Schema<Contact>("contacts", one: "contact", "Contact", "联系人")

    package let customer = reference(Customer.self, "Customer", "客户").concerned()
    package let name = text("Name", "姓名", max: 100).personal().naming().searched()
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

    /// Colleagues share a telephone, hardly a mobile or an address.
    package static let filters: [NamedFilter] = [
        .flag(
            "likely_duplicate", "Shares mobile or mail with another one, or the name at the same customer", "手机或邮箱与其他联系人相同，或同一客户下姓名相同",
            when: """
                t.erased_at IS NULL AND EXISTS (SELECT 1 FROM contacts o
                    WHERE o.id <> t.id AND o.archived_at IS NULL AND o.erased_at IS NULL
                    AND (o.mobile_key = t.mobile_key OR o.email_key = t.email_key OR (o.customer_id = t.customer_id AND o.name = t.name)))
                """)
    ]

    /// Keeps phone and mail in the form in which duplicates are compared. Throws `contact_in_deal`.
    package static func prepare(_ contact: inout Record<Contact>, from old: Record<Contact>?, in context: RuleContext) throws {
        contact.phoneKey = contact.phone.flatMap(PhoneNumber.key)
        contact.mobileKey = contact.mobile.flatMap(PhoneNumber.key)
        contact.emailKey = contact.email?.lowercased()
        if let old, old.customer != contact.customer { try refuseLeavingDeal(contact, in: context) }
    }

    /// An opportunity speaks to somebody at its own customer: the contact does not go to another one under it.
    private static func refuseLeavingDeal(_ contact: Record<Contact>, in context: RuleContext) throws {
        let deals = try context.all(Opportunity.self, where: "contact_id = ? AND archived_at IS NULL", contact.id.stored)
        if !deals.isEmpty { throw Failure.invalid(.contactInDeal, at: "/customer_id") }
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
