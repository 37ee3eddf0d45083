// Where the tests of reviews work: two who sell, somebody above them, schemes, targets, and papers that count.

import JSON
import Kernel
import TestSupport
import Testing

/// `rep` and `rep2` are sales representatives below `manager`, who is a sales manager below `executive`; `hr2` is a second one of
/// personnel, `executive2` a second executive. Each rep has a customer; a box costs 18.00 and 12.60 to make.
final class ReviewWorld {
    let world: World
    let product: Int64
    let customer: Int64
    let customer2: Int64

    init() throws {
        world = try World()
        try world.hire("hr2", [.hr])
        try world.hire("executive2", [.executive])
        product = try world.product("CHAI")
        customer = try world.customer("甲公司")
        customer2 = try world.customer("乙公司", owner: "rep2")
        for name in ["rep", "rep2"] { try setPosition("Sales representative", of: name) }
    }

    func setPosition(_ position: String, of name: String) throws {
        try must(world.patch("admin", "/v1/users/\(id(name))", "{\"position\":\"\(position)\"}"))
    }

    func id(_ name: String) -> Int64 { world.person(name).id }

    /// The answer, where the test rests on its success.
    @discardableResult
    func must(_ reply: Reply) throws -> Reply {
        guard [200, 201].contains(reply.status) else { throw ClientError.malformed(reply.answer.text) }
        return reply
    }

    @discardableResult
    func take(_ step: String, _ path: String, by name: String, _ body: String = "{}") throws -> Reply {
        let reply = try world.post(name, "/v1/\(path)/\(step)", body)
        guard reply.status == 200 else { throw ClientError.malformed("\(step) of \(path) by \(name): \(reply.answer.text)") }
        return reply
    }

    // MARK: Schemes and targets

    func indicator(_ code: String) throws -> Int64 {
        try world.get("hr", "/v1/indicators?code=\(code)").integer("items/0/id") ?? 0
    }

    func schemeBody(_ cycle: String, _ weights: [(String, Int)], position: String = "Sales representative", _ more: String = "") throws
        -> String
    {
        let lines = try weights.map { "{\"indicator_id\":\(try indicator($0.0)),\"weight\":\($0.1)\(more)}" }.joined(separator: ",")
        return "{\"name\":\"Scheme\",\"position\":\"\(position)\",\"cycle\":\"\(cycle)\",\"lines\":[\(lines)]}"
    }

    /// A scheme in force, made by one of personnel and activated by the other.
    @discardableResult
    func scheme(_ cycle: String, _ weights: [(String, Int)], position: String = "Sales representative", _ more: String = "") throws -> Int64
    {
        let id = try world.created(world.post("hr", "/v1/review-schemes", schemeBody(cycle, weights, position: position, more)))
        try take("activate", "review-schemes/\(id)", by: "hr2")
        return id
    }

    /// Schemes may have what they want.
    func demandNothing() throws {
        try must(world.patch("admin", "/v1/settings/performance", #"{"cycle_content_demanded":false}"#))
    }

    func setBasis(_ basis: String) throws {
        try must(world.patch("admin", "/v1/settings/performance", "{\"revenue_basis\":\"\(basis)\"}"))
    }

    func targetBody(_ name: String, _ code: String, _ period: String, _ value: String) throws -> String {
        "{\"user_id\":\(id(name)),\"indicator_id\":\(try indicator(code)),\"period\":\"\(period)\",\"value\":\"\(value)\"}"
    }

    @discardableResult
    func target(_ name: String, _ code: String, _ period: String, _ value: String, by manager: String = "manager") throws -> Int64 {
        try world.created(world.post(manager, "/v1/targets", targetBody(name, code, period, value)))
    }

    // MARK: Papers

    /// A confirmed order of so many boxes: net 18.00 each, tax 13 %, cost 12.60 each.
    func confirmed(_ quantity: String = "10", by name: String = "rep", customer: Int64? = nil, _ line: String = "", _ more: String = "")
        throws
        -> Int64
    {
        let body = """
            {"customer_id":\(customer ?? (name == "rep2" ? customer2 : self.customer)),"payment_method":"bank_transfer","payment_terms_days":30,
             "transport_mode":"road","delivery_on":"2027-12-24",
             "lines":[{"product_id":\(product),"quantity":"\(quantity)"\(line)}]\(more)}
            """
        let id = try world.created(world.post(name, "/v1/orders", body))
        try take("submit", "orders/\(id)", by: name, #"{"no_contract_reason":"Small order"}"#)
        for (department, reviewer) in [("finance", "finance2"), ("logistics", "logistics2"), ("sales", "manager")] {
            try take("reviews/\(department)/approve", "orders/\(id)", by: reviewer)
        }
        try take("confirm", "orders/\(id)", by: name)
        return id
    }

    /// An issued invoice of so many of an order's boxes, or of all.
    func invoiced(_ order: Int64, _ quantity: String? = nil, _ more: String = "") throws -> Int64 {
        let line = try world.get("auditor", "/v1/orders/\(order)").integer("lines/0/id") ?? 0
        let lines = quantity.map { ",\"lines\":[{\"order_line_id\":\(line),\"quantity\":\"\($0)\"}]" } ?? ""
        let id = try world.created(world.post("finance", "/v1/invoices", "{\"order_id\":\(order)\(lines)\(more)}"))
        try take("issue", "invoices/\(id)", by: "finance")
        return id
    }

    /// A receipt of today that pays the invoice as far as it goes.
    @discardableResult
    func paid(_ invoice: Int64, _ amount: String, _ more: String = "") throws -> Int64 {
        let customer = try world.get("auditor", "/v1/invoices/\(invoice)").integer("customer_id") ?? 0
        let body =
            "{\"customer_id\":\(customer),\"amount\":\"\(amount)\",\"method\":\"bank_transfer\",\"received_on\":\"\(today)\"\(more)}"
        let id = try world.created(world.post("finance", "/v1/receipts", body))
        try take("allocate", "receipts/\(id)", by: "finance", "{\"to\":[{\"invoice_id\":\(invoice)}]}")
        return id
    }

    func credited(_ invoice: Int64, _ quantity: String) throws -> Int64 {
        let line = try world.get("auditor", "/v1/invoices/\(invoice)").integer("lines/0/id") ?? 0
        let body =
            "{\"invoice_id\":\(invoice),\"reason\":\"Broken\",\"lines\":[{\"invoice_line_id\":\(line),\"quantity\":\"\(quantity)\"}]}"
        let id = try world.created(world.post("finance", "/v1/credit-notes", body))
        try take("issue", "credit-notes/\(id)", by: "finance")
        return id
    }

    func activity(_ kind: String = "visit", by name: String = "rep", _ more: String = "") throws -> Int64 {
        let customer = name == "rep2" ? customer2 : self.customer
        return try world.created(
            world.post(
                name, "/v1/activities",
                "{\"entity\":\"customer\",\"entity_id\":\(customer),\"kind\":\"\(kind)\",\"summary\":\"Tea\"\(more)}"))
    }

    // MARK: Reviews

    func open(_ period: String, by name: String = "hr") throws {
        try must(world.post(name, "/v1/review-periods/\(period)/open"))
    }

    func review(_ name: String, _ period: String) throws -> Reply {
        let list = try world.get("hr", "/v1/performance-reviews?user_id=\(id(name))&period=\(period)")
        return try world.get("hr", "/v1/performance-reviews/\(list.integer("items/0/id") ?? 0)")
    }

    /// One line of a review.
    func line(_ code: String, of review: Reply) -> JSONObject {
        review.array("lines").compactMap(\.object).first { $0["code"]?.string == code } ?? JSONObject()
    }

    func actual(_ code: String, _ name: String, _ period: String) throws -> String? {
        try line(code, of: review(name, period))["actual"]?.string
    }

    /// Computed by the job, as at the end of the period.
    func compute() throws { try world.server.runJob("review-figures") }

    func scores(_ given: [(String, Int)]) throws -> String {
        let items = try given.map { "{\"indicator_id\":\(try indicator($0.0)),\"score\":\($0.1)}" }.joined(separator: ",")
        return "{\"scores\":[\(items)]}"
    }

    /// Scored by the manager and confirmed by who stands above.
    @discardableResult
    func confirmedReview(_ name: String, _ period: String, _ given: [(String, Int)] = []) throws -> Int64 {
        let id = try review(name, period).id
        try take("score", "performance-reviews/\(id)", by: "manager", scores(given))
        try take("confirm", "performance-reviews/\(id)", by: "executive")
        return id
    }

    @discardableResult
    func closedReview(_ name: String, _ period: String, _ given: [(String, Int)] = []) throws -> Int64 {
        let id = try confirmedReview(name, period, given)
        try take("acknowledge", "performance-reviews/\(id)", by: name)
        try take("close", "performance-reviews/\(id)", by: "hr")
        return id
    }

    /// All records behind an indicator, page by page.
    func evidence(_ code: String, of review: Int64, by name: String = "auditor") throws -> [JSONObject] {
        var found: [JSONObject] = []
        var cursor = ""
        while true {
            let page = try must(world.get(name, "/v1/performance-reviews/\(review)/evidence?indicator=\(code)&limit=2\(cursor)"))
            found += page.array("items").compactMap(\.object)
            guard let next = page.string("next_cursor") else { return found }
            cursor = "&cursor=\(next)"
        }
    }

    /// What they come to.
    func sum(_ items: [JSONObject]) -> String {
        let total = items.compactMap { $0["value"]?.string.flatMap { Figure($0) } }.reduce(0) { $0 + $1.unscaled }
        return DecimalText.write(total, scale: Figure.scale, shownPlaces: Figure.shownPlaces)
    }

    // MARK: Time

    var today: Day {
        Day(daysSince1970: Int((world.server.clock.now.milliseconds + 8 * 3_600_000) / 86_400_000))
    }

    /// Moves the clock to that moment in Shanghai, such as `2026-12-01 00:30`.
    func move(to moment: String) throws {
        let parts = moment.split(separator: " ")
        world.server.clock.set(try #require(Instant("\(parts[0])T\(parts[1]):00+08:00")))
        try world.renewSessions()
    }

    func ids(_ reply: Reply) -> [Int64] { reply.array("items").compactMap { $0.object?["id"]?.number?.int64 } }
}
