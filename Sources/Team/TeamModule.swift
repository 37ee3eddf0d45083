// The team: whom it hires and trains, how it meets, what it is told, and what it owes the policy regularly (P3.1, P3.3).

import Delivery
package import Kernel

extension Module {
    /// Recruiting, onboarding, meetings, tasks, notices and duties.
    package static let team = Module(
        "team", "Team", "团队",
        resources: [
            AnyResource(RecruitmentPlan.self), AnyResource(Candidate.self), AnyResource(Course.self), AnyResource(Enrolment.self),
            AnyResource(Meeting.self), AnyResource(ActionItem.self), AnyResource(Notice.self), AnyResource(NoticeReceipt.self),
            AnyResource(MessageChannel.self),
            AnyResource(Duty.self), AnyResource(TeamSettings.self),
        ],
        migrations: teamMigrations,
        routes: [eraseCandidate] + DeliveryRoutes(MessageChannel.self, .messageChannel).all,
        failures: FailureCode.teamCodes,
        jobs: [.candidatesErase, .onboardingDays, .meetingsRecur, .taskDays, .dutyDays],
        warnings: [.messagesDead, .channelSecretsUnreadable])
}
