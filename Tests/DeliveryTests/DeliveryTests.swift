// The queue by itself: order by record, pauses by endpoint, nothing twice without need, nothing lost.

import App
import Dispatch
import Identity
import JSON
import Kernel
import Outgoing
import SQLite
import Storage
import Synchronization
import TestSupport
import Testing

@testable import Delivery

struct DeliveryTests {
    @Test func `messages about one record come in order, whatever is refused between, and hold up no other record`() throws {
        let wasRefused = Mutex(false)
        let desk = try DeliveryDesk { request in
            guard request.text == #"{"n":1}"# else { return .answer(200) }
            let isSecond = wasRefused.withLock { was in
                defer { was = true }
                return was
            }
            return .answer(isSecond ? 200 : 422)
        }
        try desk.queue([1, 2, 3], about: 0)
        try desk.queue([11, 12, 13], about: 1)
        desk.wake()
        #expect(try eventually { try desk.count("delivered") == 3 && desk.attempts() == 4 })
        #expect(desk.came(about: 0) == [1] && desk.came(about: 1) == [11, 12, 13])
        desk.pass(seconds: 7)
        #expect(try desk.attempts() == 4)
        desk.pass(seconds: 6)
        #expect(try eventually { try desk.count("delivered") == 6 })
        #expect(desk.came(about: 0) == [1, 1, 2, 3])
    }

    @Test func `as many go at once as the kind allows`() throws {
        let gate = Gate()
        let running = Mutex((now: 0, most: 0))
        let desk = try DeliveryDesk { _ in
            running.withLock { state in
                state.now += 1
                state.most = max(state.most, state.now)
            }
            gate.wait()
            running.withLock { $0.now -= 1 }
            return .answer(200)
        }
        for place in 0..<8 { try desk.queue([place], about: place) }
        desk.wake()
        #expect(eventually { running.withLock { $0.now } == 4 })
        gate.open()
        #expect(try eventually { try desk.count("delivered") == 8 })
        #expect(running.withLock { $0.most } == 4)
    }

    @Test func `where nobody answers one asks, and the first that is taken lets all follow`() throws {
        let isUp = Mutex(false)
        let desk = try DeliveryDesk(atOnce: 1) { _ in .answer(isUp.withLock { $0 } ? 200 : 503) }
        for place in 0..<8 { try desk.queue([1, 2], about: place) }
        desk.wake()
        #expect(try eventually { try desk.attempts() == 1 })
        for count in 2...4 {
            desk.pass(seconds: 130)
            #expect(try eventually { try desk.attempts() == count })
        }
        isUp.withLock { $0 = true }
        desk.pass(seconds: 130)
        #expect(try eventually { try desk.count("delivered") == 16 })
        #expect(try desk.attempts() == 4 + 16)
        for place in 0..<8 { #expect(Set(desk.came(about: place)) == [1, 2] && desk.came(about: place).last == 2) }
    }

    @Test func `a repetition has the same id, another message another one`() throws {
        let desk = try DeliveryDesk { _ in .answer(500) }
        try desk.queue([1], about: 0)
        desk.wake()
        #expect(try eventually { try desk.attempts() == 1 })
        desk.pass(seconds: 13)
        #expect(try eventually { try desk.attempts() == 2 })
        let ids = desk.other.received.compactMap { $0.field("webhook-id") }
        #expect(ids.count == 2 && ids[0] == ids[1])
    }

    @Test func `what is undone was never queued`() throws {
        let desk = try DeliveryDesk { _ in .answer(200) }
        struct Undo: Error {}
        let id = desk.ids[0]
        #expect(throws: (any Error).self) {
            try desk.write { rules in
                let department = try rules.require(Department.self, ID(id))
                try rules.deliver(["n": 1], about: department, to: Endpoint(probe, 1), within: RetryPlan(pauses: [1], window: 60))
                throw Undo()
            }
        }
        try desk.queue([2], about: 0)
        desk.wake()
        #expect(try eventually { try desk.count("delivered") == 1 })
        #expect(desk.came(about: 0) == [2])
    }

    @Test func `an endpoint that is switched off gets nothing until it is on again`() throws {
        let desk = try DeliveryDesk { _ in .answer(200) }
        try desk.keep(endpoint: 1, active: false)
        try desk.queue([1, 2], about: 0)
        try desk.keep(endpoint: 2, active: true)
        try desk.queue([3], about: 1, endpoint: 2)
        desk.wake()
        #expect(try eventually { try desk.count("delivered") == 1 })
        #expect(desk.other.received.map(\.target) == ["/2/\(desk.ids[1])"])
        try desk.keep(endpoint: 1, active: true)
        desk.wake()
        #expect(try eventually { try desk.count("delivered") == 3 })
    }

    @Test func `what was given up lets the next one go, and comes back before it when it is sent anew`() throws {
        let isUp = Mutex(false)
        let desk = try DeliveryDesk(window: 60) { request in .answer(isUp.withLock { $0 } || request.text != #"{"n":1}"# ? 200 : 422) }
        try desk.queue([1, 2], about: 0)
        desk.wake()
        #expect(try eventually { try desk.attempts() == 1 })
        desk.pass(seconds: 61)
        #expect(try eventually { try desk.count("dead") == 1 && desk.count("delivered") == 1 })
        #expect(desk.dead == 1 && desk.came(about: 0) == [1, 1, 2])
        isUp.withLock { $0 = true }
        try desk.write { rules in
            let plan = RetryPlan(pauses: [1], window: 60)
            let count = try rules.replay(Endpoint(probe, 1), 1...Int64.max, within: plan, atMost: 10)
            #expect(count == 1)
        }
        desk.wake()
        #expect(try eventually { try desk.count("delivered") == 2 })
        #expect(desk.came(about: 0) == [1, 1, 2, 1])
    }

    @Test func `what has had its time where nobody answers dies all together, and what follows it is begun`() throws {
        let desk = try DeliveryDesk(window: 60) { _ in .answer(503) }
        for place in 0..<8 { try desk.queue([1], about: place) }
        desk.wake()
        #expect(try eventually { try desk.count("waiting") == 8 && desk.attempts() == 4 })
        desk.server.clock.advance(seconds: 30)
        try desk.queue([2], about: 0)
        let before = try desk.attempts()
        desk.pass(seconds: 31)
        // The one that was never tried is, and its time begins.
        #expect(try eventually { try desk.attempts() == before + 1 })
        try desk.server.runJob("give-up-deliveries")
        #expect(try desk.count("dead") == 7)
        #expect(try desk.waiting() == [5: true, 9: true])
        #expect(try desk.isMarkedDead())
    }

    @Test func `what waits behind a message that nobody takes has its own time, from its first attempt on`() throws {
        let refused = Mutex(Set(["1", "2"]))
        let desk = try DeliveryDesk(window: 600) { request in
            refused.withLock { refused in refused.contains { request.text == "{\"n\":\($0)}" } } ? .answer(422) : .answer(200)
        }
        try desk.queue([1, 2, 3], about: 0)
        desk.wake()
        #expect(try eventually { try desk.attempts() == 1 })
        // The first one's time is over; the second one's begins, and it is tried again and again.
        desk.pass(seconds: 601)
        #expect(try eventually { try desk.count("dead") == 1 && desk.attempts() == 3 })
        try desk.server.runJob("give-up-deliveries")
        #expect(try desk.count("dead") == 1)
        desk.pass(seconds: 13)
        #expect(try eventually { try desk.attempts() == 4 })
        #expect(try desk.count("dead") == 1)
        refused.withLock { $0 = [] }
        desk.pass(seconds: 130)
        #expect(try eventually { try desk.count("delivered") == 2 })
        #expect(desk.came(about: 0) == [1, 1, 2, 2, 2, 3])
    }

    @Test func `what is given up for an endpoint that is switched off lets the next one go when it is on again`() throws {
        let desk = try DeliveryDesk(window: 60) { _ in .answer(200) }
        try desk.keep(endpoint: 1, active: false)
        try desk.queue([1], about: 0)
        desk.server.clock.advance(seconds: 30)
        try desk.queue([2], about: 0)
        desk.server.clock.advance(seconds: 31)
        try desk.server.runJob("give-up-deliveries")
        #expect(try desk.count("dead") == 1)
        try desk.keep(endpoint: 1, active: true)
        desk.wake()
        #expect(try eventually { try desk.count("delivered") == 1 })
        #expect(desk.came(about: 0) == [2])
    }

    @Test func `what was on its way waits behind what is sent anew meanwhile`() throws {
        let gate = Gate()
        let isUp = Mutex(false)
        let desk = try DeliveryDesk(window: 60) { request in
            if isUp.withLock({ $0 }) { return .answer(200) }
            if request.text == #"{"n":2}"# { gate.wait() }
            return .answer(422)
        }
        try desk.queue([1], about: 0)
        desk.wake()
        #expect(try eventually { try desk.attempts() == 1 })
        desk.server.clock.advance(seconds: 30)
        try desk.queue([2], about: 0)
        desk.pass(seconds: 31)
        #expect(eventually { desk.came(about: 0) == [1, 1, 2] })
        try desk.write { rules in
            _ = try rules.replay(Endpoint(probe, 1), 1...Int64.max, within: RetryPlan(pauses: [1], window: 60), atMost: 10)
        }
        desk.wake()
        #expect(try eventually { try desk.attempts() == 3 })
        gate.open()
        #expect(try eventually { try desk.attempts() == 4 })
        #expect(try desk.waiting() == [1: true, 2: false])
        isUp.withLock { $0 = true }
        desk.pass(seconds: 13)
        #expect(try eventually { try desk.count("delivered") == 2 })
        #expect(desk.came(about: 0) == [1, 1, 2, 1, 1, 2])
    }

    @Test func `what no post can be made of holds up nothing else, and is not tried again at once`() throws {
        let desk = try DeliveryDesk(isFaulty: true) { _ in .answer(200) }
        try desk.queue([0], about: 0)
        try desk.queue([1, 2, 3], about: 1)
        desk.wake()
        #expect(try eventually { try desk.count("delivered") == 3 })
        #expect(try eventually { try desk.attempts() == 4 })
        #expect(desk.faults == 1)
        #expect(try desk.count("waiting") == 1)
        // It is given up like any other.
        desk.pass(seconds: 3_601)
        #expect(try eventually { try desk.count("dead") == 1 })
        #expect(desk.faults == 2 && desk.dead == 1)
    }

    @Test func `what alone is not taken waits by itself, however often others are taken`() throws {
        let desk = try DeliveryDesk(atOnce: 1) { request in .answer(request.text == #"{"n":0}"# ? 500 : 204) }
        try desk.queue([0], about: 0)
        desk.wake()
        #expect(try eventually { try desk.attempts() == 1 })
        for number in 1...5 {
            try desk.queue([number], about: 1)
            // Longer than the first pause, all together not as long as the second.
            desk.pass(seconds: 15)
            #expect(try eventually { try desk.count("delivered") == number && desk.attempts() == number + 2 })
        }
        #expect(desk.came(about: 0) == [0, 0])
        desk.pass(seconds: 120)
        #expect(try eventually { try desk.attempts() == 5 + 3 })
    }

    @Test func `those that fail together are one failure`() throws {
        let gate = Gate()
        let running = Mutex(0)
        let desk = try DeliveryDesk { _ in
            running.withLock { $0 += 1 }
            gate.wait()
            return .answer(503)
        }
        for place in 0..<4 { try desk.queue([1], about: place) }
        desk.wake()
        #expect(eventually { running.withLock { $0 } == 4 })
        gate.open()
        #expect(try eventually { try desk.attempts() == 4 })
        let pause = try desk.pause()
        #expect(pause.failures == 1 && pause.seconds <= 12)
    }

    @Test func `what was on its way before somebody asked to wait ends no pause`() throws {
        let (first, second) = (Gate(), Gate())
        let desk = try DeliveryDesk { request in
            let isFirst = request.text == #"{"n":1}"#
            (isFirst ? first : second).wait()
            return isFirst ? .answer(200) : .answer(429, fields: [("Retry-After", "500")])
        }
        try desk.queue([1], about: 0)
        try desk.queue([2], about: 1)
        desk.wake()
        #expect(eventually { desk.other.received.count == 2 })
        desk.server.clock.advance(seconds: 1)
        second.open()
        #expect(try eventually { try desk.attempts() == 1 })
        first.open()
        #expect(try eventually { try desk.count("delivered") == 1 })
        let pause = try desk.pause()
        #expect(pause.failures == 1 && pause.seconds == 500)
    }

    @Test func `after a long standstill what waits is tried once more before it is given up`() throws {
        let isUp = Mutex(false)
        let desk = try DeliveryDesk(window: 60) { _ in .answer(isUp.withLock { $0 } ? 200 : 503) }
        for place in 0..<8 { try desk.queue([1], about: place) }
        desk.wake()
        #expect(try eventually { try desk.attempts() >= 4 })
        desk.server.clock.advance(seconds: 10_000)
        try desk.server.runJob("give-up-deliveries")
        #expect(try desk.count("dead") == 0)
        isUp.withLock { $0 = true }
        desk.wake()
        #expect(try eventually { try desk.count("delivered") == 8 })
    }

    @Test func `places go round: whoever was tried longest ago first, and nobody a second one before all have one`() throws {
        let desk = try DeliveryDesk { _ in .answer(200) }
        for endpoint in [1, 2, 3] as [Int64] {
            try desk.keep(endpoint: endpoint, active: true)
            for place in 0..<4 { try desk.queue([place], about: place, endpoint: endpoint) }
        }
        let four = EndpointKind(
            "probe", atOnce: 4, plan: probe.plan, compose: probe.compose, trial: probe.trial, gone: probe.gone, died: probe.died)
        func placed(_ room: Int, _ inFlight: [Int64: Set<Int64>] = [:]) throws -> [Int64] {
            let now = desk.server.clock.now
            return try desk.server.application.database.read { connection in
                try DueDeliveries(["probe": four], inFlight, room: room, at: now, on: connection).ready.map(\.recordID)
            }
        }
        #expect(try placed(5) == [1, 2, 3, 1, 2])
        #expect(try placed(100).count == 12)
        #expect(try placed(0) == [])
        // Two of the first are on their way already.
        #expect(try placed(4, [1: [1, 2]]) == [2, 3, 2, 3])
        try desk.write { rules in
            try rules.connection.run("UPDATE delivery_endpoints SET last_failure_at = 5 WHERE kind = 'probe' AND record_id = 1")
        }
        #expect(try placed(3) == [2, 3, 1])
    }

    @Test func `what has many attempts is forgotten by and by`() throws {
        let desk = try DeliveryDesk { _ in .answer(200) }
        try desk.queue([1, 2], about: 0)
        desk.wake()
        #expect(try eventually { try desk.count("delivered") == 2 })
        try desk.write { rules in
            try rules.connection.run(
                """
                WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 2500)
                INSERT INTO delivery_attempts (delivery_id, at, milliseconds) SELECT 1, 1, 1 FROM n
                """)
        }
        desk.server.clock.advance(seconds: 31 * 86_400)
        try desk.server.runJob("forget-deliveries")
        #expect(try desk.attempts() == 0)
        #expect(try desk.count("delivered") == 0)
    }

    @Test func `pauses grow as the plan says, spread by a fifth, and the last one is repeated`() {
        let plan = RetryPlan(pauses: [5, 300, 7_200], window: 3 * 86_400)
        for (failures, seconds) in [(1, 5), (2, 300), (3, 7_200), (4, 7_200), (1_000, 7_200), (0, 5), (Int64.max, 7_200)]
            as [(Int64, Int64)]
        {
            #expect(plan.pause(after: failures, jitter: 0) == seconds * 800)
            #expect(plan.pause(after: failures, jitter: 0.5) == seconds * 1_000)
            #expect(plan.pause(after: failures, jitter: 1) == seconds * 1_200)
        }
        #expect(plan.pause(after: 3, atMost: 600, jitter: 0.5) == 600_000)
    }

    @Test func `what is asked again and again is found by an index`() throws {
        let desk = try DeliveryDesk { _ in .answer(200) }
        try desk.server.application.database.read { connection in
            let questions = [
                "SELECT id FROM deliveries WHERE endpoint_id = 1 AND next_attempt_at <= 5 ORDER BY next_attempt_at, id LIMIT 4",
                "SELECT min(next_attempt_at) FROM deliveries WHERE endpoint_id = 1 AND next_attempt_at > 5",
                "SELECT min(id) FROM deliveries WHERE endpoint_id = 1 AND entity = 'x' AND entity_id = 1 AND status = 'waiting'",
                "SELECT id FROM deliveries WHERE endpoint_id = 1 AND id < 9 ORDER BY id DESC LIMIT 50",
                "SELECT id FROM deliveries WHERE endpoint_id = 1 AND id < 9 AND status = 'dead' ORDER BY id DESC LIMIT 50",
                "SELECT id FROM deliveries WHERE entity = 'x' AND entity_id = 1 AND (status = 'waiting' OR status = 'dead')",
            ]
            for question in questions {
                let plan = try connection.rows("EXPLAIN QUERY PLAN " + question).compactMap { $0[3].text }.joined(separator: "; ")
                #expect(plan.contains("SEARCH") && !plan.contains("SCAN") && !plan.contains("TEMP B-TREE"), "\(question): \(plan)")
            }
        }
    }
}

/// Names the endpoints of the desk.
private let probe = EndpointKind(
    "probe", atOnce: 1, plan: { _ in RetryPlan(pauses: [1], window: 1) }, compose: { _, _ in throw AttemptNote("none") },
    trial: { _ in [:] },
    gone: { _, _ in }, died: { _, _ in })

/// Holds whoever waits until it is opened.
private final class Gate: Sendable {
    private let semaphore = DispatchSemaphore(value: 0)

    func wait() {
        semaphore.wait()
        semaphore.signal()
    }

    func open() { semaphore.signal() }
}
