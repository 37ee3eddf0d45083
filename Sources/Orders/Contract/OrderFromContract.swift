// `POST /v1/contracts/{id}/orders`: a draft order of what is still open of a contract, in one call (P2.5.1).

import CRM
import HTTP
import JSON
import Kernel

/// What the order says beside the contract; of the lines all that is open, where none are named.
final class OrderFromContract: Form {
    let lines = children(ContractedLine.self, "Lines", "订单行", 0...500)
    let customerPoNumber = text("Customer's order number", "客户订单号", max: 100).optional()
    let deliveryOn = day("Wanted delivery", "要求交货日期").optional()
    let paymentMethod = choice(PaymentMethod.self, "Payment method", "付款方式").optional()
    let paymentTermsDays = integer("Payment terms, days", "账期（天）", 0...720).optional()
    let prepayment = fraction("Prepayment, part of gross", "预付款比例").optional()
    let transportMode = choice(TransportMode.self, "Transport", "运输方式").optional()
    let shipTo = paragraphs("Ship to", "收货地址", max: 1000).optional()
    let notes = paragraphs("Notes", "备注").optional()
    let externalID = text("External id", "外部编号", max: 100).optional()
}

/// How much of a contract's line the order takes; nothing named: all that is open.
final class ContractedLine: Item {
    static let schema = Schema<ContractedLine>(table: "", one: "contracted_line", parent: "form", "Contracted line", "合同订单行")

    let contractLineID = integer("Contract line", "合同行", 1...Int64.max)
    let quantity = Kernel.quantity("Quantity", "数量").optional()
    let wantedOn = day("Wanted on", "要求日期").optional()
    let note = text("Note", "说明", max: 500).optional()
}

extension Module {
    /// The order is entered as anybody's, by its own rights and rules; what the body leaves out is the contract's.
    static let orderFromContract = Route(write: .post, "/v1/contracts/{id}/orders", description) { request, context in
        try request.allowQuery()
        try permit(request, context.registry.resource(Contract.schema), .read)
        try permit(request, context.registry.resource(Order.schema), .create)
        let id = try ID<Contract>(request.id())
        let body = try request.bodyObject(optional: true)
        _ = try request.form(form, context)
        return { rules in
            let contract = try rules.visible(Contract.self, id)
            try rules.requirePlace(ofOrAbove: contract.owner.integer, orOneOf: [.admin, .integration])
            try requireInForce(contract)
            let order = try rules.create(Order.self, contract.orderBody(body))
            return try createdAnswer(order, request, rules)
        }
    }

    private static let form = Schema<OrderFromContract>(form: OrderFromContract.self)

    private static let description = OperationDescription(
        "contract.orders", "Order what is still open", "按合同下单", tag: "contracts", body: .form(form), status: 201,
        answer: .record("orders", isWhole: true), roles: ["owner", "manager", "admin", "integration"], clause: "P2.5.1")

    private static func requireInForce(_ contract: Record<Contract>) throws {
        guard !ContractStatus.inForce.contains(contract.status) else { return }
        let states = ContractStatus.inForce.map(\.rawValue)
        throw Failure(
            .wrongState, ["step": "orders", "state": contract.status.rawValue, "from": states.joined(separator: ", ")],
            extensions: ["possible_from": states]
        ).citing("P2.5.1")
    }
}

extension Record where D == Contract {
    /// The body of an order of it: what was named, and for the rest what the contract says. Throws `nothing_open`.
    fileprivate func orderBody(_ given: JSONObject) throws -> JSONObject {
        var body = given
        body["contract_id"] = .integer(self.id.integer)
        body["customer_id"] = .integer(self.customer.integer)
        body["owner_id"] = .integer(self.owner.integer)
        let standard: JSONObject = [
            "payment_method": .string(self.paymentMethod.rawValue), "payment_terms_days": .integer(self.paymentTermsDays),
            "transport_mode": .string(self.transportMode.rawValue), "ship_to": self.shipTo.map { .string($0) } ?? .null,
        ]
        for (name, value) in standard where body[name]?.isNull ?? true { body[name] = value }
        body["prepayment"] = body["prepayment"].flatMap { $0.isNull ? nil : $0 }
        let lines = given["lines"]?.array ?? []
        body["lines"] = .array(try lines.isEmpty ? allOpen() : lines.map(completed))
        return body
    }

    private func allOpen() throws -> [JSONValue] {
        let open = self.lines.filter { $0.openQuantity > .zero }
        guard !open.isEmpty else { throw Failure(.nothingOpen, ["number": self.number]).citing("P2.5.1") }
        return open.map { line in
            ["contract_line_id": .integer(line.id.integer), "quantity": .string(line.openQuantity.text)]
        }
    }

    /// A line that names no quantity takes all that is open.
    private func completed(_ given: JSONValue) -> JSONValue {
        guard var line = given.object, line["quantity"]?.isNull ?? true else { return given }
        let contracted = self.lines.first { $0.id.integer == line["contract_line_id"]?.number?.int64 }
        guard let open = contracted?.openQuantity, open > .zero else { return given }
        line["quantity"] = .string(open.text)
        return .object(line)
    }
}
