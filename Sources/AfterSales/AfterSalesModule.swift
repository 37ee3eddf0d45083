// What follows the delivery: the customer's tickets, their deadlines, what service does about them, and how content the customer is (P2.6).

package import Kernel

extension Module {
    /// Tickets, routing, service levels and service actions.
    package static let afterSales = Module(
        "service", "After-sales", "售后服务",
        resources: [],
        migrations: afterSalesMigrations,
        failures: FailureCode.afterSalesCodes)
}
