// What periodic jobs do as the clock goes on: weekends, holidays, a worked Saturday, the break at noon, the end of a month, and a server that
// stood still.

import JSON
import Kernel
import TestSupport
import Testing

struct JobClockTests {
    /// By moments in Shanghai. Response within 4 working hours (8 a day, none from 12 to 13), resolution within 24; a review within 8, reminded
    /// 2 before and escalated 4 after; what is late is late after its last moment or day.
    private static let expected: [(moment: String, done: [String])] = [
        // 1.5 hours on Tuesday, 2.5 on Wednesday: due at 11:30.
        ("2026-09-30 12:30", ["ticket 2 deadline_missed"]),
        // 1.5 and 4.5 hours: the break does not count.
        ("2026-09-30 14:30", ["order 3 review_reminded ×3"]),
        // A new month; days go by on holidays too.
        (
            "2026-10-01 00:30",
            [
                "contract 1 expiry_notice", "contract 1 start", "contract 2 signing_overdue", "invoice 1 overdue", "order 1 late",
                "proposal 3 expire",
            ]
        ),
        ("2026-10-02 00:30", ["invoice 2 overdue"]),
        // Seven days of the calendar after it was resolved.
        ("2026-10-06 16:30", ["ticket 1 close"]),
        // 1.5 hours on Wednesday after it was due, and 2.5 on the first working day.
        ("2026-10-08 11:30", ["order 3 review_escalated ×3"]),
        // Ticket 2 has 24 hours over two weeks, ticket 3 its 4 on one day.
        ("2026-10-09 17:30", ["ticket 2 deadline_missed", "ticket 3 deadline_missed"]),
        // Saturday, worked: ten days after invoice 1 was due.
        ("2026-10-10 00:30", ["contract 1 obligation_due", "dunning_case 1 opened", "invoice 1 dunned"]),
        ("2026-10-10 14:30", ["order 4 review_reminded ×3"]),
        ("2026-10-11 00:30", ["contract 1 obligation_overdue"]),
        ("2026-10-11 09:00", ["customer 1 rest", "customer 2 rest"]),
        // Invoice 2 was due ten days before Sunday: Monday is the first working day.
        ("2026-10-12 00:30", ["dunning_case 2 opened", "invoice 2 dunned"]),
        ("2026-10-12 11:30", ["order 4 review_escalated ×3"]),
        // 5.5 hours on Friday, 8 on Saturday, 8 on Monday, 2.5 on Tuesday.
        ("2026-10-13 12:30", ["ticket 3 deadline_missed"]),
        ("2026-10-24 00:30", ["contract 1 expiry_notice"]),
        // Fourteen days after they were opened, and not on Saturday.
        ("2026-10-26 00:30", ["dunning_case 1 letter", "dunning_case 2 letter"]),
        // A month and a day after the lead was over.
        ("2026-10-30 00:30", ["lead 1 erased"]),
        ("2026-10-31 00:30", ["contract 1 expiry_notice"]),
        ("2026-11-01 00:30", ["contract 1 expire"]),
    ]

    /// Often until the middle of October, then three times a day.
    private static var moments: [String] {
        let often = ["00:30", "09:00", "11:30", "12:30", "13:30", "14:30", "15:30", "16:30", "17:30", "23:59"]
        let start = Day("2026-09-30") ?? Day(daysSince1970: 0)
        return (0...33).flatMap { days in
            (days < 14 ? often : ["00:30", "09:00", "23:59"]).map { "\(start.adding(days: days)) \($0)" }
        }
    }

    @Test func `each job does its work at its moment, and once`() throws {
        let company = try JobCompany()
        try company.enterBeforeHolidays()
        var done: [String] = []
        for moment in Self.moments {
            try company.move(to: moment)
            if moment == "2026-10-09 11:30" { try company.enterTicketBeforeSaturday() }
            if moment == "2026-10-09 16:30" { try company.enterOrderBeforeSaturday() }
            done += try company.runJobs().map { "\(moment) \($0)" }
        }
        #expect(done == Self.expected.flatMap { moment, done in done.map { "\(moment) \($0)" } })
        // Two open opportunities, whose contracts are not signed, on each of 35 days.
        #expect(try company.forecasts() == [70, 35, 2])
    }

    @Test func `a server that stood still catches up with everything once, and a second run does nothing`() throws {
        let company = try JobCompany()
        try company.enterBeforeHolidays()
        try company.move(to: "2026-10-09 11:30")
        try company.enterTicketBeforeSaturday()
        try company.move(to: "2026-10-09 16:30")
        try company.enterOrderBeforeSaturday()
        try company.move(to: "2026-11-02 09:00")
        // What is past is not announced any more: no reminder, no notice of an end that has come, no obligation of what is over.
        #expect(
            try company.runJobs() == [
                "contract 1 expire", "contract 2 signing_overdue", "customer 1 rest", "customer 2 rest",
                "dunning_case 1 opened", "dunning_case 2 opened", "invoice 1 dunned", "invoice 1 overdue", "invoice 2 dunned",
                "invoice 2 overdue", "lead 1 erased", "order 1 late",
                "order 3 review_escalated ×3", "order 4 review_escalated ×3", "proposal 3 expire", "ticket 1 close",
                "ticket 2 deadline_missed", "ticket 3 deadline_missed",
            ])
        #expect(try company.runJobs() == [])
        try company.move(to: "2026-11-02 09:10")
        #expect(try company.runJobs() == [])
        #expect(try company.forecasts() == [4, 2, 2])
    }

    @Test func `no job is left out that acts on records of the business`() throws {
        let server = try TestServer()
        let items = Reply(try server.operatorClient().send("GET", "/control/jobs")).array("items")
        let all = Set(items.compactMap { $0.object?["name"]?.string })
        let kernels: Set = [
            "forget-stored-answers", "purge-search", "find-self-decisions", "remove-unused-blobs", "forget-import-reports",
            "expire-exports",
        ]
        // Tried by the clock where their records are: TeamTests, PerformanceTests.
        let teams: Set = [
            "onboarding-days", "meetings-recur", "task-days", "duty-days", "erase-candidates", "review-periods", "review-figures",
            "close-reviews",
        ]
        // With channels: TeamTests.
        let deliveries: Set = ["give-up-deliveries", "forget-deliveries"]
        // And RiskTests.
        let risks: Set = ["early-warnings", "risk-watch", "risk-days"]
        // And InsightTests.
        let reports: Set = ["report-schedules"]
        let elsewhere = [kernels, teams, deliveries, risks, reports].reduce(Set()) { $0.union($1) }
        #expect(all.subtracting(elsewhere) == Set(JobCompany.jobs))
    }
}
