// Orders, what is made for them and their shipments: from entry over the departments' reviews to delivery (P2.5).

package import Kernel

extension Module {
    /// Orders and shipments.
    package static let orders = Module(
        "orders", "Orders", "订单",
        resources: [
            AnyResource(Order.self), AnyResource(ProductionPlan.self), AnyResource(Shipment.self), AnyResource(OrderSettings.self),
        ],
        migrations: ordersMigrations,
        routes: reviewFacts + [orderFromContract],
        failures: FailureCode.orderCodes + FailureCode.executionCodes,
        jobs: [reviewDeadlines, .lateGoods],
        derivations: [.contractOrders])
}
