// Behind every figure of every report over the demo company stands a list, and it adds up to the figure (P5.2, P6).

import Foundation
import JSON
import Kernel
import TestSupport
import Testing

struct RecordsTests {
    /// The amount of the listed records that a figure sums. What is in none of the two is counted.
    private static let sums: [String: [String: String]] = [
        "sales-trend": ["net": "net", "tax": "tax", "gross": "gross", "cost": "cost", "margin": "margin"],
        "customer-value": ["net": "net"],
        "win-loss": ["won_amount": "amount", "lost_amount": "amount"],
        "competitors": ["won_amount": "amount", "lost_amount": "amount"],
        "campaign-return": ["won_amount": "amount", "budget": "budget", "cost": "cost"],
        "forecast": ["amount": "amount"],
        "forecast-accuracy": ["forecast_amount": "amount", "won_amount": "amount"],
        "ageing": [
            "not_due": "open_amount", "days_1_30": "open_amount", "days_31_60": "open_amount", "days_61_90": "open_amount",
            "over_90": "open_amount", "total": "open_amount",
        ],
        "recruitment": ["head_count": "head_count", "hired": "hired"],
    ]
    /// Figures that are neither counts nor sums of what is listed: quotients, scores, days, distinct customers, and sums over lines.
    private static let others: [String: Set<String>] = [
        "sales-trend": ["customers", "average_net", "margin_ratio"],
        "product-mix": ["lines", "quantity", "net", "share", "cost", "margin", "margin_ratio"],
        "customer-value": ["average_net", "last_order_on", "recency_days", "recency_score", "frequency_score", "amount_score"],
        "funnel": ["conversion", "win_rate", "stays", "mean_days", "median_days"],
        "win-loss": ["win_rate", "days_to_close"], "competitors": ["win_rate"],
        "campaign-return": ["conversion", "return", "return_ratio"],
        "forecast": ["weighted"], "forecast-accuracy": ["weighted", "accuracy", "taken_on"],
        "cycle-times": ["mean_days", "longest_days"],
        "on-time-in-full": ["on_time_ratio", "in_full_ratio", "on_time_in_full_ratio", "as_wanted_ratio"],
        "satisfaction": ["mean_score", "satisfied_ratio"], "recruitment": ["filled_ratio", "hire_rate"],
        "leaderboard": ["rank", "score"], "compliance": ["share"], "data-quality": ["share"],
    ]
    /// What an indicator has reached is a sum of papers, of lines of them, or of reviews' lines: LeaderboardTests add it up.
    private static func isOther(_ column: String, of report: String) -> Bool {
        others[report]?.contains(column) == true || column.hasPrefix("reached_")
    }

    /// From the beginning of the demo company to its today.
    private static let time = "from=2023-06-01&to=2025-06-04"

    private static let questions: [String] = [
        "sales-trend?\(time)&group_by=quarter", "sales-trend?\(time)&group_by=owner", "sales-trend?\(time)&group_by=region",
        "sales-trend?\(time)&group_by=team&compare=previous", "sales-trend?\(time)&group_by=industry",
        "product-mix?\(time)&group_by=category", "product-mix?\(time)&limit=5", "customer-value?\(time)&limit=15", "funnel?\(time)",
        "win-loss?\(time)", "win-loss?\(time)&group_by=owner", "win-loss?\(time)&group_by=lost_to", "win-loss?\(time)&group_by=quarter",
        "competitors?\(time)", "campaign-return?\(time)", "campaign-return?\(time)&group_by=channel",
        "campaign-return?\(time)&group_by=year",
        "forecast?from=2025-01-01&to=2026-12-31", "forecast?from=2025-01-01&to=2026-12-31&group_by=stage",
        "forecast?from=2025-01-01&to=2026-12-31&group_by=grade", "forecast-accuracy?\(time)", "ageing", "ageing?group_by=owner",
        "ageing?group_by=region", "cycle-times?\(time)", "on-time-in-full?\(time)&group_by=customer&limit=15",
        "on-time-in-full?\(time)&group_by=year", "satisfaction?\(time)", "satisfaction?\(time)&group_by=assignee",
        "satisfaction?\(time)&group_by=product", "recruitment?\(time)", "recruitment?\(time)&group_by=channel",
        "leaderboard", "leaderboard?period=2025-Q1&compare=previous", "leaderboard?period=2025-05&group_by=team&compare=year_before",
        "leaderboard?period=2024&group_by=position", "leaderboard?group_by=department", "compliance?\(time)",
        "data-quality",
    ]

    @Test(arguments: questions, ["executive", "sales_manager"])
    func `the records behind each figure add up to it`(_ question: String, _ role: String) throws {
        let office = try DemoOffice.shared()
        let get = try office.visitor(role == "executive" ? "executive" : "andrew")
        let report = String(question.prefix { $0 != "?" })
        let reply = try get("/v1/reports/" + question)
        guard reply.status != 403 else { return #expect(role != "executive") }
        #expect(reply.status == 200, "\(question): \(reply.answer.text)")
        let total = reply["total"].isNull ? [] : [reply["total"]]
        let rows = reply.array("items") + total + (reply.array("items") + total).compactMap { $0.object?["before"] }
        let columns = reply.array("columns").compactMap { $0.object?["name"]?.string }
        // Many figures have one list behind them: each is asked for once, for the fields that are summed alone.
        let shown = rows.flatMap { row -> [Figure] in
            let figures = row.object ?? [:]
            return columns.compactMap { column in
                guard let value = figures[column], !value.isNull, let path = figures["records"]?.object?[column]?.string else { return nil }
                return Figure(column: column, value: value, path: path)
            }
        }
        for (path, figures) in Dictionary(grouping: shown, by: \.path) {
            let summed = Set(figures.compactMap { Self.sums[report]?[$0.column] })
            let counted = figures.filter { Self.sums[report]?[$0.column] == nil && !Self.isOther($0.column, of: report) }
            guard !summed.isEmpty || !counted.isEmpty else {
                #expect(try get(path + (path.contains("?") ? "&" : "?") + "limit=1").status == 200, "\(path)")
                continue
            }
            let fields =
                path.hasPrefix("/v1/audit")
                ? "" : (path.contains("?") ? "&" : "?") + "fields=" + (["id"] + summed.sorted()).joined(separator: ",")
            let records = try listed(path + fields, get)
            for figure in figures {
                guard let field = Self.sums[report]?[figure.column] else { continue }
                let sum = records.reduce(Decimal(0)) { $0 + amount($1[field]) }
                #expect(sum == amount(figure.value), "\(question) \(figure.column): \(path)")
            }
            for figure in counted {
                #expect(records.count == Int(figure.value.number?.int64 ?? -1), "\(question) \(figure.column): \(path)")
            }
        }
    }

    /// A figure that is shown, and where its records are.
    private struct Figure {
        let column: String
        let value: JSONValue
        let path: String
    }

    private func amount(_ value: JSONValue?) -> Decimal {
        Decimal(string: value?.string ?? value?.number?.literal ?? "0") ?? 0
    }

    /// Every row has a path for every count and sum; only the ageing of a past day has none.
    @Test func `no figure is without its records`() throws {
        let get = try DemoOffice.shared().visitor("executive")
        for question in Self.questions {
            let reply = try get("/v1/reports/" + question)
            let report = String(question.prefix { $0 != "?" })
            for row in reply.array("items") {
                for column in reply.array("columns").compactMap({ $0.object?["name"]?.string }) {
                    guard let value = row.object?[column], !value.isNull, !Self.isOther(column, of: report) else { continue }
                    let isEmpty = value.number?.int64 == 0 || value.string == "0" || value.string == "0.00"
                    let path = row.object?["records"]?.object?[column]?.string
                    #expect(path != nil || isEmpty, "\(question) \(column)")
                }
            }
        }
    }

    @Test func `the groups of a report add up to its total`() throws {
        let get = try DemoOffice.shared().visitor("executive")
        for (question, columns) in [
            ("sales-trend?\(Self.time)", ["orders", "net", "margin"]), ("win-loss?\(Self.time)", ["won", "lost", "won_amount"]),
            ("on-time-in-full?\(Self.time)", ["delivered", "on_time"]), ("satisfaction?\(Self.time)", ["tickets", "satisfied"]),
            ("campaign-return?\(Self.time)", ["leads", "won", "cost"]), ("forecast?from=2025-01-01&to=2026-12-31", ["amount", "weighted"]),
            ("product-mix?\(Self.time)", ["quantity", "net"]),
        ] {
            let plain = try get("/v1/reports/" + question)
            let groups =
                try get("/v1/reports").array("items").first {
                    $0.object?["name"]?.string == String(question.prefix { $0 != "?" })
                }?.object?["group_by"]?.array?.compactMap(\.string) ?? []
            for group in groups where group != "day" && group != "week" {
                let reply = try get("/v1/reports/\(question)&group_by=\(group)&limit=1000")
                #expect(reply.status == 200, "\(question) \(group)")
                for column in columns {
                    let sum = reply.array("items").reduce(Decimal(0)) { $0 + amount($1.object?[column]) }
                    #expect(sum == amount(reply["total"].object?[column]), "\(question) \(group) \(column)")
                    #expect(
                        amount(reply["total"].object?[column]) == amount(plain["total"].object?[column]), "\(question) \(group) \(column)")
                }
            }
        }
    }
}
