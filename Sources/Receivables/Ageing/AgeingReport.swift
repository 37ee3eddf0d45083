// `GET /v1/reports/ageing`: what customers owe, by how long ago it was due, on any day (P4.2.5).

import CRM
import HTTP
import JSON
import Kernel
import SQLite

extension Module {
    /// On the heavy pool: it may look at every invoice.
    static let ageingReport = Route(.get, "/v1/reports/ageing", AgeingReport.description, lane: .heavy(AgeingReport.answer))
}

/// The answer.
struct AgeingReport: Sendable {
    let day: Day
    let isToday: Bool
    let currency: String
    let groups: [AgeingGroup]
    /// The largest groups.
    let rows: [AgeingRow]
    let groupCount: Int
    let total: AgeingRow

    /// Groups in an answer.
    private static let sizes = 1...1000
    private static let standardSize = 200

    static let description = OperationDescription(
        "reports.ageing", "What customers owe by age, as of a day", "应收账款账龄（截至某日）", tag: "reports", answer: shape.answer,
        roles: RoleSet(Invoice.access.filter { $0.operations.contains(.read) }.flatMap(\.roles.roles)).roles.map(\.rawValue),
        clause: "P4.2.5",
        query: [
            ParameterDescription("as_of", "A day, today where nothing is said", "截至日期，默认为今天", Kernel.day("", "").kind),
            ParameterDescription(
                "group_by", "customer, owner, region or several of them, such as owner,region; customer where nothing is said",
                "分组方式：customer、owner、region 或其组合，默认为 customer", text("", "").kind),
            ParameterDescription("limit", "Groups at most, the largest first", "最多返回的分组数（金额大的在前）", integer("", "", 1...1000).kind),
        ])

    @Sendable static func answer(_ request: APIRequest, _ context: any ReadContext) throws -> HTTPResponse {
        try request.allowQuery("as_of", "group_by", "limit")
        let resource = context.registry.resource(Invoice.schema)
        let caller = try permit(request, resource, .read)
        let today = context.registry.calendar.day(of: request.now)
        let day = try request.ageingDay(today)
        let groups = try request.ageingGroups()
        let limit = try request.groupCount(sizes) ?? standardSize
        let question = AgeingQuestion(
            day: day, isToday: day == today, groups: groups, scope: resource.scope(of: caller.roles, for: .read), caller: caller,
            currency: context.registry.companyCurrency)
        let rows = try context.read { try question.rows(on: $0) }
        let report = AgeingReport(
            day: day, isToday: day == today, currency: question.currency, groups: groups, rows: Array(rows.prefix(limit)),
            groupCount: rows.count, total: try AgeingRow(totalOf: rows))
        return shape.response(report)
    }

    // MARK: Paths to what stands behind a figure

    /// The list of the invoices behind each figure; only what is open today can be listed.
    fileprivate func records(of row: AgeingRow, isTotal: Bool = false) -> JSONObject {
        guard isToday, let filters = isTotal ? [] : filters(of: row) else { return JSONObject() }
        let list = (["open_amount.gt=0"] + filters).joined(separator: "&")
        let buckets = AgeingBucket.allCases.map {
            (name: $0.rawValue, value: JSONValue.string("/v1/invoices?\(list)&\($0.filter(on: day))"))
        }
        return JSONObject(buckets + [(name: "total", value: .string("/v1/invoices?\(list)"))])
    }

    /// Nil where a group has nothing to be found by.
    private func filters(of row: AgeingRow) -> [String]? {
        let filters = groups.map { group -> String? in
            switch group {
            case .customer: row.customer.map { "customer_id=\($0.integer)" }
            case .owner: row.owner.map { "customer_owner_id=\($0)" }
            case .region: row.region.map { "customer_region=\(percentEncoded($0))" }
            }
        }
        return filters.contains(nil) ? nil : filters.compactMap { $0 }
    }
}

/// As a value in a query string (RFC 3986 §2.3).
private func percentEncoded(_ text: String) -> String {
    text.utf8.map { byte in
        let isPlain = (byte < 0x80 && Character(Unicode.Scalar(byte)).isLetter) || (0x30...0x39 ~= byte) || "-._~".utf8.contains(byte)
        return isPlain ? String(Unicode.Scalar(byte)) : "%" + String(UInt32(byte) + 0x100, radix: 16, uppercase: true).dropFirst()
    }.joined()
}

extension AgeingReport {
    fileprivate typealias Place = (report: AgeingReport, row: AgeingRow, isTotal: Bool)

    fileprivate static let shape = AnswerShape<AgeingReport>(
        "Ageing", "账龄", currency: { $0.currency },
        [
            .field("as_of", Kernel.day("As of", "截至日期")) { $0.day },
            .field("currency", Kernel.currency()) { $0.currency },
            .list("items", of: group) { report in report.rows.map { (report, $0, false) } },
            .field("groups", integer("Groups in all", "分组总数")) { Int64($0.groupCount) },
            .object("total", group) { ($0, $0.total, true) },
        ])

    private static let group = AnswerShape<Place>("Ageing of a group", "分组账龄", names + figures)

    private static let names: [AnswerShape<Place>.Member] = [
        .field("customer_id", reference(Customer.self, "Customer", "客户").optional()) { $0.row.customer },
        .field("customer", text("Customer's name", "客户名称").optional()) { $0.row.customerName },
        .field("owner_id", integer("Customer's owner", "客户负责人", 1...Int64.max).optional()) { $0.row.owner },
        .field("owner", text("Owner's name", "负责人姓名").optional()) { $0.row.ownerName },
        .field("region", text("Region", "地区").optional()) { $0.row.region },
    ]

    private static let figures: [AnswerShape<Place>.Member] =
        AgeingBucket.allCases.map { bucket in
            .field(bucket.rawValue, amount(bucket.label.english, bucket.label.chinese)) { $0.row.amount(bucket) }
        } + [
            .field("total", amount("Total", "合计")) { place in
                Money(minorUnits: place.row.amounts.reduce(0) { $0 &+ $1.minorUnits })
            },
            .field("invoices", integer("Invoices", "发票数")) { $0.row.invoices },
            .facts(
                "records", Label("The invoices behind each figure, where it is as of today", "各金额对应的发票列表（仅截至今天时）"),
                example: ["total": "/v1/invoices?open_amount.gt=0&customer_id=7"]
            ) { $0.report.records(of: $0.row, isTotal: $0.isTotal) },
        ]
}

extension APIRequest {
    /// Throws `bad_parameter`.
    fileprivate func ageingDay(_ today: Day) throws -> Day {
        guard let text = queryValue("as_of") else { return today }
        guard let day = Day(text), day <= today else {
            throw Failure.badParameter("as_of", text, "a day that is not still to come is expected")
        }
        return day
    }

    /// Throws `bad_parameter`.
    fileprivate func ageingGroups() throws -> [AgeingGroup] {
        guard let text = queryValue("group_by") else { return [.customer] }
        let groups = text.split(separator: ",", omittingEmptySubsequences: false).map { AgeingGroup(rawValue: String($0)) }
        let known = groups.compactMap { $0 }
        guard known.count == groups.count, Set(known).count == known.count else {
            throw Failure.badParameter("group_by", text, "it must be one of customer, owner, region, or several of them")
        }
        return known
    }

    /// Throws `bad_parameter`.
    fileprivate func groupCount(_ sizes: ClosedRange<Int>) throws -> Int? {
        guard let text = queryValue("limit") else { return nil }
        guard let size = Int(text), sizes.contains(size) else {
            throw Failure.badParameter("limit", text, "a number from \(sizes.lowerBound) to \(sizes.upperBound) is expected")
        }
        return size
    }
}
