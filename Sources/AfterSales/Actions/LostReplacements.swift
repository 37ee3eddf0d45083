// A replacement that was cancelled or came back is still owed: its exchange goes on, to be shipped anew or to be given up (P2.6.2).

package import Kernel
import Orders

extension [Reaction] {
    /// Exchanges whose replacement does not arrive are in progress again, and so are their tickets: somebody has to know of it.
    package static let lostReplacementsReopenExchanges: [Reaction] = ["cancel", "return-to-sender"].map { step in
        Reaction(to: Shipment.self, step) { shipment, context in
            guard shipment.purpose == .replacement else { return }
            let exchanges = try context.all(
                ServiceAction.self, where: "replacement_shipment_id = ? AND status = 'finished'", shipment.id.stored)
            for exchange in exchanges {
                try context.follow("reopen-by-shipment", context.require(Ticket.self, exchange.ticket))
                try context.follow("reopen-by-shipment", exchange)
            }
        }
    }
}
