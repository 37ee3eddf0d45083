// What customers owe and pay: invoices, credit notes, receipts, and the collection of what is overdue (P4.2.5).

package import Kernel

extension Module {
    /// Invoices, receipts, ageing and dunning.
    package static let receivables = Module(
        "receivables", "Receivables", "应收账款",
        resources: [
            AnyResource(Invoice.self), AnyResource(CreditNote.self), AnyResource(Receipt.self), AnyResource(DunningCase.self),
            AnyResource(ReceivablesSettings.self),
        ],
        migrations: receivablesMigrations + dunningMigrations + returnNoteMigrations,
        routes: [invoiceOfOrder],
        failures: FailureCode.receivablesCodes + FailureCode.dunningCodes,
        jobs: [.overdueInvoices, .dunning],
        derivations: [.orderInvoicing])
}
