// The server's parts alone: addresses, the timer wheel, the queue of answers, the connection table.

import HTTP
import Testing

@testable import HTTPServer

struct PartsTests {
    @Test(arguments: ["127.0.0.1:8080", "0.0.0.0:0", "[::1]:8080", "[::]:65535", "unix:/run/x.sock"])
    func `an address reads as it is written`(text: String) {
        #expect(ListenAddress(text)?.description == text)
    }

    @Test(arguments: [
        "", "8080", ":8080", "127.0.0.1", "127.0.0.1:", "127.0.0.1:65536", "127.0.0.1:-1", "127.0.0.1:+1", "256.0.0.1:80", "::1:80",
        "[::1]",
        "[127.0.0.1]:80", "[::1:80", "example.org:80", "unix:", "unix:/" + String(repeating: "x", count: 120),
    ])
    func `what is no address is none`(text: String) {
        #expect(ListenAddress(text) == nil)
    }

    @Test func `localhost is this machine`() {
        #expect(ListenAddress("localhost:80") == .ipv4(host: "127.0.0.1", port: 80))
    }

    @Test func `timers fire once, when due, near or far`() {
        var wheel = TimerWheel(now: 1000)
        let times: [UInt64] = [1000, 1001, 1049, 1050, 1051, 5000, 103_400, 103_401, 400_000]
        for (token, time) in times.enumerated() { wheel.add(UInt64(token), at: time) }
        var fired: [UInt64: UInt64] = [:]
        for now in stride(from: UInt64(1000), through: 410_000, by: 7) {
            for timer in wheel.advance(to: now) {
                #expect(fired[timer.token] == nil && timer.time <= now)
                fired[timer.token] = now
            }
        }
        #expect(fired.count == times.count)
        for (token, time) in times.enumerated() { #expect((fired[UInt64(token)] ?? 0) < time + 120) }
        #expect(wheel.nextTime == nil)
    }

    @Test func `a clock that leaps fires everything due and keeps the rest`() {
        var wheel = TimerWheel(now: 0)
        for token in 0..<5000 as Range<UInt64> { wheel.add(token, at: token * 100) }
        #expect(wheel.advance(to: 250_000).count == 2501)
        #expect(wheel.advance(to: 10_000_000).count == 2499)
    }

    @Test func `the wheel never names a next time past the first timer`() throws {
        var wheel = TimerWheel(now: 0)
        wheel.add(1, at: 90_000)
        wheel.add(2, at: 300)
        #expect(try #require(wheel.nextTime) <= 350)
        #expect(wheel.advance(to: 350).map(\.token) == [2])
        #expect(try #require(wheel.nextTime) <= 90_050)
    }

    @Test func `answers leave the queue in order and only when ready`() {
        var queue = AnswerQueue()
        let sequences = (0..<3).map { _ -> UInt64 in
            defer { queue.append(OwedAnswer(request: nil, startedAt: 0, response: nil)) }
            return queue.nextSequence
        }
        queue.fulfil(sequences[1], HTTPResponse(.created))
        #expect(queue.takeReady() == nil)
        queue.fulfil(sequences[0], HTTPResponse(.ok))
        queue.fulfil(sequences[0], HTTPResponse(.badRequest))
        #expect(queue.takeReady()?.response?.status == .ok)
        #expect(queue.takeReady()?.response?.status == .created)
        #expect(queue.takeReady() == nil && queue.count == 1)
        queue.fulfil(sequences[0], HTTPResponse(.badRequest))
        queue.fulfil(99, HTTPResponse(.badRequest))
        #expect(queue.takeReady() == nil)
        queue.removeAll()
        queue.fulfil(sequences[2], HTTPResponse(.ok))
        #expect(queue.isEmpty && queue.nextSequence == 3)
    }

    @Test func `the queue knows what it keeps in memory, and forgets what was written`() throws {
        var queue = AnswerQueue()
        let request = try #require(HTTPRequest(.post, "/", body: [1, 2, 3]))
        var sequences: [UInt64] = []
        for _ in 0..<3 {
            sequences.append(queue.nextSequence)
            queue.append(OwedAnswer(request: request, startedAt: 0))
        }
        #expect(queue.heldBytes == 9)
        queue.fulfil(sequences[1], HTTPResponse(.ok, body: [1, 2]))
        queue.fulfil(sequences[1], HTTPResponse(.ok, body: [1, 2]))
        #expect(queue.heldBytes == 11 && !queue.isReady)
        queue.fulfil(sequences[0], HTTPResponse(.ok, body: [1]))
        _ = queue.takeReady()
        #expect(queue.heldBytes == 8)
        _ = queue.takeReady()
        #expect(queue.heldBytes == 3)
        queue.removeAll()
        #expect(queue.heldBytes == 0)
    }

    @Test func `a queue that is never empty keeps its order`() {
        var queue = AnswerQueue()
        queue.append(OwedAnswer(request: nil, startedAt: 0))
        for number in 1...1000 as ClosedRange<UInt64> {
            #expect(queue.nextSequence == number)
            queue.append(OwedAnswer(request: nil, startedAt: number))
            queue.fulfil(number - 1, HTTPResponse(.ok))
            #expect(queue.takeReady()?.startedAt == number - 1)
        }
        #expect(queue.count == 1)
    }

    @Test func `a token of a connection that is gone finds nobody, though its slot is used again`() {
        var table = ConnectionTable()
        let make = { (token: UInt64) in
            let socket = AcceptedSocket(descriptor: -1, remoteAddress: "")
            return Connection(socket, nil, token: token, isCounted: true, limits: ServerLimits(), now: 0)
        }
        let first = table.add(make)
        table.remove(first)
        let second = table.add(make)
        #expect(table[first.token] == nil && table[second.token] === second && table.all.count == 1)
        table.remove(first)
        #expect(!table.isEmpty)
        table.remove(second)
        #expect(table.isEmpty && table[12345] == nil)
    }
}
