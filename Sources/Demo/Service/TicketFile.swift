// What one ticket has come to: its id, who has it, and the ids of what is done about it, as they are made.

import AfterSales
import Kernel
import Synchronization

/// The file of one ticket. What happens later finds there what happened before.
final class TicketFile: Sendable, Hashable {
    private struct Content {
        var ticket: Int64?
        var handler: Int64 = 0
        var action: Int64?
    }

    private let content = Mutex(Content())

    /// Who has the ticket; 0 for nobody yet.
    var handlerID: Int64 { content.withLock { $0.handler } }

    /// Takes over the ticket as it is now.
    func note(_ ticket: Record<Ticket>) {
        content.withLock { content in
            content.ticket = ticket.id.integer
            content.handler = ticket.assignee?.integer ?? 0
        }
    }

    /// The service action that is spoken of from now on.
    func note(_ action: Record<ServiceAction>) { content.withLock { $0.action = action.id.integer } }

    /// Throws `DemoFault` before the ticket is entered.
    func ticket() throws -> ID<Ticket> {
        guard let id = content.withLock({ $0.ticket }) else { throw DemoFault(text: "there is no ticket yet") }
        return ID(id)
    }

    /// Throws `DemoFault` before one is entered.
    func action() throws -> ID<ServiceAction> {
        guard let id = content.withLock({ $0.action }) else { throw DemoFault(text: "there is no service action yet") }
        return ID(id)
    }

    static func == (left: TicketFile, right: TicketFile) -> Bool { left === right }

    func hash(into hasher: inout Hasher) { hasher.combine(ObjectIdentifier(self)) }
}
