// How goods that are made to order are made: planned once the order is confirmed, and inspected before they leave.

import JSON
import Kernel
import Orders

/// Production for one line of an order.
struct ProductionStory: Sendable {
    /// How far production comes.
    enum Course: Sendable {
        /// All passes at once, or a part has to be made once more.
        case passed, mended
        /// On the last day: only planned; under way; under way with a failed inspection, and late; finished.
        case planned, running, failed, waiting
    }

    /// Products that are made to order: two beers and a cake of the files.
    static let products: Set<Int64> = [34, 49, 67]

    let orderID: ID<Order>
    let line: PastOrderLine
    let course: Course
    /// When the order was confirmed.
    let confirmed: Moment
    /// The days on which it is made, and until which it is planned.
    let madeOn: Day
    let plannedTo: Day

    /// One for each line that is made to order.
    static func all(of stories: [OrderStory], lastDay: Day) -> [ProductionStory] {
        var unshipped = [Course.failed, .planned, .running, .waiting]
        return stories.flatMap { story in
            story.order.lines.filter { products.contains($0.productID) }.compactMap { line in
                guard let confirmed = story.course.moment(of: .confirmation) else { return nil }
                guard let left = story.course.moment(of: .shipment) else {
                    let course = unshipped.isEmpty ? .planned : unshipped.removeFirst()
                    let to = course == .failed ? confirmed.day.adding(workdays: 4) : lastDay.adding(workdays: 5)
                    return ProductionStory(
                        orderID: story.id, line: line, course: course, confirmed: confirmed, madeOn: confirmed.day.adding(workdays: 2),
                        plannedTo: to)
                }
                let day = max(confirmed.day, left.day.subtracting(workdays: 1))
                return ProductionStory(
                    orderID: story.id, line: line, course: story.id.integer % 5 == 0 ? .mended : .passed, confirmed: confirmed, madeOn: day,
                    plannedTo: day)
            }
        }
    }

    func happenings(_ staff: Staff, _ shift: Shift, lastDay: Day) -> [Happening] {
        var acts: [(at: Moment, work: @Sendable (RuleContext) throws -> Void)] = [
            (confirmed.adding(minutes: 12), { try plan(from: shift.day(confirmed.day), to: shift.day(plannedTo), $0) })
        ]
        // What leaves the next morning is made the same evening.
        let begin = madeOn > confirmed.day ? Moment(madeOn, 14, 0) : Moment(madeOn, 17, 18)
        for (index, step) in steps.enumerated() {
            acts.append((begin.adding(minutes: index * 6), { try take(step.name, step.form, $0) }))
        }
        return acts.filter { $0.at.day <= lastDay }.map { act in
            Happening(
                at: shift.instant(act.at, second: Int(orderID.integer % 60)), by: .user(staff.id("production")), work: act.work)
        }
    }

    // MARK: The plan

    private func plan(from first: Day, to last: Day, _ rules: RuleContext) throws {
        let goods = try rules.require(Order.self, orderID).lines.first { $0.product?.integer == line.productID }
        guard let goods else { throw DemoFault(text: "order \(orderID.integer) has no line of the product \(line.productID)") }
        _ = try rules.create(
            ProductionPlan.self,
            [
                "order_id": .integer(orderID.integer), "order_line_id": .integer(goods.id.integer),
                "quantity": .string(decimal(line.quantity)), "planned_from_on": .string(first.description),
                "planned_to_on": .string(last.description),
            ])
    }

    private func take(_ step: String, _ form: JSONObject, _ rules: RuleContext) throws {
        let plans = try rules.all(ProductionPlan.self, where: "order_id = ?", orderID.stored)
        guard let plan = plans.first(where: { $0.product?.integer == line.productID }) else { throw Failure(.notFound) }
        try rules.take(step, plan.id, form)
    }

    // MARK: Its steps

    private typealias PlanStep = (name: String, form: JSONObject)

    private var steps: [PlanStep] {
        let all = line.quantity
        let some = Quantity(unscaled: max(1_0000, all.unscaled / 4 / 1_0000 * 1_0000))
        let rest = Quantity(unscaled: all.unscaled - some.unscaled)
        let start: PlanStep = ("start", [:])
        let finish: PlanStep = ("finish", [:])
        switch course {
        case .planned: return []
        case .running: return [start, report(some), inspect(some, "pass")]
        case .failed: return [start, report(rest), inspect(rest, "pass"), report(some), inspect(some, "fail")]
        case .mended where rest > .zero:
            return [start, report(all), inspect(some, "fail"), inspect(rest, "pass"), report(some), inspect(some, "pass"), finish]
        case .passed, .mended, .waiting: return [start, report(all), inspect(all, "pass"), finish]
        }
    }

    private func report(_ quantity: Quantity) -> PlanStep { ("report", ["quantity": .string(decimal(quantity))]) }

    private func inspect(_ quantity: Quantity, _ result: String) -> PlanStep {
        var form: JSONObject = ["quantity": .string(decimal(quantity)), "result": .string(result)]
        if result == "fail" { form["finding"] = "The colour is not that of the sample" }
        return ("inspect", form)
    }
}
