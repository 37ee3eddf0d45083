// What is sent goes where it was meant to and nowhere else, and takes no longer than it may.

import App
import Outgoing
import Synchronization
import TestSupport
import Testing

struct OutgoingClientTests {
    private static func client(_ change: (inout OutgoingOptions) -> Void = { _ in }) -> OutgoingClient {
        var options = OutgoingOptions()
        options.allowed = ["127.0.0.0/8"].compactMap { NetworkRange($0) }
        options.totalMilliseconds = 5_000
        change(&options)
        return OutgoingClient(options)
    }

    private static func post(_ url: String, _ body: String = "{}", _ fields: [(name: String, value: String)] = []) throws -> OutgoingPost {
        OutgoingPost(try #require(OutgoingURL(url)), fields: [("Content-Type", "application/json")] + fields, body: Array(body.utf8))
    }

    private static func fault(_ result: Result<OutgoingAnswer, OutgoingFault>) -> OutgoingFault? {
        if case .failure(let fault) = result { fault } else { nil }
    }

    @Test func `what is sent arrives whole, and the answer comes back`() throws {
        let other = try StandIn { _ in .answer(202, fields: [("Retry-After", "7")], body: "taken") }
        let client = Self.client()
        let body = String(repeating: "价格 ", count: 300_000)
        let answer = try client.send(
            Self.post("http://127.0.0.1:\(other.port)/robot?key=a%20b", body, [("X-One", "1"), ("X-Two", "a\r\nX-Three: 3")])
        ).get()
        #expect(answer.status == 202 && answer.body == Array("taken".utf8) && answer.retryAfter == 7)
        let received = try #require(other.received.first)
        #expect(received.method == "POST" && received.target == "/robot?key=a%20b" && received.text == body)
        #expect(received.field("X-One") == "1" && received.field("Content-Type") == "application/json")
        #expect(received.field("X-Two") == nil && received.field("X-Three") == nil && received.field("Expect") == nil)
        client.stop()
    }

    @Test func `a connection is kept for the next one`() throws {
        let other = try StandIn()
        let client = Self.client()
        for _ in 0..<5 { #expect(try client.send(Self.post("http://127.0.0.1:\(other.port)/")).get().status == 200) }
        #expect(other.connections == 1 && other.received.count == 5)
        client.stop()
    }

    @Test(arguments: [
        "https://127.0.0.1:PORT/", "http://127.0.0.1:PORT/", "http://localhost:PORT/", "https://localhost:PORT/", "http://2130706433:PORT/",
        "http://0x7f.1:PORT/", "http://0177.0.0.1:PORT/", "http://127.1:PORT/", "http://[::ffff:127.0.0.1]:PORT/", "http://0.0.0.0:PORT/",
    ]) func `inwards nothing is connected to, however it is written`(_ pattern: String) throws {
        let other = try StandIn()
        let client = Self.client { $0.allowed = [] }
        let result = client.send(try Self.post(pattern.replacing("PORT", with: "\(other.port)")))
        #expect(Self.fault(result) == .addressRefused)
        #expect(other.connections == 0)
        client.stop()
    }

    @Test func `a redirect is an answer and is not followed`() throws {
        let inner = try StandIn()
        let location = "http://127.0.0.1:\(inner.port)/inner"
        let other = try StandIn { _ in .answer(307, fields: [("Location", location)]) }
        let client = Self.client()
        #expect(try client.send(Self.post("http://127.0.0.1:\(other.port)/")).get().status == 307)
        #expect(inner.connections == 0)
        client.stop()
    }

    @Test func `of an endless answer the beginning is kept`() throws {
        let other = try StandIn { _ in .answer(500, body: String(repeating: "x", count: 3_000_000)) }
        let client = Self.client()
        let answer = try client.send(Self.post("http://127.0.0.1:\(other.port)/")).get()
        #expect(answer.status == 500 && answer.body.count == 16 * 1024)
        client.stop()
    }

    @Test func `who is slow, cuts off or is not there is told apart`() throws {
        let other = try StandIn { request in
            switch request.target {
            case "/cut": .cut
            case "/half": .half
            default: .silence
            }
        }
        let client = Self.client { $0.totalMilliseconds = 300 }
        let address = "http://127.0.0.1:\(other.port)"
        #expect(Self.fault(client.send(try Self.post(address + "/slow"))) == .timedOut)
        #expect(Self.fault(client.send(try Self.post(address + "/cut"))) == .connectionLost)
        #expect(Self.fault(client.send(try Self.post(address + "/half"))) == .connectionLost)
        other.stop()
        #expect(Self.fault(client.send(try Self.post(address + "/gone"))) == .notConnected)
        #expect(Self.fault(client.send(try Self.post("https://nobody.invalid/"))) == .notResolved)
        client.stop()
    }

    @Test func `many go at once, no more than may, and a slow one holds up no other`() throws {
        let running = Mutex((now: 0, most: 0))
        let gate = Gate()
        let other = try StandIn { _ in
            running.withLock { state in
                state.now += 1
                state.most = max(state.most, state.now)
            }
            gate.wait()
            running.withLock { $0.now -= 1 }
            return .answer(200)
        }
        let client = Self.client { $0.atOnce = 4 }
        let done = Mutex(0)
        for number in 0..<10 {
            client.send(try Self.post("http://127.0.0.1:\(other.port)/\(number)")) { result in
                if case .success = result { done.withLock { $0 += 1 } }
            }
        }
        #expect(eventually { running.withLock { $0.now } == 4 })
        gate.open()
        #expect(eventually { done.withLock { $0 } == 10 })
        #expect(running.withLock { $0.most } == 4)
        client.stop()
    }

    @Test func `stopping ends what is under way, and nothing begins any more`() throws {
        let other = try StandIn { _ in .silence }
        let client = Self.client()
        let faults = Mutex<[OutgoingFault?]>([])
        for _ in 0..<3 {
            client.send(try Self.post("http://127.0.0.1:\(other.port)/")) { result in faults.withLock { $0.append(Self.fault(result)) } }
        }
        #expect(eventually { other.received.count == 3 })
        let start = ContinuousClock.now
        client.stop()
        #expect(ContinuousClock.now - start < .seconds(2))
        #expect(faults.withLock { $0 } == [.stopped, .stopped, .stopped])
        #expect(Self.fault(client.send(try Self.post("http://127.0.0.1:\(other.port)/"))) == .stopped)
    }

    @Test func `a certificate that nobody vouches for is refused, one of an authority that is named is not`() throws {
        let files = try Certificates()
        let server = try TestServer(changing: { configuration in
            configuration.tlsCertificate = files.certificate
            configuration.tlsKey = files.key
        })
        let post = try Self.post("https://127.0.0.1:\(server.port)/v1/sessions")
        let stranger = Self.client()
        #expect(Self.fault(stranger.send(post)) == .insecure)
        stranger.stop()
        let client = Self.client { $0.authorities = files.certificate }
        #expect(try client.send(post).get().status == 422)
        #expect(Self.fault(client.send(try Self.post("https://localhost:\(server.port)/"))) == .insecure)
        client.stop()
    }
}
