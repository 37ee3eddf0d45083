// Invoicing and paying an order in one go, and orders of long ago, for tests whose subject comes after that.

import App
import Kernel
import SQLite
import Storage

extension World {
    /// Finance invoices all that is open of the order, and the customer pays it.
    package func settle(_ order: Int64) throws {
        let invoice = try post("finance", "/v1/orders/\(order)/invoices")
        let id = try created(invoice)
        let day = try post("finance", "/v1/invoices/\(id)/issue").string("dated_on") ?? ""
        let body = """
            {"customer_id":\(invoice.integer("customer_id") ?? 0),"amount":"\(invoice.string("gross") ?? "")","received_on":"\(day)",\
            "method":"bank_transfer"}
            """
        let receipt = try created(post("finance", "/v1/receipts", body))
        let reply = try post("finance", "/v1/receipts/\(receipt)/allocate", "{\"to\":[{\"invoice_id\":\(id)}]}")
        guard reply.status == 200 else { throw ClientError.malformed(reply.answer.text) }
    }

    /// Has the order have been confirmed at the beginning of that year, so that its invoices can be old.
    package func backdate(_ order: Int64, to year: Int = 2026) throws {
        let moment = Instant("\(year)-01-01T00:00:00Z")?.milliseconds ?? 0
        let values: [SQLiteValue] = [.integer(moment), .integer(order)]
        try server.application.database.write { try $0.connection.run("UPDATE orders SET confirmed_at = ? WHERE id = ?", values) }
    }
}
