// `POST /v1/orders/{id}/invoices`: a draft invoice of what is still open of an order, in one call (P4.2.5).

import CRM
import HTTP
import JSON
import Kernel
import Orders

/// What the invoice says beside the order; of the lines all that is open, where none are named.
final class InvoiceOfOrder: Form {
    let shipment = reference(Shipment.self, "Shipment", "发货单").optional()
    let lines = children(InvoicedLine.self, "Lines", "发票行", 0...500)
    let kind = choice(InvoiceKind.self, "Kind", "发票类型").optional()
    let datedOn = day("Dated", "开票日期").optional()
    let dueOn = day("Due", "到期日").optional()
    let notes = paragraphs("Notes", "备注", max: 2000).optional()
    let externalID = text("External id", "外部编号", max: 100).optional()
}

/// How much of an order's line the invoice takes; nothing named: all that is open.
final class InvoicedLine: Item {
    static let schema = Schema<InvoicedLine>(table: "", one: "invoiced_line", parent: "form", "Invoiced line", "开票订单行")

    let orderLineID = integer("Order line", "订单行", 1...Int64.max)
    let quantity = Kernel.quantity("Quantity", "数量").optional()
}

extension Module {
    /// The invoice is entered as anybody's, by its own rights and rules.
    static let invoiceOfOrder = Route(write: .post, "/v1/orders/{id}/invoices", description) { request, context in
        try request.allowQuery()
        try permit(request, context.registry.resource(Order.schema), .read)
        try permit(request, context.registry.resource(Invoice.schema), .create)
        let id = try ID<Order>(request.id())
        var body = try request.bodyObject(optional: true)
        _ = try request.form(form, context)
        body["order_id"] = .integer(id.integer)
        // What is null is left out.
        let given = JSONObject(body.members.filter { !$0.value.isNull })
        return { rules in
            _ = try rules.visible(Order.self, id)
            return try createdAnswer(rules.create(Invoice.self, given), request, rules)
        }
    }

    private static let form = Schema<InvoiceOfOrder>(form: InvoiceOfOrder.self)

    private static let description = OperationDescription(
        "order.invoices", "Invoice what is still open", "按订单开票", tag: "orders", body: .form(form), status: 201,
        answer: .record("invoices", isWhole: true), roles: ["finance", "admin", "integration"], clause: "P4.2.5")
}
