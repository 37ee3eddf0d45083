// What marketing finds out month by month, as the policy wants it regularly (P2.1.1).

import CRM
import JSON
import Kernel

/// Reports of three kinds every month, a target segment every quarter; some are missing.
struct MarketWatch: Sendable {
    let time: TimeOfStory

    func happenings() -> [Happening] {
        let months = Array(time.months.dropFirst())
        let reports = months.enumerated().flatMap { place, month in
            MarketNews.Kind.allCases.enumerated().compactMap { order, kind in
                isMissing(kind, place, of: months.count) ? nil : report(kind, place, on: month.adding(days: 3 + order * 4))
            }
        }
        let quarters = months.filter { ($0.civil.month - 1) % 3 == 0 }
        return reports.filter { $0.at <= time.shift.instant(Moment(time.lastDay, 18, 0)) } + segments(in: quarters)
    }

    /// What customers want was not asked in the last two months.
    private func isMissing(_ kind: MarketNews.Kind, _ place: Int, of count: Int) -> Bool {
        switch kind {
        case .trend: place == 4
        case .competitor: place % 9 == 6 || place == count - 1
        case .demand: place == 11 || place >= count - 2
        }
    }

    private func report(_ kind: MarketNews.Kind, _ place: Int, on day: Day) -> Happening {
        let news = MarketNews.of(kind, place)
        let month = String(day.description.prefix(7))
        return time.act(time.shift.fileDay(of: day).nextWorkday, 16, 50, by: time.user("marketing")) { rules in
            var body: JSONObject = [
                "title": .string("\(month) \(news.title)"), "kind": .string(kind.rawValue), "region": .string(news.region),
                "source": .string(news.source), "summary": .string(news.summary),
                "published_on": .string(rules.today.adding(days: -2).description),
            ]
            if let rival = news.rival { body["competitor_id"] = .integer(rival) }
            _ = try rules.create(MarketReport.self, body)
        }
    }

    /// In the last month of the quarter's first half; each rests on the newest report of customers' demand.
    private func segments(in quarters: [Day]) -> [Happening] {
        zip(quarters, MarketNews.segments).enumerated().compactMap { place, pair in
            let (quarter, segment) = pair
            let day = time.shift.fileDay(of: quarter.adding(days: 38)).nextWorkday
            guard place != 3, day <= time.lastDay else { return nil }
            return time.act(day, 16, 55, by: time.user("marketing")) { rules in
                let newest = try rules.integer("SELECT max(id) FROM market_reports WHERE kind = 'customer_demand'") ?? 0
                _ = try rules.create(
                    TargetSegment.self,
                    [
                        "name": .string(segment.name), "industry": .string(segment.industry), "region": .string(segment.region),
                        "description": .string(segment.description), "reports": [["report_id": .integer(newest)]],
                    ])
            }
        }
    }
}
