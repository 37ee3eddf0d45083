// Who buys or may buy: the market, leads, opportunities, customers, the people there, their prices and their credit.

package import Kernel
import Storage

extension Module {
    /// Customers, their people, prices and credit; the market, campaigns, leads, opportunities and activities.
    package static let crm = Module(
        "crm", "Customers", "客户关系",
        resources: [
            AnyResource(Customer.self), AnyResource(Contact.self), AnyResource(PriceList.self), AnyResource(CreditInvestigation.self),
            AnyResource(MarketReport.self), AnyResource(Competitor.self), AnyResource(TargetSegment.self), AnyResource(Campaign.self),
            AnyResource(Lead.self), AnyResource(AssignmentRule.self), AnyResource(Opportunity.self), AnyResource(ForecastSnapshot.self),
            AnyResource(Proposal.self), AnyResource(Negotiation.self), AnyResource(ClauseTemplate.self), AnyResource(Contract.self),
            AnyResource(Activity.self), AnyResource(CRMSettings.self), AnyResource(ContractSettings.self),
            AnyResource(RetentionSettings.self),
        ],
        migrations: Migration.crm + Migration.crmSelling + Migration.crmProposals + Migration.crmContracts,
        routes: [creditRoute, eraseContactRoute, proposalVersionsRoute, proposalComparisonRoute],
        failures: FailureCode.crmCodes + FailureCode.paperCodes + FailureCode.proposalCodes + FailureCode.negotiationCodes
            + FailureCode.contractCodes,
        jobs: [.keepingTimes, .customersAtRest, .forecastSnapshots, .proposalsExpire, .contractDays])
}
