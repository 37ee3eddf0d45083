// What customers owe, by how long ago it was due, on any day (P4.2.5).

import CRM
import Kernel
import Receivables

extension Report {
    static let ageing = Report(
        name: "ageing", label: Label("Ageing", "应收账款账龄"),
        definition: Label(
            "What is open of issued invoices on a day, by the days since it was due, in the company's currency at each invoice's frozen rate. The invoices behind a figure can be listed where it is as of today.",
            "截至某日已开具发票的未收金额，按逾期天数分组，按各发票冻结的汇率折算为本位币；仅截至今天时可列出数字背后的发票。"),
        clause: "P4.2.5", source: .list(of: Invoice.self), time: .asOf, groupings: [.customer, .owner, .region],
        takesSeveralGroupings: true,
        columns: AgeingBucket.allCases.map { ReportColumn($0.rawValue, $0.label.english, $0.label.chinese, .money) } + [
            ReportColumn("total", "Total", "合计", .money), ReportColumn("invoices", "Invoices", "发票数", .count),
        ],
        order: "total", chart: .stacked(AgeingBucket.allCases.map(\.rawValue)), example: "group_by=owner",
        question: Label("Who owes how much, and since when?", "谁欠多少钱，逾期多久？"),
        body: .computed(ageingTable))

    private static func ageingTable(_ question: ReportQuestion) throws -> ReportTable {
        let groups = question.groupings.compactMap { AgeingGroup(rawValue: $0.name) }
        let resource = question.registry.resource(Invoice.schema)
        let ageing = AgeingQuestion(
            day: question.asOf, isToday: question.asOf == question.today, groups: groups,
            scope: resource.scope(of: question.caller.roles, for: .read), caller: question.caller, currency: question.currency)
        let rows = try ageing.rows(on: question.connection)
        let total = try AgeingRow(totalOf: rows)
        return ReportTable(
            columns: question.visibleColumns(),
            rows: rows.prefix(question.limit).map { row($0, groups, question) }, groupCount: rows.count,
            total: ReportRow(label: Label("Total", "合计"), members: [:], figures: figures(total, [], question)))
    }

    private static func row(_ row: AgeingRow, _ groups: [AgeingGroup], _ question: ReportQuestion) -> ReportRow {
        var members: [String: MemberValue] = [:]
        members["customer_id"] = row.customer.map { .id($0.integer) }
        members["customer"] = row.customerName.map { .text($0) }
        members["owner_id"] = row.owner.map { .id($0) }
        members["owner"] = row.ownerName.map { .text($0) }
        members["region"] = row.region.map { .text($0) }
        let names = groups.map { group in
            switch group {
            case .customer: row.customerName
            case .owner: row.ownerName
            case .region: row.region
            }
        }
        let label = names.contains { $0 != nil } ? names.map { $0 ?? "–" }.joined(separator: ", ") : nil
        return ReportRow(
            label: label.map { Label($0, $0) } ?? Label("None", "无"), members: members,
            figures: figures(row, filters(of: row, groups), question))
    }

    private static func filters(of row: AgeingRow, _ groups: [AgeingGroup]) -> [ReportFilter] {
        groups.map { group in
            switch group {
            case .customer: ("customer_id", row.customer.map { String($0.integer) } ?? "")
            case .owner: ("customer_owner_id", row.owner.map(String.init) ?? "")
            case .region: ("customer_region", row.region ?? "")
            }
        }
    }

    /// Only what is open today can be listed.
    private static func figures(_ row: AgeingRow, _ group: [ReportFilter], _ question: ReportQuestion) -> ReportFigures {
        var figures = ReportFigures()
        for bucket in AgeingBucket.allCases { figures.values[bucket.rawValue] = row.amount(bucket).minorUnits }
        figures.values["total"] = row.amounts.reduce(0) { $0 &+ $1.minorUnits }
        figures.values["invoices"] = row.invoices
        guard question.asOf == question.today else { return figures }
        let list = question.path(of: Invoice.schema, [("open_amount.gt", "0")] + group)
        for bucket in AgeingBucket.allCases { figures.records[bucket.rawValue] = list + "&" + bucket.filter(on: question.asOf) }
        figures.records["total"] = list
        figures.records["invoices"] = list
        return figures
    }
}
