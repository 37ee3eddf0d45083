// The order: what a customer has ordered, from entry over the departments' reviews to its completion (P2.5).

package import CRM
package import Catalog
package import Identity
package import Kernel

/// A customer's order (P2.5.1).
package final class Order: Resource {
    package typealias Status = OrderStatus
    package static let schema = Schema<Order>("orders", one: "order", "Order", "订单")

    package let number = Kernel.number("SO").searched()
    package let customer = reference(Customer.self, "Customer", "客户").concerned().fixed()
    package let contract = reference(Contract.self, "Contract", "合同").fixed().optional()
    package let owner = salesOwner()
    package let customerPoNumber = text("Customer's order number", "客户订单号", max: 100).searched().optional()
    package let noContractReason = text("Reason for having no contract", "无合同原因", max: 500).computed().optional()
    package let currency = Kernel.currency().companysByDefault()
    package let exchangeRate = Kernel.exchangeRate("Exchange rate, frozen at entry", "录入时冻结的汇率").computed()
    package let pricesIncludeTax = boolean("Prices include tax", "价格含税").byDefault(false)
    package let deliveryOn = day("Wanted delivery", "要求交货日期").optional()
    package let paymentMethod = choice(PaymentMethod.self, "Payment method", "付款方式")
    package let paymentTermsDays = integer("Payment terms, days", "账期（天）", 0...720)
    package let prepayment = fraction("Prepayment, part of gross", "预付款比例").byDefault(.zero)
    package let transportMode = choice(TransportMode.self, "Transport", "运输方式")
    package let shipTo = paragraphs("Ship to", "收货地址", max: 1000).optional()
    package let notes = paragraphs("Notes", "备注").optional()
    package let status = state(OrderStatus.self, initial: .draft, editable: [.draft])
    package let heldFrom = choice(OrderStatus.self, "State before the hold", "挂起前状态").computed().optional()
    package let holdReason = choice(HoldReason.self, "Reason of the hold", "挂起原因").computed().optional()
    package let holdComment = text("Comment on the hold", "挂起说明", max: 500).computed().optional()
    /// The exposure that finance has released, in minor units of the company's currency: the override stands up to it.
    package let releasedExposure = integer("Released exposure", "已放行的信用敞口", 0...Int64.max).computed().secret().optional()
    package let fulfilmentStatus = choice(FulfilmentStatus.self, "Fulfilment", "履行状态").byDefault(.open).computed()
    /// Something that was found late has not arrived.
    package let overdue = boolean("Overdue", "交货逾期").byDefault(false).computed()
    /// Once all has arrived: the last day, and whether it was on time, as wanted, and each line whole with one shipment.
    package let deliveredOn = day("Delivered on", "交齐日期").computed().optional()
    package let deliveredOnTime = boolean("Delivered on time", "按承诺交付").computed().optional()
    package let deliveredAsWanted = boolean("Delivered as wanted", "按要求日期交付").computed().optional()
    package let deliveredInFull = boolean("Delivered in full", "一次交齐").computed().optional()
    /// Of its own goods that are on their way or have arrived.
    package let firstShippedAt = instant("First shipped at", "首次发货时间").computed().optional()
    package let lastDeliveredAt = instant("Last delivered at", "最近交付时间").computed().optional()
    package let invoicingStatus = choice(InvoicingStatus.self, "Invoicing", "开票状态").byDefault(.none).computed()
    package let lastInvoicedAt = instant("Last invoiced at", "最近开票时间").computed().optional()
    package let net = amount("Net", "不含税金额").computed().seen(in: .prices)
    package let tax = amount("Tax", "税额").computed().seen(in: .prices)
    package let gross = amount("Gross", "含税金额").computed().seen(in: .prices)
    /// What of it came back and stands in no invoice: nobody is asked for it any more.
    package let returnedGross = amount("Gross returned before it was invoiced", "开票前退货的含税金额").byDefault(.zero).computed().seen(in: .prices)
    package let cost = amount("Cost", "成本").computed().seen(in: .cost)
    package let margin = amount("Margin", "毛利", Money.range).computed().seen(in: .cost)
    /// Rises with each amendment; the ones before are kept.
    package let revision = integer("Revision", "版本", 1...1_000_000).byDefault(1).computed()
    package let submittedAt = instant("Submitted at", "提交时间").computed().optional()
    /// The earliest due time among the reviews that are still open.
    package let reviewDueAt = instant("Next review due at", "最近评审截止时间").computed().optional()
    package let confirmedAt = instant("Confirmed at", "确认时间").computed().optional()
    package let completedAt = instant("Completed at", "完成时间").computed().optional()
    package let cancelReason = text("Reason of the cancellation", "取消原因", max: 500).computed().optional()
    package let erpNumber = text("ERP's number", "ERP 订单号", max: 100).computed().optional()
    package let erpConfirmedAt = instant("Confirmed by the ERP at", "ERP 确认时间").computed().optional()
    package let externalID = Kernel.externalID()
    package let lines = children(OrderLine.self, "Lines", "订单行", 0...500)
    package let reviews = computedChildren(OrderReview.self, "Reviews", "评审")

    package init() {}

    package static let furtherEvents = ["late", "amended", "review_reminded", "review_escalated"]

    package static let isPaper = true

    package static let access =
        Grant.standard + [
            Grant([.salesRep], .all, rows: .own),
            Grant([.salesManager], .all, rows: .team),
            Grant([.finance], .read),
            // From in_review on: neither drafts nor what was cancelled as one.
            Grant([.logistics], .read, rows: .matching("t.status <> 'draft' AND t.submitted_at IS NOT NULL")),
            Grant([.production], .read, rows: .matching("t.status IN ('confirmed', 'completed')")),
            Grant([.integration], [.read, .create, .update]),
        ]

    package static let filters = orderFilters
}

/// A line of an order.
package final class OrderLine: PricedLine {
    package static let schema = Schema<OrderLine>(table: "order_lines", one: "order_line", parent: "order_id", "Order line", "订单行")
    static let places = LinePlaces(OrderLine.self)

    package let kind = choice(LineKind.self, "Kind", "类型").byDefault(.product)
    /// The line of the contract that it takes from.
    package let contractLine = reference(ContractLine.self, "Contract line", "合同行").optional()
    package let product = reference(Product.self, "Product", "产品").optional()
    package let note = text("Note", "说明", max: 500).optional()
    package let quantity = Kernel.quantity("Quantity", "数量").filled()
    package let unitPrice = Kernel.unitPrice("Unit price", "单价").filled(from: "product_id", "currency").seen(in: .prices)
    package let discount = fraction("Discount", "折扣").byDefault(.zero).seen(in: .prices)
    package let taxRate = fraction("Tax rate", "税率").filled(from: "product_id")
    package let wantedOn = day("Wanted on", "要求日期").optional()
    package let promisedOn = day("Promised on", "承诺日期").computed().optional()
    /// As logistics said with its review: deliveries are measured against it, wherever the promise is moved to.
    package let firstPromisedOn = day("First promised on", "首次承诺日期").computed().optional()
    /// As the product was when the line was entered: what is made to order ships as production has passed it.
    package let madeToOrder = boolean("Made to order", "按单生产").byDefault(false).computed()
    package let net = amount("Net", "不含税金额").computed().seen(in: .prices)
    package let tax = amount("Tax", "税额").computed().seen(in: .prices)
    package let gross = amount("Gross", "含税金额").computed().seen(in: .prices)
    /// Frozen when the line is entered.
    package let unitCost = Kernel.unitPrice("Unit cost, frozen at entry", "录入时冻结的单位成本").computed().seen(in: .cost)
    package let cost = amount("Cost", "成本").computed().seen(in: .cost)
    package let margin = amount("Margin", "毛利", Money.range).computed().seen(in: .cost)
    package let shippedQuantity = Kernel.quantity("Shipped", "已发数量").byDefault(.zero).computed()
    package let deliveredQuantity = Kernel.quantity("Delivered", "已交数量").byDefault(.zero).computed()
    /// What the customer has given back for good; what was exchanged is no part of it.
    package let returnedQuantity = Kernel.quantity("Returned", "已退货数量").byDefault(.zero).computed()
    /// How much an amendment took off the line that was invoiced before and credited: where the line grows again, that is invoiced again.
    package let withdrawnQuantity = Kernel.quantity("Credited and amended away", "已红冲并变更减少数量").byDefault(.zero).computed()
    /// Once all of it has arrived.
    package let deliveredOn = day("Delivered on", "交齐日期").computed().optional()
    package let deliveredAtOnce = boolean("Delivered with one shipment", "一次交齐").computed().optional()
    /// When it was told that its day has passed.
    package let lateAt = instant("Found late at", "逾期发现时间").computed().optional()

    package init() {}
}

/// One department's review of an order in one round (P2.5.2). A rejected or revised order's reviews are void and stay readable.
package final class OrderReview: Item {
    package static let schema = Schema<OrderReview>(table: "order_reviews", one: "order_review", parent: "order_id", "Review", "评审")

    package let department = choice(ReviewDepartment.self, "Department", "部门").computed()
    package let round = integer("Round", "轮次").computed()
    package let verdict = choice(Verdict.self, "Verdict", "结论").byDefault(.pending).computed()
    package let reviewer = reference(User.self, "Reviewer", "评审人").computed().optional()
    package let dueAt = instant("Due at", "截止时间").computed().optional()
    package let decidedAt = instant("Decided at", "评审时间").computed().optional()
    package let comment = paragraphs("Comment", "意见", max: 2000).computed().optional()
    package let remindedAt = instant("Reminded at", "提醒时间").computed().optional()
    package let escalatedAt = instant("Escalated at", "上报时间").computed().optional()
    package let escalatedTo = reference(User.self, "Escalated to", "上报对象").computed().optional()
    /// When the job reminds and escalates: fixed with the due time, so that it has nothing to work out.
    package let remindAt = instant("To be reminded at", "计划提醒时间").computed().secret().optional()
    package let escalateAt = instant("To be escalated at", "计划上报时间").computed().secret().optional()
    package let isVoid = boolean("Void", "已作废").byDefault(false).computed()

    package init() {}
}
