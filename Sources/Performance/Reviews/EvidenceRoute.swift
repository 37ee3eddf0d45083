// `GET /v1/performance-reviews/{id}/evidence?indicator=`: the records behind a number, which add up to it (P3.2.2).

import CRM
import Catalog
import HTTP
import JSON
import Kernel
import SQLite

extension Module {
    static let reviewEvidence = Route(.get, "/v1/performance-reviews/{id}/evidence", EvidencePage.description, read: EvidencePage.answer)
}

/// A page of the records behind an indicator of a review.
private struct EvidencePage: Sendable {
    let indicator: Record<Indicator>
    let currency: String
    let count: Int64
    let items: [EvidenceItem]
    let next: String?

    private static let sizes = 1...200
    private static let standardSize = 50

    @Sendable static func answer(_ request: APIRequest, _ context: any ReadContext) throws -> HTTPResponse {
        try request.allowQuery("indicator", "limit", "cursor")
        let resource = context.registry.resource(PerformanceReview.schema)
        let caller = try permit(request, resource, .read)
        let id = try request.id()
        let limit = try request.pageSize(sizes) ?? standardSize
        let after = try request.place()
        let page = try context.read { connection in
            let reader = RuleReader(caller: caller, now: request.now, registry: context.registry, connection: connection)
            let review = try reader.visible(PerformanceReview.self, ID(id))
            let indicator = try request.indicator(of: review, reader)
            return try EvidencePage(of: review, indicator, after: after, limit, showsCost(to: caller), reader)
        }
        return shape.response(page, in: request.language)
    }

    /// What things cost is not everybody's to know (access.md): others see which records count, not what each left over.
    private static func showsCost(to caller: Caller) -> Bool { !caller.roles.isDisjoint(with: FieldGroup.cost.seenBy) }

    private init(
        of review: Record<PerformanceReview>, _ indicator: Record<Indicator>, after: Int64, _ limit: Int, _ showsCost: Bool,
        _ reader: RuleReader
    ) throws {
        self.indicator = indicator
        currency = reader.registry.companyCurrency
        guard let source = PaperSource(indicator.measure) else {
            (count, items, next) = (0, [], nil)
            return
        }
        let condition = """
            FROM review_evidence e WHERE e.review_id = ?1 AND e.source = ?2 AND (e.part <> 'base' OR ?3) AND (?4 IS NULL OR e.word = ?4)
            """
        let values: [SQLiteValue] = [
            review.id.stored, source.rawValue.stored, (indicator.measure == .growthRate).stored, indicator.activityKind.stored,
        ]
        count = try reader.rows("SELECT count(*) \(condition)", values).first?.first?.integer ?? 0
        let sql = """
            SELECT e.id, e.part, e.entity, e.entity_id, e.item_id, e.dated_on, e.amount, e.cost, \(Self.number) \(condition)
            AND e.id > ?5 ORDER BY e.id LIMIT ?6
            """
        let found = try reader.rows(sql, values + [after.stored, Int64(limit + 1).stored]).compactMap {
            EvidenceItem($0, indicator.measure, reader.registry.companyCurrency, showsCost: showsCost)
        }
        let page = Array(found.prefix(limit))
        items = page
        next = found.count > limit ? page.last.map { String($0.place) } : nil
    }

    /// What people call the record by.
    private static let number = """
        CASE e.entity WHEN 'order' THEN (SELECT number FROM orders WHERE id = e.entity_id)
            WHEN 'invoice' THEN (SELECT number FROM invoices WHERE id = e.entity_id)
            WHEN 'credit_note' THEN (SELECT number FROM credit_notes WHERE id = e.entity_id)
            WHEN 'receipt' THEN (SELECT number FROM receipts WHERE id = e.entity_id)
            WHEN 'ticket' THEN (SELECT number FROM tickets WHERE id = e.entity_id) END
        """
}

/// One record with what it counts.
private struct EvidenceItem: Sendable {
    let place: Int64
    let part: String
    let entity: String
    let id: Int64
    let item: Int64
    let number: String?
    let day: Day
    let value: Figure?

    init?(_ row: [SQLiteValue], _ measure: IndicatorMeasure, _ currency: String, showsCost: Bool) {
        guard let place = row[0].integer, let part = row[1].text, let entity = row[2].text, let id = row[3].integer,
            let item = row[4].integer, let day = Day(stored: row[5]), let amount = row[6].integer, let cost = row[7].integer
        else { return nil }
        (self.place, self.part, self.entity, self.id, self.item, self.day) = (place, part, entity, id, item, day)
        number = row[8].text
        let decimals = Currency.decimals(of: currency) ?? 2
        switch measure {
        case .revenue, .growthRate: value = try? Figure(minorUnits: Int128(amount), decimals: decimals)
        case .profit: value = showsCost ? try? Figure(minorUnits: Int128(amount) - Int128(cost), decimals: decimals) : nil
        default: value = Figure(whole: amount)
        }
    }
}

extension EvidencePage {
    static let description = OperationDescription(
        "performance_review.evidence", "The records behind a number of a review", "考核指标对应的记录", tag: "performance-reviews",
        answer: shape.answer, roles: [Role.hr, .executive, .auditor].map(\.rawValue) + ["manager", "owner"], clause: "P3.2.2",
        query: [
            ParameterDescription(
                "indicator", "An indicator of the review, by code or id", "考核中的指标（代码或编号）", text("", "").kind, isRequired: true),
            ParameterDescription("limit", "How many at most", "最多条数", integer("", "", 1...200).kind),
            ParameterDescription(
                "cursor", "Where the page begins: next_cursor of the one before", "分页游标：上一页的 next_cursor", text("", "").kind),
        ])

    private static let shape = AnswerShape<EvidencePage>(
        "Evidence", "考核依据", currency: { $0.currency },
        [
            .field("indicator_id", reference(Indicator.self, "Indicator", "指标")) { $0.indicator.id },
            .field("code", identifier("Code", "代码")) { $0.indicator.code },
            .field("unit", choice(IndicatorUnit.self, "Unit", "单位")) { $0.indicator.unit },
            .field("total", integer("Records in all", "记录总数")) { $0.count },
            .list("items", of: item) { $0.items },
            .field("next_cursor", text("Where the next page begins", "下一页游标").optional()) { $0.next },
        ])

    private static let item = AnswerShape<EvidenceItem>(
        "Record behind a number", "依据记录",
        [
            .field("part", text("Why it counts: paper, reversal, correction or base", "计入方式：paper、reversal、correction 或 base")) { $0.part },
            .field("entity", identifier("Kind of record", "对象类型")) { $0.entity },
            .field("entity_id", integer("Id of the record", "对象编号", 1...Int64.max)) { $0.id },
            .field("item_id", integer("Id of its item, where that counts", "明细编号", 1...Int64.max).optional()) {
                $0.item == 0 ? nil : $0.item
            },
            .field("number", text("Number", "编号").optional()) { $0.number },
            .field("dated_on", Kernel.day("Day on which it counts", "计入日期")) { $0.day },
            .field("value", figure("What it counts; nothing where that is not the caller's to know", "计入数值").optional()) { $0.value },
        ])
}

extension APIRequest {
    /// Throws `bad_parameter`.
    fileprivate func pageSize(_ sizes: ClosedRange<Int>) throws -> Int? {
        guard let text = queryValue("limit") else { return nil }
        guard let size = Int(text), sizes.contains(size) else {
            throw Failure.badParameter("limit", text, "a number from \(sizes.lowerBound) to \(sizes.upperBound) is expected")
        }
        return size
    }

    /// The last record of the page before; 0 for the first page. Throws `bad_cursor`.
    fileprivate func place() throws -> Int64 {
        guard let text = queryValue("cursor") else { return 0 }
        guard let place = Int64(text), place > 0 else { throw Failure(.badCursor) }
        return place
    }

    /// Throws `bad_parameter` for what is no indicator of the review.
    fileprivate func indicator(of review: Record<PerformanceReview>, _ reader: RuleReader) throws -> Record<Indicator> {
        let word = queryValue("indicator") ?? ""
        let codes = review.lines.map(\.code)
        guard let line = review.lines.first(where: { $0.code == word || String($0.indicator.integer) == word }) else {
            throw Failure.badParameter("indicator", word, "it must be one of \(codes.joined(separator: ", "))")
        }
        return try reader.require(Indicator.self, line.indicator)
    }
}
