// Reports of deals, with figures worked out by hand (P2.2 – P2.4, P4.2.3, P5.2).

import JSON
import Kernel
import TestSupport
import Testing

struct DealReportTests {
    private let desk: DealDesk
    private var world: World { desk.world }

    init() throws { desk = try DealDesk() }

    /// Three deals of 24 November, 9 o'clock: the first is evaluated on the 26th, in proposal on the 27th and won on the 28th; the second is
    /// evaluated on the 26th and lost on the 29th; the third stays where it is. A fourth, in dollars, comes when it is December in Shanghai
    /// and November in UTC, and is lost an hour later.
    private func fourDeals() throws -> [Int64] {
        let won = try desk.enter("1000.00", against: desk.leaf)
        let lost = try desk.enter("400.00", against: desk.leaf)
        let open = try desk.enter("50.00", by: "rep2", customer: world.customer("Second", owner: "rep2"))
        try world.move(to: "2026-11-26 09:00")
        try desk.evaluate(won)
        try desk.evaluate(lost)
        try world.move(to: "2026-11-27 09:00")
        try desk.propose(won)
        try world.move(to: "2026-11-28 09:00")
        try desk.win(won)
        try world.move(to: "2026-11-29 09:00")
        try desk.lose(lost, to: desk.leaf, "price")
        try world.move(to: "2026-12-01 00:30")
        let dollars = try desk.enter("100.00", ",\"currency\":\"USD\"")
        try world.move(to: "2026-12-01 01:30")
        try desk.lose(dollars, to: desk.root)
        return [won, lost, open, dollars]
    }

    @Test func `the funnel counts what reached a stage, went on and was won, and how long its stays were`() throws {
        let deals = try fourDeals()
        let names = ["reached", "next", "conversion", "won", "win_rate", "stays", "mean_days", "median_days"]
        let reply = try world.report("funnel?from=2026-11-01&to=2026-11-30")
        let found = figures(reply, names[0], names[1], names[2], names[3], names[4], names[5], names[6], names[7])
        // Two stays of two days have ended; two of three went on.
        #expect(found["Needs analysis"] == ["3", "2", "0.6667", "1", "0.3333", "2", "2", "2"])
        // One day and three days: the mean is two, the lower one in the middle is one.
        #expect(found["Evaluated"] == ["2", "1", "0.5", "1", "0.5", "2", "2", "1"])
        #expect(found["Proposal"] == ["1", "0", "0", "1", "1", "1", "1", "1"])
        #expect(found["Negotiation"] == ["0", "0", "null", "0", "null", "0", "null", "null"])
        #expect(found["Won"]?.prefix(5) == ["1", "null", "null", "1", "1"])
        #expect(reply.integer("total/reached") == 3)
        #expect(try world.ids(behind: reply.string("items/0/records/reached")) == Array(deals.prefix(3)))
        #expect(try world.ids(behind: reply.string("items/0/records/next")) == Array(deals.prefix(2)))
        #expect(try world.ids(behind: reply.string("items/1/records/won")) == [deals[0]])
        // Behind stays that have ended stand those that have left the stage, without the one that is in it still.
        for column in ["stays", "mean_days", "median_days"] {
            #expect(try world.ids(behind: reply.string("items/0/records/\(column)")) == Array(deals.prefix(2)), "\(column)")
            #expect(try world.ids(behind: reply.string("items/2/records/\(column)")) == [deals[0]], "\(column)")
            #expect(try world.ids(behind: reply.string("items/3/records/\(column)")) == [], "\(column)")
        }
        // Of December there is the fourth alone, and of October nothing.
        let december = try world.report("funnel?from=2026-12-01&to=2026-12-31")
        #expect(figures(december, "reached", "stays", "mean_days")["Needs analysis"] == ["1", "1", "0"])
        let october = try world.report("funnel?from=2026-10-01&to=2026-10-31")
        #expect(figures(october, "reached", "conversion", "stays", "median_days")["Needs analysis"] == ["0", "null", "0", "null"])
        // Of one owner alone.
        let own = try world.report("funnel?from=2026-11-01&to=2026-11-30&owner_id=\(world.person("rep2").id)")
        #expect(figures(own, "reached", "next")["Needs analysis"] == ["1", "0"])
    }

    @Test func `won and lost are counted by the day of their end, at its rate`() throws {
        let deals = try fourDeals()
        let range = "from=2026-11-01&to=2026-12-31"
        let names = ("closed", "won", "lost", "win_rate", "won_amount", "lost_amount", "days_to_close")
        func found(_ question: String) throws -> [String: [String]] {
            figures(try world.report(question), names.0, names.1, names.2, names.3, names.4, names.5, names.6)
        }
        // 100 dollars are 712.34. Four days, five days, and an hour: 9.0417 of three.
        let total = ["3", "1", "2", "0.3333", "1000.00", "1112.34", "3"]
        #expect(
            try found("win-loss?\(range)") == [
                "Won": ["1", "1", "0", "1", "1000.00", "0.00", "4"], "Price": ["1", "0", "1", "0", "0.00", "400.00", "5"],
                "Lost without a kind": ["1", "0", "1", "0", "0.00", "712.34", "0"], "Total": total,
            ])
        #expect(
            try found("win-loss?\(range)&group_by=month") == [
                "2026-11": ["2", "1", "1", "0.5", "1000.00", "400.00", "4.5"],
                "2026-12": ["1", "0", "1", "0", "0.00", "712.34", "0"], "Total": total,
            ])
        #expect(
            try found("win-loss?\(range)&group_by=lost_to").mapValues { $0[0] } == [
                "Leaf": "1", "Root": "1", "To no competitor": "1", "Total": "3",
            ])
        let compared = try world.report("win-loss?from=2026-12-01&to=2026-12-31&compare=previous")
        #expect(compared.string("before_from") == "2026-11-01" && compared.string("total/before/won_amount") == "1000.00")
        #expect(compared.string("total/change/closed") == "-0.5" && compared.string("total/change/lost_amount") == "0.7809")
        #expect(try world.ids(behind: compared.string("total/before/records/closed")) == Array(deals.prefix(2)))
        let year = try world.report("win-loss?from=2026-12-01&to=2026-12-31&compare=year_before")
        #expect(year.integer("total/before/closed") == 0 && year["total/change/closed"].isNull && year["total/before/win_rate"].isNull)
        // The largest group is given, the total is of all.
        let limited = try world.report("win-loss?\(range)&group_by=month&limit=1")
        #expect(limited.integer("total/closed") == 3)
        let one = try world.report("win-loss?\(range)&limit=1")
        #expect(one.array("items").count == 1 && one.integer("groups") == 3 && one.integer("total/closed") == 3)
    }

    @Test func `a deal counts for each competitor in it and for the one that got it`() throws {
        let deals = try fourDeals()
        let reply = try world.report("competitors?from=2026-11-01&to=2026-12-31")
        let found = figures(reply, "deals", "won", "lost", "lost_to_it", "win_rate", "won_amount", "lost_amount")
        #expect(found["Leaf"] == ["2", "1", "1", "1", "0.5", "1000.00", "400.00"])
        // Nobody had recorded it as a competitor before it got the deal.
        #expect(found["Root"] == ["1", "0", "1", "1", "0", "0.00", "712.34"])
        #expect(found["Total"] == ["3", "1", "2", "2", "0.3333", "1000.00", "1112.34"])
        #expect(try world.ids(behind: reply.string("items/0/records/deals")) == Array(deals.prefix(2)))
        #expect(try world.ids(behind: reply.string("items/1/records/lost_to_it")) == [deals[3]])
    }

    @Test func `the forecast is of open deals by the day of their expected end, each weighted and rounded once`() throws {
        let closes = { (day: String, probability: String) in ",\"expected_close_on\":\"\(day)\",\"probability\":\"\(probability)\"" }
        let first = try desk.enter("1000.00", closes("2026-12-15", "0.25"))
        // 213.702, and 166.665, which is rounded up.
        _ = try desk.enter("100.00", closes("2026-12-31", "0.3") + ",\"currency\":\"USD\"")
        let third = try desk.enter("333.33", closes("2027-01-01", "0.5"), by: "rep2", customer: world.customer("Second", owner: "rep2"))
        _ = try desk.enter("77.00")
        try desk.lose(desk.enter("5000.00", closes("2026-12-15", "0.9")))
        try desk.evaluate(first)
        let reply = try world.report("forecast")
        #expect(reply.string("from") == "2026-11-01" && reply.string("to") == "2027-10-31")
        let found = figures(reply, "opportunities", "amount", "weighted")
        #expect(found["2026-11"] == ["0", "0.00", "0.00"])
        #expect(found["2026-12"] == ["2", "1712.34", "463.70"])
        #expect(found["2027-01"] == ["1", "333.33", "166.67"])
        #expect(found["Total"] == ["3", "2045.67", "630.37"])
        let stages = figures(try world.report("forecast?group_by=stage"), "opportunities", "weighted")
        #expect(stages == ["Needs analysis": ["2", "380.37"], "Evaluated": ["1", "250.00"], "Total": ["3", "630.37"]])
        let owners = try world.report("forecast?group_by=owner")
        #expect(figures(owners, "weighted") == ["rep": ["463.70"], "rep2": ["166.67"], "Total": ["630.37"]])
        #expect(try world.ids(behind: owners.string("items/1/records/weighted")) == [third])
    }

    @Test func `what was forecast first in a period is set beside what came in it`() throws {
        let closes = { (day: String, probability: String) in ",\"expected_close_on\":\"\(day)\",\"probability\":\"\(probability)\"" }
        let won = try desk.enter("1000.00", closes("2026-11-30", "0.5"))
        let late = try desk.enter("400.00", closes("2026-12-10", "0.25"))
        try world.server.runJob("forecast-snapshots")
        // What is expected later in the period is no longer the forecast at its beginning.
        try world.move(to: "2026-11-26 09:00")
        try world.must("opportunities/\(won)", by: "rep", #"{"amount":"900.00"}"#, method: "PATCH")
        try world.server.runJob("forecast-snapshots")
        try desk.evaluate(won)
        try desk.propose(won)
        try desk.win(won)
        try world.move(to: "2026-12-01 00:30")
        try world.server.runJob("forecast-snapshots")
        try world.must("opportunities/\(late)", by: "rep", #"{"amount":"800.00"}"#, method: "PATCH")
        try world.move(to: "2026-12-02 09:00")
        try world.server.runJob("forecast-snapshots")
        try desk.lose(late)
        let reply = try world.report("forecast-accuracy?from=2026-11-01&to=2027-01-31")
        let found = figures(reply, "taken_on", "forecast_count", "forecast_amount", "weighted", "won", "won_amount", "accuracy")
        #expect(found["2026-11"] == ["2026-11-24", "1", "1000.00", "500.00", "1", "900.00", "1.8"])
        #expect(found["2026-12"] == ["2026-12-01", "1", "400.00", "100.00", "0", "0.00", "0"])
        #expect(found["2027-01"] == ["null", "null", "null", "null", "0", "0.00", "null"])
        #expect(found["Total"] == ["null", "2", "1400.00", "600.00", "1", "900.00", "1.5"])
        #expect(try world.ids(behind: reply.string("items/0/records/won")) == [won])
        // Over the quarter both stood in the first snapshot; 500.00 and 100.00 of them.
        let quarter = figures(
            try world.report("forecast-accuracy?from=2026-10-01&to=2026-12-31&group_by=quarter"), "forecast_count", "weighted", "won_amount"
        )
        #expect(quarter["2026-Q4"] == ["2", "600.00", "900.00"])
    }

    /// A campaign of November that cost 200.00 brings two leads, one of which becomes a deal and is won at 1000.00; a third lead walks in.
    @Test func `a campaign is set beside the leads and deals that it brought`() throws {
        let campaign = try world.must(
            "campaigns", by: "marketing",
            #"{"name":"Fair","channel":"exhibition","starts_on":"2026-11-10","budget":"500.00","cost":"200.00"}"#
        ).id
        _ = try world.must("campaigns", by: "marketing", #"{"name":"Later","channel":"referral","starts_on":"2026-12-01","cost":"90.00"}"#)
        func lead(_ company: String, _ more: String) throws -> Int64 {
            let body = "{\"company\":\"\(company)\",\"owner_id\":\(world.person("rep").id)\(more)}"
            return try world.must("leads", by: "marketing", body).id
        }
        let fair = ",\"channel\":\"exhibition\",\"campaign_id\":\(campaign)"
        let converted = try lead("Alpha", fair)
        _ = try lead("Beta", fair)
        _ = try lead("Gamma", #","channel":"walk_in""#)
        try world.must("leads/\(converted)/contact", by: "rep", #"{"kind":"call","summary":"Call"}"#)
        try world.must("leads/\(converted)/qualify", by: "rep", #"{"need":"Tea","purchase_intention":"high"}"#)
        let deal = try world.must("leads/\(converted)/convert", by: "rep", #"{"opportunity_name":"Tea"}"#).integer("opportunity_id") ?? 0
        let facts = #"{"amount":"1000.00","no_competition":true,"needs":[{"dimension":"price","urgency":3,"importance":4}]}"#
        try world.must("opportunities/\(deal)", by: "rep", facts, method: "PATCH")
        try desk.evaluate(deal)
        try desk.propose(deal)
        try desk.win(deal)
        let reply = try world.report("campaign-return?from=2026-11-01&to=2026-11-30")
        let names = ("leads", "converted", "conversion", "opportunities", "won", "won_amount", "budget", "cost", "return", "return_ratio")
        func found(_ reply: Reply) -> [String: [String]] {
            figures(reply, names.0, names.1, names.2, names.3, names.4, names.5, names.6, names.7, names.8, names.9)
        }
        #expect(found(reply)["Fair"] == ["2", "1", "0.5", "1", "1", "1000.00", "500.00", "200.00", "800.00", "4"])
        #expect(found(reply)["Without a campaign"] == ["1", "0", "0", "0", "0", "0.00", "0.00", "0.00", "0.00", "null"])
        #expect(found(reply)["Total"] == ["3", "1", "0.3333", "1", "1", "1000.00", "500.00", "200.00", "800.00", "4"])
        #expect(try world.ids(behind: reply.string("items/0/records/opportunities")) == [deal])
        let channels = found(try world.report("campaign-return?from=2026-11-01&to=2026-11-30&group_by=channel"))
        #expect(channels["Exhibition"]?.prefix(2) == ["2", "1"] && channels["Walk in"]?.first == "1")
        let december = found(try world.report("campaign-return?from=2026-12-01&to=2026-12-31&compare=previous"))
        #expect(december["Later"] == ["0", "0", "null", "0", "0", "0.00", "0.00", "90.00", "-90.00", "-1"])
        #expect(december["Fair"]?.first == "0")
    }
}
