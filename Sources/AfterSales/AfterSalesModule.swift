// What follows the delivery: the customer's tickets, their deadlines, what service does about them, and how content the customer is (P2.6).

package import Kernel
import Orders

extension Module {
    /// Tickets, routing, service levels and service actions.
    package static let afterSales = Module(
        "service", "After-sales", "售后服务",
        resources: [
            AnyResource(Ticket.self), AnyResource(ServiceAction.self), AnyResource(RoutingRule.self), AnyResource(SLAPolicy.self),
            AnyResource(ServiceSettings.self),
        ],
        migrations: afterSalesMigrations,
        failures: FailureCode.afterSalesCodes,
        jobs: [.ticketDeadlines, .ticketsClose],
        derivations: [.returnedGoods],
        grants: [
            // Orders and shipments of a ticket's customer (access.md).
            LaterGrant(on: Order.self, Grant([.service], .read, rows: .matching("t.customer_id IN (\(customersWithTickets))"))),
            LaterGrant(
                on: Shipment.self,
                Grant(
                    [.service], .read,
                    rows: .matching("t.order_id IN (SELECT id FROM orders WHERE customer_id IN (\(customersWithTickets)))"))),
            // Whoever works on a ticket reads its order (access.md, Decide).
            LaterGrant(on: Order.self, Grant(.everyone, .read, rows: .assignedThrough(AssignedReferrer(Ticket.self, by: \.order)))),
            LaterGrant(on: Order.self, Grant(.everyone, .read, rows: .assignedThrough(AssignedReferrer(ServiceAction.self, by: \.order)))),
        ])

    private static let customersWithTickets = "SELECT customer_id FROM tickets WHERE archived_at IS NULL"
}
