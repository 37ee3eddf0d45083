// Invoice and credit note as pages that print: goods, tax, sums to the fen, the tax office's number, what is paid.

import TestSupport
import Testing

struct InvoiceDocumentTests {
    private let desk: ReceivablesDesk
    private let invoice: Int64

    init() throws {
        desk = try ReceivablesDesk()
        let lines = desk.line("100.5", ",\"unit_price\":\"33.3333\",\"discount\":\"0.05\"") + "," + desk.line("2", ",\"note\":\"Samples\"")
        invoice = try desk.issued(desk.confirmed(lines: lines))
    }

    private func page(_ path: String, by name: String = "finance", language: String = "en") throws -> Answer {
        try desk.world.get(name, "/v1/\(path)/document", fields: [("Accept-Language", language), ("Accept", "text/html")]).answer
    }

    @Test func `an invoice shows both sides, its lines with price and tax, its sums, and what is paid`() throws {
        let profile = #"{"name":"晨光商贸有限公司","english_name":"Morning Light Trading"}"#
        #expect(try desk.world.patch("admin", "/v1/settings/company", profile).status == 200)
        try desk.must("tax-invoice-number", "invoices/\(invoice)", by: "finance", #"{"tax_invoice_number":"24310000000012345678"}"#)
        try desk.paid(invoice, "1000.00")
        let english = try page("invoices/\(invoice)")
        #expect(english.status == 200)
        // 100.5 × 33.3333 × 0.95 = 3182.496…, and 13 % of it; 2 × 18.00.
        for part in [
            "Morning Light Trading", "公司", "Invoice IV-20261124-0001", "24310000000012345678", "SO-20261124-0001", "Product CHAI",
            "Samples",
            "33.3333", "5 %", "13 %", ">3,182.50<", ">413.73<", ">3,596.23<", ">36.00<", ">3,218.50<", ">418.41<", ">3,636.91<",
            ">1,000.00<",
            ">2,636.91<", "Partly paid",
        ] {
            #expect(english.text.contains(part), "\(part)")
        }
        #expect(english.text.contains("<dt>Prices include tax</dt><dd>no</dd>"), "\(english.text)")
        #expect(!english.text.contains("Order line "))
        let chinese = try page("invoices/\(invoice)", language: "zh-CN")
        for part in ["晨光商贸有限公司", "发票 IV-20261124-0001", "增值税专用发票", "<th>产品</th>", "税额", "已收金额", "部分收款", "销售方"] {
            #expect(chinese.text.contains(part), "\(part)")
        }
    }

    @Test func `a credit note shows what it takes off which invoice`() throws {
        let note = try desk.credited(invoice, [1: "1"])
        let page = try page("credit-notes/\(note)")
        #expect(page.status == 200)
        for part in ["CN-20261124-0001", "IV-20261124-0001", "Broken", "Product CHAI", "Samples", ">18.00<", ">2.34<", ">20.34<"] {
            #expect(page.text.contains(part), "\(part)")
        }
        #expect(try self.page("invoices/\(invoice)").text.contains(">20.34<"))
    }

    @Test func `who does not see an invoice gets no page of it`() throws {
        #expect(try page("invoices/\(invoice)", by: "stranger").status == 404)
        #expect(try page("invoices/\(invoice)", by: "rep").status == 200)
        #expect(try page("invoices/\(invoice)", by: "production").status == 403)
        #expect(try desk.world.get(nil, "/v1/invoices/\(invoice)/document").status == 401)
        #expect(try page("credit-notes/\(desk.credited(invoice, [1: "1"]))", by: "rep").status == 403)
    }

    @Test func `a draft says that it is one, and has no number yet`() throws {
        let draft = try desk.world.created(desk.invoice(desk.confirmed()))
        let text = try page("invoices/\(draft)").text
        #expect(text.contains("<p class=\"state\">Draft</p>") && !text.contains("IV-20261124-0002"))
    }
}
