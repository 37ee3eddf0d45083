// The days on which logistics promises the lines: said with its review, moved by a step of their own (P2.5.2, P2.5.3).

import CRM
import Kernel

final class ApproveDelivery: Form {
    let comment = paragraphs("Comment", "意见", max: 2000).optional()
    let promisedOn = day("Promised on, all lines that are not named", "承诺日期（未列出的所有行）").optional()
    let promised = children(PromisedDay.self, "Promised days", "承诺日期", 0...500)
}

final class PromiseDays: Form {
    let reason = text("Reason", "原因", max: 500)
    let promisedOn = day("Promised on, all lines that are not named", "承诺日期（未列出的所有行）").optional()
    let promised = children(PromisedDay.self, "Promised days", "承诺日期", 0...500)
}

/// The day on which logistics promises a line.
final class PromisedDay: Item {
    static let schema = Schema<PromisedDay>(table: "", one: "promised_day", parent: "form", "Promised day", "承诺日期")

    let lineID = integer("Line", "订单行", 1...Int64.max)
    let promisedOn = day("Promised on", "承诺日期")
}

/// One day for all, and others for single lines.
struct PromisedDays {
    let all: Day?
    let days: [Record<PromisedDay>]

    /// The day of a line; nil where nothing is said of it.
    func day(of line: Record<OrderLine>) -> Day? {
        days.first { $0.lineID == line.id.integer }?.promisedOn ?? all
    }

    /// Every named line is one of the order's that is still to be delivered, each once; nothing is promised for days that are over.
    func faults(in order: Record<Order>, today: Day) -> [Fault] {
        var faults = days.repeats(of: \.lineID).map { Fault(.repeated, at: "/promised/\($0)/line_id", ["name": "promised"]) }
        if let all, all < today { faults.append(Fault(.promisedInPast, at: "/promised_on")) }
        for (place, day) in days.enumerated() {
            let line = order.lines.first { $0.id.integer == day.lineID && $0.kind == .product }
            if line == nil {
                faults.append(Fault(.unknownChild, at: "/promised/\(place)/line_id", ["id": String(day.lineID), "name": "lines"]))
            }
            if line?.isDelivered == true { faults.append(Fault(.lineDelivered, at: "/promised/\(place)/line_id")) }
            if day.promisedOn < today { faults.append(Fault(.promisedInPast, at: "/promised/\(place)/promised_on")) }
        }
        return faults
    }
}

extension Order {
    /// What logistics promises with its review: the wanted day where it says nothing.
    static func promise(_ promise: PromisedDays, of order: inout Record<Order>, _ context: RuleContext) throws {
        let faults = promise.faults(in: order, today: context.today)
        guard faults.isEmpty else { throw Failure.invalid(faults) }
        order.lines = order.lines.map { line in
            guard line.kind == .product else { return line }
            var line = line
            line.promisedOn = promise.day(of: line) ?? line.wantedOn
            line.firstPromisedOn = line.promisedOn
            return line
        }
    }

    /// Other days for what of a confirmed order is still to be delivered. What was promised first stays beside them.
    static func promiseAnew(_ order: inout Record<Order>, _ form: Record<PromiseDays>, _ context: RuleContext) throws {
        let promise = PromisedDays(all: form.promisedOn, days: form.promised)
        guard order.lines.contains(where: \.isOnTheWay) else { throw Failure(.nothingToPromise) }
        var faults = promise.faults(in: order, today: context.today)
        if promise.all == nil, promise.days.isEmpty {
            faults.append(Fault(.required, at: "/promised_on", ["name": "promised_on"]))
        }
        guard faults.isEmpty else { throw Failure.invalid(faults) }
        order.lines = order.lines.map { line in
            guard line.isOnTheWay, let day = promise.day(of: line) else { return line }
            var line = line
            line.promisedOn = day
            line.firstPromisedOn = line.firstPromisedOn ?? day
            line.lateAt = nil
            return line
        }
        order.noteOverdue()
    }
}
