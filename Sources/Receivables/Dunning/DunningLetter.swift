// The letter of a case as a page that prints, in the language asked for: `GET /v1/dunning-cases/{id}/letter` (P4.2.5).

import CRM
package import Kernel

extension DunningCase: Documented {
    package static let page = DocumentName("letter", "Payment reminder", "催款函")

    package static let document: [DocumentPart] = {
        let dunning = schema.declaration
        let customer = Customer.schema.declaration
        let invoice = DunnedInvoice.schema.declaration
        return [
            .party(dunning.customer, [customer.address, customer.city, customer.unifiedSocialCreditCode]),
            .paragraph(
                Label(
                    "By our books the invoices below are overdue. Please pay the amount without delay, or tell us what keeps you from it. If it has been paid meanwhile, please take this letter as settled.",
                    "经核对，贵公司下列发票已逾期未付。请尽快支付逾期金额；如有异议，请及时与我方联系。如款项已付，请忽略本函。")),
            .table(dunning.invoices, [invoice.invoice, invoice.dueOn, invoice.openAmount], only: (invoice.standing, "overdue")),
            .totals([dunning.overdueAmount]),
            .facts([dunning.currency, dunning.owner]),
            .signatures([Label("For the supplier", "供方（盖章）")]),
        ]
    }()
}
