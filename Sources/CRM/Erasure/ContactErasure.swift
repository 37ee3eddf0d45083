// `POST /v1/contacts/{id}/erase`: takes a person out of everything that tells of him or her as a field.
//
// What people have written freely, such as the summary of a call, stays: it cannot be known whom it names.

import Kernel

private let form = Schema<ErasePerson>(form: ErasePerson.self)

/// Erases a contact for good. Whoever may archive it may: a manager in the team, an administrator.
let eraseContactRoute = Route.erasure(of: Contact.self, input: form, "Erase a person", "删除个人信息") { contact, form, context in
    try ContactErasure(contact, under: "contact.erase:" + form.reason.rawValue).run(in: context)
}

/// The erasure of one person.
struct ContactErasure {
    private let contact: Record<Contact>
    private let rule: String

    init(_ contact: Record<Contact>, under rule: String) {
        self.contact = contact
        self.rule = rule
    }

    /// The contact, the leads that became it, and the customers that such a lead gave its phone and mail.
    func run(in context: RuleContext) throws {
        let leads = try context.all(Lead.self, where: "contact_id = ?", contact.id.stored)
        let ways = Ways(contact, leads)
        for lead in leads { try erase(lead, in: context) }
        for id in Set(leads.compactMap(\.customer)).sorted(by: { $0.integer < $1.integer }) { try erase(ways, at: id, in: context) }
        var erased = contact
        erased.isPrimary = false
        try context.erase(&erased, under: rule, archives: true)
    }

    private func erase(_ lead: Record<Lead>, in context: RuleContext) throws {
        guard lead.erasedAt == nil else { return }
        var lead = lead
        try context.erase(&lead, under: rule, archives: false)
    }

    /// A customer that the conversion made took phone and mail from the lead: where they are the person's, they go. One that was there
    /// before took nothing: its phone is its own, even where a lead named it, too.
    private func erase(_ ways: Ways, at id: ID<Customer>, in context: RuleContext) throws {
        guard var customer = try context.find(Customer.self, id), contact.wasMadeWith(customer) else { return }
        try context.erase(ways.all, in: &customer, under: rule) { customer in
            if ways.contains(customer.phone) { (customer.phone, customer.phoneKey) = (nil, nil) }
            if ways.contains(customer.email) { (customer.email, customer.emailKey) = (nil, nil) }
        }
    }
}

extension Record<Contact> {
    /// Whether one conversion made both: what is written in one transaction has one moment.
    fileprivate func wasMadeWith(_ customer: Record<Customer>) -> Bool {
        self.customer == customer.id && row.values[BaseColumn.createdAt] == customer.row.values[BaseColumn.createdAt]
    }
}

/// The numbers and addresses by which the person was reached.
private struct Ways {
    let all: [String]

    init(_ contact: Record<Contact>, _ leads: [Record<Lead>]) {
        all = ([contact.phone, contact.mobile, contact.email, contact.fax] + leads.flatMap { [$0.phone, $0.email] }).compactMap(\.self)
    }

    func contains(_ way: String?) -> Bool {
        way.map(all.contains) ?? false
    }
}
