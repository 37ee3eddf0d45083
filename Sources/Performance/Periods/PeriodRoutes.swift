// `POST /v1/review-periods/{period}/open` and `close`: when people are reviewed, and when that is over (P3.2.2, P3.2.3).

import HTTP
import Identity
import JSON
package import Kernel
import SQLite

extension Module {
    static let openPeriod = Route(
        write: .post, "/v1/review-periods/{id}/open",
        PeriodRoutes.description("open", "Open: review period", "开启：考核期间", status: 201)
    ) { request, context in
        let name = try PeriodRoutes.name(in: request, context)
        return { rules in try createdAnswer(PeriodRoutes.open(name, in: rules), request, rules) }
    }

    static let closePeriod = Route(
        write: .post, "/v1/review-periods/{id}/close",
        PeriodRoutes.description("close", "Close: review period", "关闭：考核期间", status: 200)
    ) { request, context in
        let name = try PeriodRoutes.name(in: request, context)
        return { rules in try writtenAnswer(PeriodRoutes.close(name, in: rules), request, rules) }
    }
}

extension ReviewPeriod {
    /// Opens a period such as `2026-11`, as `POST /v1/review-periods/{period}/open` does (P3.2.2).
    ///
    /// Throws `unknown_period`, `not_allowed`, `outside_scope`, `period_to_come`, `period_known`, `later_period_closed` and
    /// `nobody_to_review`.
    @discardableResult
    package static func open(_ word: String, in rules: RuleContext) throws -> Record<ReviewPeriod> {
        guard let name = PeriodName(word) else { throw Failure(.unknownPeriod, ["period": word]) }
        return try PeriodRoutes.open(name, in: rules)
    }

    /// Closes a period, as `POST /v1/review-periods/{period}/close` does (P3.2.2).
    ///
    /// Throws `unknown_period`, `not_allowed`, `outside_scope`, `not_found`, `period_closed`, `review_period_runs`, `earlier_period_open` and
    /// `reviews_unfinished`.
    @discardableResult
    package static func close(_ word: String, in rules: RuleContext) throws -> Record<ReviewPeriod> {
        guard let name = PeriodName(word) else { throw Failure(.unknownPeriod, ["period": word]) }
        return try PeriodRoutes.close(name, in: rules)
    }
}

private enum PeriodRoutes {
    /// Who opens and closes periods.
    private static let roles: RoleSet = [.hr, .executive]

    static func description(_ word: String, _ english: String, _ chinese: String, status: Int) -> OperationDescription {
        OperationDescription(
            "review_period.\(word)", english, chinese, tag: "review-periods", status: status,
            answer: .record("review-periods", isWhole: true),
            roles: roles.roles.map(\.rawValue), clause: "P3.2.2",
            path: [
                ParameterDescription("id", "The period: 2026-11, 2026-Q4 or 2026", "期间：2026-11、2026-Q4 或 2026", text("", "", max: 7).kind)
            ])
    }

    /// Throws `not_allowed`, `outside_scope`, `bad_request` and `unknown_period`.
    static func name(in request: APIRequest, _ context: any ReadContext) throws -> PeriodName {
        try requireRight(of: request.signedIn())
        try request.allowQuery()
        guard try request.bodyObject(optional: true).isEmpty else { throw Failure(.badRequest, ["reason": "no body is expected"]) }
        let word = request.parameters["id"] ?? ""
        guard let name = PeriodName(word) else { throw Failure(.unknownPeriod, ["period": word]) }
        return name
    }

    private static func requireRight(of caller: Caller) throws {
        guard !caller.roles.isDisjoint(with: roles) else { throw Failure.notAllowed(needed: roles) }
        guard caller.covers("review-periods", writing: true) else { throw Failure(.outsideScope, ["needed": "review-periods:write"]) }
    }

    // MARK: Opening

    /// Throws `period_to_come`, `period_known` and `nobody_to_review`.
    static func open(_ name: PeriodName, in rules: RuleContext) throws -> Record<ReviewPeriod> {
        // While the request waited the caller may have lost the right.
        try requireRight(of: rules.caller)
        guard name.days.lowerBound <= rules.today else { throw Failure(.periodToCome, ["day": name.days.lowerBound.description]) }
        guard try find(name, in: rules) == nil else { throw Failure(.periodKnown, ["period": name.word]) }
        let closed = try rules.integer(
            "SELECT 1 FROM review_periods WHERE cycle = ? AND status = 'closed' AND starts_on > ?", name.cycle.stored,
            name.days.lowerBound.stored)
        guard closed == nil else { throw Failure(.laterPeriodClosed, ["period": name.word]) }
        var period = Record(new: ReviewPeriod.self)
        period.period = name.word
        period.cycle = name.cycle
        (period.startsOn, period.endsOn) = (name.days.lowerBound, name.days.upperBound)
        period.revenueBasis = rules.settings(PerformanceSettings.self).revenueBasis
        period.openedBy = rules.caller.userID.map { ID($0) }
        try rules.insert(&period, action: "opened")
        _ = try Openings.makeReviews(of: period, most: Openings.mostAtOnce, in: rules)
        let first = try rules.integer("SELECT 1 FROM performance_reviews WHERE review_period_id = ? LIMIT 1", period.id.stored)
        guard first != nil else { throw Failure(.nobodyToReview, ["cycle": name.cycle.rawValue, "cycle_zh": name.cycle.chinese]) }
        return try rules.require(ReviewPeriod.self, period.id)
    }

    private static func find(_ name: PeriodName, in rules: RuleContext) throws -> Record<ReviewPeriod>? {
        try rules.all(ReviewPeriod.self, where: "period = ?", name.word.stored).first
    }

    // MARK: Closing

    /// Throws `not_found`, `period_closed`, `review_period_runs`, `earlier_period_open` and `reviews_unfinished`.
    static func close(_ name: PeriodName, in rules: RuleContext) throws -> Record<ReviewPeriod> {
        try requireRight(of: rules.caller)
        guard var period = try find(name, in: rules) else { throw Failure(.notFound) }
        guard period.status == .open else { throw Failure(.periodClosed, ["period": name.word]) }
        guard period.endsOn < rules.today else { throw Failure(.reviewPeriodRuns, ["day": period.endsOn.description]) }
        try requireEarlierClosed(period, in: rules)
        try requireReviewed(period, in: rules)
        period.status = .closed
        period.filling = false
        period.closedAt = rules.now
        period.closedBy = rules.caller.userID.map { ID($0) }
        try rules.save(&period, action: "close")
        _ = try ReviewClosing.closeReady(in: rules, most: Openings.mostAtOnce)
        return try rules.require(ReviewPeriod.self, period.id)
    }

    /// What is late counts in the next period, so they are closed one after the other.
    private static func requireEarlierClosed(_ period: Record<ReviewPeriod>, in rules: RuleContext) throws {
        let sql = "SELECT period FROM review_periods WHERE cycle = ? AND status = 'open' AND starts_on < ? ORDER BY starts_on LIMIT 1"
        guard let other = try rules.rows(sql, [period.cycle.stored, period.startsOn.stored]).first?.first?.text else { return }
        throw Failure(.earlierPeriodOpen, ["period": other])
    }

    /// Each has been scored and confirmed, and no appeal is open.
    private static func requireReviewed(_ period: Record<ReviewPeriod>, in rules: RuleContext) throws {
        let sql = """
            SELECT count(*), min(number) FROM performance_reviews
            WHERE review_period_id = ? AND status NOT IN ('confirmed', 'acknowledged', 'closed')
            """
        guard let row = try rules.rows(sql, [period.id.stored]).first, let count = row[0].integer, count > 0 else { return }
        throw Failure(.reviewsUnfinished, ["count": String(count), "number": row[1].text ?? ""])
    }
}
