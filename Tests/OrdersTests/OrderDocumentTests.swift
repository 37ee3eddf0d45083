// The order as a page that prints: what it holds, in both languages, and that no value becomes markup.

import TestSupport
import Testing

struct OrderDocumentTests {
    private let desk: OrderDesk
    private let order: Int64

    init() throws {
        desk = try OrderDesk()
        order = try desk.draft()
    }

    private func page(_ name: String = "rep", _ id: Int64? = nil, language: String = "en") throws -> Answer {
        try desk.world.get(name, "/v1/orders/\(id ?? order)/document", fields: [("Accept-Language", language), ("Accept", "text/html")])
            .answer
    }

    @Test func `it names both sides, the lines and the sums, in the language asked for`() throws {
        let profile = #"{"name":"晨光商贸有限公司","english_name":"Morning Light Trading","address":"上海市中山路 1 号","bank_name":"中国银行"}"#
        #expect(try desk.world.patch("admin", "/v1/settings/company", profile).status == 200)
        let english = try page()
        #expect(english.status == 200)
        #expect(english.field("Content-Type") == "text/html; charset=utf-8")
        #expect(english.field("Content-Security-Policy")?.contains("default-src 'none'") == true)
        for part in ["<html lang=\"en\">", "Morning Light Trading", "上海市中山路 1 号", "SO-20261124-0001", "Draft", "<th>Product</th>", "13 %"] {
            #expect(english.text.contains(part), "\(part)")
        }
        // A word of the server's own is not broken.
        #expect(english.text.contains("<td class=\"word\">Product</td>"))
        let chinese = try page(language: "zh-CN")
        #expect(chinese.field("Content-Language") == "zh-CN")
        for part in ["<html lang=\"zh-CN\">", "晨光商贸有限公司", "订单 SO-20261124-0001", "草稿", "<th>产品</th>", "含税金额"] {
            #expect(chinese.text.contains(part), "\(part)")
        }
        let record = try desk.order(order)
        #expect(english.text.contains(">\(grouped(record.string("gross") ?? "?"))<"))
    }

    @Test func `a value cannot become markup`() throws {
        let hostile = #"<script>alert(\"1\")</script>\n'&"#
        let customer = try desk.world.customer("<b>Tom & Söhne</b>")
        let id = try desk.world.created(
            desk.world.post(
                "rep", "/v1/orders",
                """
                {"customer_id":\(customer),"payment_method":"cash","payment_terms_days":0,"transport_mode":"road","delivery_on":"2026-12-24",
                 "ship_to":"\(hostile)","lines":[{"kind":"freight","note":"\(hostile.replacing("\\n", with: " "))","unit_price":"10","tax_rate":"0.06"}]}
                """))
        let text = try page("rep", id).text
        #expect(!text.contains("<script") && !text.contains("<b>"))
        #expect(text.contains("&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt;\n&#39;&amp;"))
        #expect(text.contains("&lt;b&gt;Tom &amp; Söhne&lt;/b&gt;"))
    }

    @Test func `whoever does not see the order gets none, and what is hidden stays hidden`() throws {
        #expect(try page("stranger").status == 404)
        #expect(try page("logistics").status == 404)
        #expect(try desk.world.get("rep", "/v1/orders/\(order)/document?x=1").code == "unknown_parameter")
        #expect(try desk.world.get(nil, "/v1/orders/\(order)/document").status == 401)
        let confirmed = try desk.confirmed()
        let gross = grouped(try desk.order(confirmed).string("gross") ?? "?")
        #expect(try page("rep", confirmed).text.contains(gross))
        let production = try page("production", confirmed)
        #expect(production.status == 200)
        #expect(!production.text.contains(gross) && !production.text.contains("Unit price"))
        // What it costs the company is on no paper for the customer.
        #expect(try !page("admin", confirmed).text.contains("Margin"))
    }

    private func grouped(_ amount: String) -> String {
        let parts = amount.split(separator: ".")
        var whole = String(parts[0])
        if whole.count > 3 { whole.insert(",", at: whole.index(whole.endIndex, offsetBy: -3)) }
        return parts.count > 1 ? whole + "." + parts[1] : whole
    }
}
