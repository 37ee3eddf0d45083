// Legal gets what is complete and what was approved; nothing changes behind its back (P4.2.4).

import JSON
import Kernel
import TestSupport
import Testing

struct ContractLegalTests {
    private let desk: ContractDesk
    private var world: World { desk.world }

    init() throws { desk = try ContractDesk() }

    private func patch(_ id: Int64, _ body: String, by name: String = "rep") throws -> Reply {
        try world.patch(name, "/v1/contracts/\(id)", body)
    }

    /// A line as the contract has it, with other values in places.
    private func lines(_ id: Int64, _ change: (Int, inout JSONObject) -> Void) throws -> String {
        let lines = try desk.contract(id).array("lines").enumerated().map { index, line in
            var kept: JSONObject = [:]
            for name in ["id", "kind", "product_id", "quantity", "unit_price", "discount", "tax_rate"] {
                kept[name] = line.object?[name] ?? .null
            }
            change(index, &kept)
            return JSONValue.object(kept)
        }
        var writer = JSONWriter()
        writer.value(["lines": .array(lines)])
        return String(decoding: writer.finish(), as: UTF8.self)
    }

    // MARK: Complete

    @Test func `everything that is missing is told at once, each clause for itself`() throws {
        let other = try world.created(world.post("legal", "/v1/clause-templates", #"{"name":"Secrecy","text":"Nothing is told."}"#))
        for (body, step) in [
            (#"{"name":"Old","text":"x","active":false}"#, ""), (#"{"name":"May","text":"x","required":false}"#, ""),
            (#"{"name":"Service","text":"x","kinds":["service"]}"#, ""), (#"{"name":"Gone","text":"x"}"#, "archive"),
        ] {
            let id = try world.created(world.post("legal", "/v1/clause-templates", body))
            if step == "archive" { #expect(try world.send("legal", "DELETE", "/v1/clause-templates/\(id)").status == 200) }
        }
        let id = try desk.draft("")
        let reply = try desk.take("submit-legal", id, by: "rep")
        #expect(reply.status == 422)
        #expect(
            reply.faults == [
                "/starts_on: required", "/ends_on: required", "/clauses: clause_unanswered", "/clauses: clause_unanswered",
            ], "\(reply.answer.text)")
        let told = reply.array("errors").compactMap { $0.object?["message"]?.string }
        #expect(told.contains { $0.contains("Liability") } && told.contains { $0.contains("Secrecy") && $0.contains("\(other)") })
        let explained = try world.get("rep", "/v1/contracts/\(id)/explain").array("items").compactMap { $0.object?["code"]?.string }
        #expect(explained == ["required", "required", "clause_unanswered", "clause_unanswered"])
        let answers = [desk.template, other].map { "{\"clause_template_id\":\($0),\"verdict\":\"not_applicable\",\"note\":\"Spot deal\"}" }
        #expect(
            try patch(id, "{\"starts_on\":\"2026-12-01\",\"ends_on\":\"2027-11-30\",\"clauses\":[\(answers.joined(separator: ","))]}")
                .status
                == 200)
        #expect(try desk.must("submit-legal", id, by: "rep").string("status") == "legal_review")
    }

    @Test func `a service contract answers what is for service`() throws {
        _ = try world.created(world.post("legal", "/v1/clause-templates", #"{"name":"Service","text":"x","kinds":["service"]}"#))
        let id = try desk.draft()
        #expect(try patch(id, #"{"kind":"service"}"#).status == 200)
        #expect(try desk.take("submit-legal", id, by: "rep").faults == ["/clauses: clause_unanswered"])
        #expect(try patch(id, #"{"kind":"sale"}"#).status == 200)
        #expect(try desk.take("submit-legal", id, by: "rep").status == 200)
    }

    @Test func `what differs from the approved version is told line by line`() throws {
        let id = try desk.draft()
        let changed = try lines(id) { index, line in
            if index == 0 { line["unit_price"] = "17.99" }
            if index == 1 { line["quantity"] = "5" }
        }
        #expect(try patch(id, changed).status == 200)
        let reply = try desk.take("submit-legal", id, by: "rep")
        #expect(
            reply.faults.filter { !$0.contains("/net") && !$0.contains("/tax") && !$0.contains("/gross") }
                == ["/lines/0/unit_price: line_differs", "/lines/1/quantity: line_differs"], "\(reply.answer.text)")
        let message = reply.array("errors").first?.object?["message"]?.string ?? ""
        #expect(message.contains("18.00"), "\(message)")
        let back = try lines(id) { index, line in
            if index == 0 { line["unit_price"] = "18.00" }
            if index == 1 { line["quantity"] = "4" }
        }
        #expect(try patch(id, back).status == 200)
        #expect(try desk.must("submit-legal", id, by: "rep").status == 200)
    }

    @Test func `days to pay beyond the approved ones do not get to legal, fewer do`() throws {
        let id = try desk.draft()
        #expect(try patch(id, #"{"payment_terms_days":31}"#).status == 200)
        #expect(try desk.take("submit-legal", id, by: "rep").faults == ["/payment_terms_days: terms_differ"])
        #expect(try patch(id, #"{"payment_terms_days":14}"#).status == 200)
        #expect(try desk.must("submit-legal", id, by: "rep").status == 200)
    }

    @Test(arguments: ["fewer", "more", "other", "discount", "tax"])
    func `no other lines get to legal`(_ way: String) throws {
        let id = try desk.draft()
        let other = desk.pot
        var body = try lines(id) { index, line in
            guard index == 0 else { return }
            switch way {
            case "other":
                line["product_id"] = .integer(other)
                line["unit_price"] = "18.00"
            case "discount": line["discount"] = "0.06"
            case "tax": line["tax_rate"] = "0.09"
            default: break
            }
        }
        if way == "more" { body = body.replacing("]}", with: ",{\"product_id\":\(desk.pot),\"quantity\":\"1\"}]}") }
        if way == "fewer" { body = body.replacing(/,\{"id":\d+,"kind":"freight".*\}\]/, with: "]") }
        #expect(try patch(id, body).status == 200, "\(body)")
        let reply = try desk.take("submit-legal", id, by: "rep")
        #expect(reply.status == 422 && reply.faults.allSatisfy { $0.hasPrefix("/lines") }, "\(way): \(reply.answer.text)")
    }

    // MARK: Who decides

    @Test func `nothing changes once legal has it, whichever way`() throws {
        let id = try desk.inReview()
        func refused(_ when: String) throws {
            #expect(try patch(id, #"{"notes":"x"}"#).code == "not_editable", "\(when)")
            #expect(try patch(id, #"{"ends_on":"2029-01-01"}"#, by: "admin").code == "not_editable", "\(when)")
            #expect(try world.send("rep", "DELETE", "/v1/contracts/\(id)").code == "not_editable", "\(when)")
            let batch = try world.post("rep", "/v1/contracts/batch", "{\"items\":[{\"id\":\(id),\"notes\":\"x\"}]}")
            #expect(batch.status == 422 && batch.answer.text.contains("not_editable"), "\(when): \(batch.answer.text)")
            #expect(try desk.take("submit-legal", id, by: "rep").code == "wrong_state", "\(when)")
        }
        try refused("in review")
        try desk.must("legal-approve", id, by: "legal")
        try refused("in signing")
        try desk.must("sign-ours", id, by: "manager")
        try refused("signed by one")
        try desk.attachSignedCopy(to: id)
        try desk.must("sign-theirs", id, by: "rep")
        try refused("signed")
    }

    @Test func `a record that another system names is as closed to a PUT`() throws {
        let id = try desk.draft(desk.terms + ",\"external_id\":\"X-1\"")
        try desk.must("submit-legal", id, by: "rep")
        let put = try world.send("key", "PUT", "/v1/contracts/by-external-id/X-1", #"{"notes":"x"}"#)
        #expect(put.code == "not_editable", "\(put.answer.text)")
    }

    @Test func `no author of the contract decides for legal, nor a key, nor who stands in for an author`() throws {
        try world.hire("lawyer", [.legal, .salesRep], under: "manager")
        let proposal = try desk.proposal(customer: world.customer("Own", owner: "lawyer"), by: "lawyer")
        let own = try world.created(desk.enter(proposal, by: "lawyer"))
        try desk.must("submit-legal", own, by: "lawyer")
        #expect(try desk.take("legal-approve", own, by: "lawyer").code == "own_paper")
        let key = try world.post("admin", "/v1/api-keys", "{\"name\":\"of-legal\",\"user_id\":\(world.person("legal").id)}")
        world.admit("legal's key", id: world.person("legal").id, token: key.string("key") ?? "")
        for name in ["legal's key", "key"] { #expect(try desk.take("legal-approve", own, by: name).code == "decided_by_people", "\(name)") }
        for name in ["rep", "manager", "executive", "finance", "admin"] {
            let reply = try desk.take("legal-approve", own, by: name)
            #expect([403, 404].contains(reply.status), "\(name): \(reply.answer.text)")
        }
        try world.standIn("legal2", for: "lawyer")
        #expect(try desk.take("legal-approve", own, by: "legal2").code == "own_paper")
        #expect(try desk.must("legal-approve", own, by: "legal").integer("legal_decided_by_id") == world.person("legal").id)
    }

    @Test func `legal's rejection says why, and what comes again is looked at anew`() throws {
        let id = try desk.inReview()
        #expect(try desk.take("legal-reject", id, by: "legal", "{}").faults == ["/comment: required"])
        let reply = try desk.must("legal-reject", id, by: "legal")
        #expect(reply.string("status") == "draft" && reply.string("legal_comment") == "Not clear")
        let explained = try world.get("rep", "/v1/contracts/\(id)/explain")
        #expect(explained.string("items/0/code") == "legal_rejected" && explained.answer.text.contains("Not clear"))
        let again = try desk.must("submit-legal", id, by: "rep")
        #expect(again["legal_comment"] == .null && again["legal_decided_by_id"] == .null)
    }

    @Test func `legal is told what deviates`() throws {
        let clause = "{\"clause_template_id\":\(desk.template),\"verdict\":\"not_applicable\",\"note\":\"Spot deal\"}"
        let id = try desk.inReview(",\"starts_on\":\"2026-12-01\",\"ends_on\":\"2027-11-30\",\"clauses\":[\(clause)]")
        let reason = try world.get("legal", "/v1/contracts/\(id)/explain")
        #expect(reason.string("items/0/code") == "waits_for_legal")
        #expect(reason.string("items/0/facts/deviations/0/title") == "Liability", "\(reason.answer.text)")
    }

    // MARK: Back to draft

    @Test func `a contract comes back to draft as long as nobody has signed, and goes to legal again`() throws {
        let id = try desk.inSigning()
        #expect(try desk.take("reopen-draft", id, by: "rep", "{}").faults == ["/reason: required"])
        #expect(try desk.must("reopen-draft", id, by: "rep").string("status") == "draft")
        #expect(try patch(id, #"{"ends_on":"2028-11-30"}"#).status == 200)
        #expect(try desk.take("sign-ours", id, by: "manager").code == "wrong_state")
        try desk.must("submit-legal", id, by: "rep")
        #expect(try desk.take("sign-ours", id, by: "manager").code == "wrong_state")
        try desk.must("legal-approve", id, by: "legal")
        try desk.must("sign-theirs", id, by: "rep")
        let reply = try desk.take("reopen-draft", id, by: "rep")
        #expect(reply.code == "wrong_state" && reply.array("possible_from") == ["signing, signed by nobody"])
    }

    @Test func `the day by which it is signed is so many working days from legal's approval`() throws {
        // Tuesday, 24 November: ten working days end on Tuesday, 8 December.
        let id = try desk.inSigning()
        #expect(try desk.contract(id).string("sign_by_on") == "2026-12-08")
        #expect(try world.patch("admin", "/v1/settings/contracts", #"{"signing_days":3}"#).status == 200)
        let other = try desk.inSigning(desk.terms + ",\"sign_by_on\":\"2026-12-24\"")
        #expect(try desk.contract(other).string("sign_by_on") == "2026-12-24")
        let third = try desk.inSigning()
        #expect(try desk.contract(third).string("sign_by_on") == "2026-11-27")
        let faults = try world.patch("admin", "/v1/settings/contracts", #"{"first_notice_days":5,"second_notice_days":5}"#).faults
        #expect(faults == ["/second_notice_days: notices_out_of_order"])
    }
}
