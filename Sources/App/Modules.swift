// What this server consists of: the modules in the order of the sales process, what they do when something happens in an earlier
// one, and what they answer to it.

import AfterSales
import CRM
import Catalog
import Delivery
import Identity
import Insight
import Kernel
import Orders
import Performance
import Receivables
import Risk
import Storage
import Team
import Webhooks

/// The one list of everything that is wired together.
enum Modules {
    /// Each may use those before it.
    static func all(_ signIn: SignInLimits = SignInLimits()) -> [Module] {
        [
            .attachments, .identity(signIn), .imports, .exports, .delivery(endpoints), .webhooks, .catalog, .crm, .orders, .receivables,
            .afterSales,
            .team, .performance, .risk, .insight,
        ]
    }

    /// Those outside to whom the modules send.
    static let endpoints: [EndpointKind] = [.messageChannel, .webhook]

    /// What later modules do when something happened in earlier ones: in the same transaction, in this order.
    static let reactions: [Reaction] =
        .paymentsReleaseOrders + .paymentsSettleDunning + .lostReplacementsReopenExchanges + .returnsReleaseOrders + .exportsFillReportRuns
        + .leaversDisableWebhooks

    /// What later modules answer to the questions of earlier ones.
    static let answers: [any Question] = [
        DocumentSender.answeredByIdentity, CreditQuestions.answeredByOrders, ReceivablesQuestions.answeredByReceivables,
        ClosingQuestions.answeredByPerformance,
        DutyQuestions.answeredByRisk, ReportDesk.answeredByInsight,
    ]

    /// What a database needs so that they can work with it.
    static var migrations: [Migration] { Registry.migrations(of: all()) }

    /// Everything declared, with the company's settings.
    static func registry(
        _ company: CompanySettings, _ signIn: SignInLimits = SignInLimits(), clock: any Clock, door: DeliveryDoor = .unanswered
    ) throws -> Registry {
        guard let calendar = CompanyCalendar(timeZone: company.timeZone) else {
            throw CommandFailure("the system does not know the time zone \(company.timeZone)")
        }
        return Registry(
            modules: all(signIn), reactions: reactions, answers: answers + [door], company: company, calendar: calendar, clock: clock,
            directory: .identity)
    }
}
