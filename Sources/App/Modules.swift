// What this server consists of: the modules in the order of the sales process, what they do when something happens in an earlier
// one, and what they answer to it.

import CRM
import Catalog
import Identity
import Kernel
import Orders

/// The one list of everything that is wired together.
enum Modules {
    /// Each may use those before it.
    static func all(_ configuration: Configuration) -> [Module] {
        [.identity(configuration.signIn), .catalog, .crm, .orders]
    }

    /// What later modules do when something happened in earlier ones: in the same transaction, in this order.
    static let reactions: [Reaction] = []

    /// What later modules answer to the questions of earlier ones.
    static let answers: [any Question] = [CreditQuestions.answeredByOrders]

    /// Everything declared, with the company's settings.
    static func registry(_ configuration: Configuration, clock: any Clock) throws -> Registry {
        guard let calendar = CompanyCalendar(timeZone: configuration.timeZone) else {
            throw CommandFailure("the system does not know the time zone \(configuration.timeZone)")
        }
        return Registry(
            modules: all(configuration), reactions: reactions, answers: answers, calendar: calendar,
            companyCurrency: configuration.currency, clock: clock,
            directory: .identity)
    }
}
