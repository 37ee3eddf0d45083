// What the company sets of its order process, and that orders follow it at once (P2.5).

import JSON
import Kernel
import TestSupport
import Testing

struct OrderSettingsTests {
    private let desk: OrderDesk
    private var world: World { desk.world }

    init() throws { desk = try OrderDesk() }

    private func set(_ body: String, by name: String = "admin") throws -> Reply {
        try world.patch(name, "/v1/settings/orders", body)
    }

    private func departments(_ order: Int64) throws -> [String] {
        try desk.order(order, by: "auditor").array("reviews").compactMap { $0.object?["department"]?.string }
    }

    @Test func `the standard values are the policy's`() throws {
        let settings = try world.get("admin", "/v1/settings/orders")
        #expect(settings.string("contract_required") == "reason")
        #expect(settings.array("review_departments").compactMap(\.string) == ["finance", "logistics"])
        #expect(settings.integer("finance_review_hours") == 8)
        #expect(settings.integer("review_reminder_hours") == 2)
        #expect(settings.integer("review_escalation_hours") == 4)
    }

    @Test(arguments: [
        (#"{"review_departments":[]}"#, "/review_departments: no_review_department"),
        (#"{"review_departments":null}"#, "/review_departments: required"),
        (#"{"review_departments":["finance","finance"]}"#, "/review_departments: repeated"),
        (#"{"review_departments":["legal"]}"#, "/review_departments: not_a_choice"),
        (#"{"contract_required":"perhaps"}"#, "/contract_required: not_a_choice"),
        (#"{"finance_review_hours":0}"#, "/finance_review_hours: out_of_range"),
        (#"{"finance_review_hours":"8"}"#, "/finance_review_hours: wrong_type"),
        (#"{"review_reminder_hours":8}"#, "/review_reminder_hours: reminder_too_early"),
        (#"{"logistics_review_hours":2}"#, "/review_reminder_hours: reminder_too_early"),
        (#"{"contract_require":"never"}"#, "/contract_require: unknown_field"),
    ])
    func `what makes no sense is refused`(_ body: String, _ fault: String) throws {
        #expect(try set(body).faults == [fault])
        #expect(try world.get("admin", "/v1/settings/orders").integer("version") == 1)
    }

    @Test func `only administrators set them, and the audit keeps old and new`() throws {
        for name in ["rep", "manager", "finance", "executive"] {
            #expect(try set(#"{"contract_required":"never"}"#, by: name).status == 403)
        }
        #expect(try set(#"{"contract_required":"never"}"#).status == 200)
        let audit = try world.get("auditor", "/v1/audit?entity=orders_settings")
        #expect(audit.array("items/0/changed/contract_required").compactMap(\.string) == ["reason", "never"])
    }

    @Test func `who reviews is what is set, from the next submission on`() throws {
        let before = try desk.inReview()
        #expect(try set(#"{"review_departments":["logistics"]}"#).status == 200)
        #expect(try departments(before) == ["finance", "logistics", "sales"])
        #expect(try departments(desk.inReview()) == ["logistics", "sales"])
        #expect(try set(#"{"review_departments":["sales","finance"]}"#).status == 200)
        #expect(try departments(desk.inReview()) == ["sales", "finance"])
    }

    @Test func `a contract is asked for as it is set`() throws {
        #expect(try set(#"{"contract_required":"always"}"#).status == 200)
        let id = try desk.draft()
        #expect(try desk.take("submit", id, by: "rep").code == "contract_required")
        #expect(try set(#"{"contract_required":"never"}"#).status == 200)
        try desk.must("submit", id, by: "rep", "{}")
        #expect(try departments(id) == ["finance", "logistics"])
        #expect(try set(#"{"contract_required":"reason"}"#).status == 200)
        #expect(try desk.take("submit", desk.draft(), by: "rep", "{}").faults == ["/no_contract_reason: contract_reason_required"])
    }

    @Test func `each department has its own time, counted in working hours`() throws {
        #expect(try set(#"{"finance_review_hours":4,"logistics_review_hours":16}"#).status == 200)
        let reviews = try desk.order(desk.inReview(), by: "rep").array("reviews")
        let due = reviews.map { "\($0.object?["department"]?.string ?? "") \($0.object?["due_at"]?.string ?? "")" }
        // Submitted on Tuesday at 9 in Shanghai; noon to 13 is a break.
        #expect(
            due == [
                "finance 2026-11-24T06:00:00.000Z", "logistics 2026-11-25T10:00:00.000Z", "sales 2026-11-24T10:00:00.000Z",
            ])
    }
}
