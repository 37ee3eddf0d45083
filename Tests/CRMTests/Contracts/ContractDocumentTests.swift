// Proposal and contract as pages that print: what the other side reads, and what it does not.

import TestSupport
import Testing

struct ContractDocumentTests {
    private let desk: ContractDesk

    init() throws { desk = try ContractDesk() }

    private func page(_ path: String, by name: String = "rep", language: String = "en") throws -> Answer {
        try desk.world.get(name, path + "/document", fields: [("Accept-Language", language)]).answer
    }

    @Test func `a contract shows its lines, clauses that apply, dates and signatures`() throws {
        let id = try desk.signed()
        let english = try page("/v1/contracts/\(id)")
        #expect(english.status == 200)
        let number = try desk.contract(id).string("number") ?? "?"
        for part in ["<h1>Contract \(number)", "Signed", "2026-12-01", "Ms Wang", "Mr Li", "<h2>Clauses</h2>", "<th>Product</th>"] {
            #expect(english.text.contains(part), "\(part)")
        }
        #expect(!english.text.contains("Margin") && !english.text.contains("Verdict"))
        let chinese = try page("/v1/contracts/\(id)", by: "legal", language: "zh-CN")
        for part in ["<h1>合同 \(number)", "<h2>条款清单</h2>", "需方（盖章）"] { #expect(chinese.text.contains(part), "\(part)") }
        #expect(try page("/v1/contracts/\(id)", by: "stranger").status == 404)
    }

    @Test func `a proposal shows its five parts`() throws {
        let id = try desk.proposal()
        let record = try desk.world.get("rep", "/v1/proposals/\(id)")
        let text = try page("/v1/proposals/\(id)").text
        for name in ["introduction", "solution", "delivery_terms", "service_commitment"] {
            #expect(record.string(name).map(text.contains) == true, "\(name)")
        }
        #expect(text.contains("<h2>Quotation</h2>") && text.contains("Version of the proposal"))
        #expect(try page("/v1/proposals/\(id)", by: "logistics").status == 403)
    }
}
