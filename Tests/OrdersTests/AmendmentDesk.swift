// Where amendments of confirmed orders are entered and moved on.

import JSON
import Kernel
import TestSupport

extension OrderDesk {
    func line(_ place: Int, of order: Int64) throws -> Int64 { try self.order(order, by: "auditor").integer("lines/\(place)/id") ?? 0 }

    func amend(_ order: Int64, _ changes: String, by name: String = "rep") throws -> Reply {
        try world.post(name, "/v1/order-amendments", "{\"order_id\":\(order),\"reason\":\"The customer asked\",\"changes\":[\(changes)]}")
    }

    /// Another quantity of one line.
    func quantityChange(_ order: Int64, _ quantity: String, line place: Int = 0) throws -> String {
        "{\"kind\":\"quantity\",\"order_line_id\":\(try line(place, of: order)),\"quantity\":\"\(quantity)\"}"
    }

    static let address = #"{"kind":"address","ship_to":"Gate 2"}"#
    static let date = #"{"kind":"date","wanted_on":"2027-01-10"}"#
    static let terms = #"{"kind":"payment_terms","payment_terms_days":60}"#

    @discardableResult
    func takeAmendment(_ step: String, _ id: Int64, by name: String = "rep", _ body: String? = nil) throws -> Reply {
        let form = body ?? (step.hasSuffix("/reject") ? #"{"comment":"Too late"}"# : "{}")
        return try world.post(name, "/v1/order-amendments/\(id)/\(step)", form)
    }

    @discardableResult
    func mustAmendment(_ step: String, _ id: Int64, by name: String = "rep") throws -> Reply {
        let reply = try takeAmendment(step, id, by: name)
        guard reply.status == 200 else { throw ClientError.malformed("\(step) by \(name): \(reply.answer.text)") }
        return reply
    }

    /// An amendment that everybody whom it concerns has approved.
    func approvedAmendment(_ order: Int64, _ changes: String) throws -> Int64 {
        let id = try world.created(amend(order, changes))
        let asked = try mustAmendment("submit", id).array("reviews").compactMap { $0.object?["department"]?.string }
        for department in asked {
            let reviewer = ["finance": "finance", "logistics": "logistics", "sales": "manager"][department] ?? ""
            try mustAmendment("reviews/\(department)/approve", id, by: reviewer)
        }
        return id
    }

    func applied(_ order: Int64, _ changes: String) throws -> Reply {
        try takeAmendment("apply", approvedAmendment(order, changes))
    }

    func amendment(_ id: Int64, by name: String = "auditor") throws -> Reply { try world.get(name, "/v1/order-amendments/\(id)") }
}
