// A qualified lead becomes a customer, a contact and an opportunity: all of them or none (P2.1.3).

import Identity
import Kernel

final class ConvertLead: Form {
    let opportunityName = text("Name of the opportunity", "商机名称")
    let expectedAmount = amount("Expected amount", "预计金额").optional()
    let currency = Kernel.currency().optional()
    let expectedCloseOn = day("Expected close", "预计成交日期").optional()
    /// One that is there already; without it the lead makes a new one.
    let customer = reference(Customer.self, "Customer", "客户").optional()
}

/// One conversion. The lead names all that it became.
struct LeadConversion {
    private let form: Record<ConvertLead>
    private let context: RuleContext

    init(_ form: Record<ConvertLead>, in context: RuleContext) {
        self.form = form
        self.context = context
    }

    /// Throws `lead_without_owner`, `company_is_customer`, `customer_not_open`, `close_past`.
    func carryOut(_ lead: inout Record<Lead>) throws {
        guard let owner = lead.owner else { throw Failure(.leadWithoutOwner) }
        let customer = try form.customer.map(openCustomer) ?? newCustomer(from: lead, of: owner)
        let contact = try contact(from: lead, at: customer)
        lead.customer = customer.id
        lead.contact = contact?.id
        lead.opportunity = try opportunity(from: lead, of: owner).id
        lead.nextFollowUpOn = nil
    }

    private func openCustomer(_ id: ID<Customer>) throws -> Record<Customer> {
        let customer = try context.require(Customer.self, id)
        try customer.requireOpen()
        return customer
    }

    private func newCustomer(from lead: Record<Lead>, of owner: ID<User>) throws -> Record<Customer> {
        if !lead.allowDuplicate { try Duplicates.refuseCustomer(like: lead, in: context) }
        var customer = Record(new: Customer.self)
        customer.name = lead.company
        customer.industry = lead.industry
        customer.region = lead.region
        customer.phone = lead.phone
        customer.email = lead.email
        customer.owner = owner
        customer.lead = lead.id
        customer.lastActivityAt = context.now
        try context.insert(&customer)
        return customer
    }

    private func contact(from lead: Record<Lead>, at customer: Record<Customer>) throws -> Record<Contact>? {
        guard let name = lead.person else { return nil }
        var contact = Record(new: Contact.self)
        contact.customer = customer.id
        contact.name = name
        contact.title = lead.title
        contact.phone = lead.phone
        contact.email = lead.email
        contact.isPrimary = try context.all(
            Contact.self, where: "customer_id = ? AND is_primary = 1 AND archived_at IS NULL", customer.id.stored
        ).isEmpty
        try context.insert(&contact)
        return contact
    }

    /// For the customer and with the contact that the lead has become. What the lead needs is where its analysis begins (P2.2.1).
    private func opportunity(from lead: Record<Lead>, of owner: ID<User>) throws -> Record<Opportunity> {
        var opportunity = Record(new: Opportunity.self)
        opportunity.name = form.opportunityName
        opportunity.customer = lead.customer ?? ID(0)
        opportunity.contact = lead.contact
        opportunity.owner = owner
        opportunity.lead = lead.id
        opportunity.amount = form.expectedAmount
        if let currency = form.currency { opportunity.currency = currency }
        opportunity.expectedCloseOn = form.expectedCloseOn
        opportunity.description = lead.need
        try context.insert(&opportunity)
        return opportunity
    }
}
