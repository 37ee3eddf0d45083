// A company in which something waits for each periodic job, over the National Day of 2026: the first to the seventh of October are
// holidays, Saturday the tenth is worked.

import App
import JSON
import Kernel
import SQLite
import Storage
import TestSupport

/// What the jobs do there, told by the audit: whatever is done in nobody's name.
final class JobCompany {
    private let desk: ContractDesk
    private var world: World { desk.world }
    private let customers: [Int64]
    private var seen: Int64 = 0

    /// Those that act on records of the business; the others forget what has had its time.
    static let jobs = [
        "review-deadlines", "late-goods", "overdue-invoices", "dunning", "contract-days", "expire-proposals", "forecast-snapshots",
        "customers-at-rest", "erase-after-keeping-times", "ticket-deadlines", "close-tickets",
    ]

    /// Tuesday, 29 September, 9 o'clock in Shanghai.
    init() throws {
        desk = try ContractDesk(TestServer(at: JobCompany.instant("2026-09-29 09:00")))
        customers = [desk.customer, try desk.world.customer("Second"), try desk.world.customer("Third")]
        try set("receivables", #"{"dunning_overdue_days":10,"dunning_letter_days":14}"#)
        try set("crm", #"{"dormant_days":12}"#)
        try set("retention", #"{"disqualified_leads_months":1}"#)
    }

    private func set(_ settings: String, _ body: String) throws {
        let reply = try world.patch("admin", "/v1/settings/\(settings)", body)
        guard reply.status == 200 else { throw ClientError.malformed(reply.answer.text) }
    }

    // MARK: Time

    /// A moment in Shanghai, such as `2026-10-09 16:30`.
    static func instant(_ moment: String) throws -> Instant {
        guard let instant = Instant(moment.replacing(" ", with: "T") + ":00+08:00") else { throw ClientError.malformed(moment) }
        return instant
    }

    func move(to moment: String) throws {
        world.server.clock.set(try JobCompany.instant(moment))
    }

    /// Runs all jobs; what they did, such as `ticket 1 close`, in order of names, with how often where it is more than once.
    func runJobs() throws -> [String] {
        for job in JobCompany.jobs { try world.server.runJob(job) }
        let sql = "SELECT sequence, entity, entity_id, action FROM audit WHERE user_id IS NULL AND sequence > ? AND action <> 'derived'"
        let rows = try world.server.application.database.read { [seen] in try $0.rows(sql, [.integer(seen)]) }
        var counts: [String: Int] = [:]
        for row in rows {
            guard case .integer(let sequence) = row[0], case .text(let entity) = row[1], case .integer(let id) = row[2],
                case .text(let action) = row[3]
            else { continue }
            seen = max(seen, sequence)
            counts["\(entity) \(id) \(action)", default: 0] += 1
        }
        return counts.sorted { $0.key < $1.key }.map { $0.value == 1 ? $0.key : "\($0.key) ×\($0.value)" }
    }

    /// How many forecasts there are, and of how many days.
    func forecasts() throws -> [Int64] {
        let sql = "SELECT count(*), count(DISTINCT taken_on), count(DISTINCT opportunity_id) FROM forecast_snapshots"
        let row = try world.server.application.database.read { try $0.first(sql, []) } ?? []
        return row.compactMap { if case .integer(let number) = $0 { number } else { nil } }
    }

    // MARK: What waits

    /// Contracts 1 (signed, all of October) and 2 (to be signed by the last of September), a proposal until then (3), order 1 (for then)
    /// with invoice 1, order 2 with invoice 2, a lead that is over, tickets 1 (resolved) and 2 (not begun), order 3 (in review).
    func enterBeforeHolidays() throws {
        let clauses = ",\"clauses\":[{\"clause_template_id\":\(desk.template),\"verdict\":\"included\"}]"
        let term = clauses + #","starts_on":"2026-10-01","ends_on":"2026-10-31""#
        _ = try desk.signed(term + #","obligations":[{"party":"ours","what":"Samples","due_on":"2026-10-10"}]"#)
        _ = try desk.inSigning(clauses + #","starts_on":"2026-12-01","ends_on":"2027-11-30","sign_by_on":"2026-09-30""#)
        desk.validUntil = "2026-09-30"
        _ = try desk.proposal()
        try invoice(order(of: customers[0], deliveryOn: "2026-09-30"), dueOn: "2026-09-30")
        try invoice(order(of: customers[1]), dueOn: "2026-10-01")
        let lead = try world.created(world.post("rep", "/v1/leads", #"{"company":"Gone","channel":"other","person":"Li"}"#))
        try must("leads/\(lead)/disqualify", by: "rep", #"{"reason":"Closed down"}"#)
        try move(to: "2026-09-29 16:30")
        let resolved = try ticket()
        try must("tickets/\(resolved)/start", by: "service")
        try must("tickets/\(resolved)/resolve", by: "service", #"{"solution":"Sent"}"#)
        _ = try ticket()
        _ = try submitted(customers[2])
        _ = try runJobs()
    }

    /// On Friday the ninth, before the Saturday that is worked: ticket 3 at half past eleven, order 4 in review at half past four.
    func enterTicketBeforeSaturday() throws {
        try world.renewSessions()
        _ = try ticket()
    }

    func enterOrderBeforeSaturday() throws {
        try world.renewSessions()
        _ = try submitted(customers[2])
    }

    private func ticket() throws -> Int64 {
        let body = """
            {"customer_id":\(customers[2]),"channel":"phone","type":"inquiry","subject":"When?","assignee_id":\(world.person("service").id)}
            """
        return try world.created(world.post("service", "/v1/tickets", body))
    }

    private func submitted(_ customer: Int64, deliveryOn: String = "2026-12-24") throws -> Int64 {
        let body = """
            {"customer_id":\(customer),"payment_method":"bank_transfer","payment_terms_days":30,"transport_mode":"road",
             "delivery_on":"\(deliveryOn)","lines":[{"product_id":\(desk.tea),"quantity":"10"}]}
            """
        let id = try world.created(world.post("rep", "/v1/orders", body))
        try must("orders/\(id)/submit", by: "rep", #"{"no_contract_reason":"Small"}"#)
        return id
    }

    private func order(of customer: Int64, deliveryOn: String = "2026-12-24") throws -> Int64 {
        let id = try submitted(customer, deliveryOn: deliveryOn)
        for (department, name) in [("finance", "finance"), ("logistics", "logistics"), ("sales", "manager")] {
            try must("orders/\(id)/reviews/\(department)/approve", by: name)
        }
        try must("orders/\(id)/confirm", by: "rep")
        return id
    }

    private func invoice(_ order: Int64, dueOn: String) throws {
        let id = try world.created(world.post("finance", "/v1/invoices", "{\"order_id\":\(order),\"due_on\":\"\(dueOn)\"}"))
        try must("invoices/\(id)/issue", by: "finance")
    }

    private func must(_ path: String, by name: String, _ form: String = "{}") throws {
        let reply = try world.post(name, "/v1/" + path, form)
        guard reply.status == 200 else { throw ClientError.malformed("\(path) by \(name): \(reply.answer.text)") }
    }
}
