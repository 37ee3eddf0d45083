// A server with a handler, a clock and limits that a test holds in its hand.

import Dispatch
import Glibc
import HTTP
import HTTPServer
import Synchronization
import Testing

/// A clock that only a test moves.
final class ManualClock: Sendable {
    private let now = Atomic<UInt64>(1_000_000_000_000)

    var nanoseconds: UInt64 { now.load(ordering: .acquiring) }

    func move(milliseconds: UInt64) {
        now.wrappingAdd(milliseconds * 1_000_000, ordering: .acquiringAndReleasing)
    }
}

/// A request that did not reach the handler.
struct NeverHandled: Error {
    let path: String
}

/// What handlers did, and the exchanges that wait for an answer.
final class Journal: Sendable {
    private let lines = Mutex<[String]>([])
    private let held = Mutex<[String: Exchange]>([:])
    private let tells = Mutex<[@Sendable (SinkOutcome) -> Void]>([])
    private let entries = Mutex<[AccessEntry]>([])

    func hold(_ tell: @escaping @Sendable (SinkOutcome) -> Void) { tells.withLock { $0.append(tell) } }

    /// Lets the sinks go on that were held.
    func letGo() {
        let waiting = tells.withLock { tells in
            defer { tells = [] }
            return tells
        }
        for tell in waiting { tell(.taken) }
    }

    func note(_ line: String) { lines.withLock { $0.append(line) } }
    func note(_ entry: AccessEntry) { entries.withLock { $0.append(entry) } }
    func hold(_ path: String, _ exchange: Exchange) { held.withLock { $0[path] = exchange } }

    var all: [String] { lines.withLock { $0 } }
    var accessEntries: [AccessEntry] { entries.withLock { $0 } }
    var handledCount: Int { all.filter { $0.hasPrefix("/") }.count }

    /// The exchange of a request to that path, once it was handled; one that is not within 20 seconds is an error, so that no test hangs.
    func exchange(_ path: String) throws -> Exchange {
        let deadline = ContinuousClock.now + .seconds(20)
        while true {
            if let exchange = held.withLock({ $0[path] }) { return exchange }
            guard ContinuousClock.now < deadline else { throw NeverHandled(path: path) }
            sched_yield()
        }
    }
}

/// "/now…" is answered at once, "/later…" when the test does, "/echo" with its content, "/big" with 64 KiB.
final class TestHandler: RequestHandler {
    let journal: Journal

    init(_ journal: Journal) {
        self.journal = journal
    }

    func handle(_ request: HTTPRequest, _ exchange: Exchange) -> HTTPResponse? {
        let path = request.path
        journal.note(path)
        if path.hasPrefix("/later") {
            journal.hold(path, exchange)
            return nil
        }
        if path.hasPrefix("/stream") { return HTTPResponse(.ok, stream: CountedStream(path, journal)) }
        if let sink = request.receiver as? TestSink {
            return HTTPResponse(.ok, body: Array("\(sink.count) taken, \(request.body.count) held, \(sink.sum)".utf8))
        }
        switch path {
        case "/echo": return HTTPResponse(.ok, body: request.body)
        case "/big": return HTTPResponse(.ok, body: [UInt8](repeating: 120, count: 65536))
        case "/close": return HTTPResponse(.ok, closesConnection: true)
        default: return HTTPResponse(.ok, body: Array(path.utf8), note: "noted")
        }
    }

    /// "/upload/LIMIT" takes so many bytes, "/upload/full…" and "/upload/failed…" none, "/upload/held" when the test lets it,
    /// "/upload/direct" at once, "/upload/forbidden" is refused.
    func admit(_ request: HTTPRequest) -> ContentAdmission {
        let words = request.path.split(separator: "/")
        guard words.first == "upload", words.count == 2 else { return .none }
        journal.note("ask \(request.path)")
        if words[1] == "forbidden" { return .refused(HTTPResponse(HTTPStatus(403), body: Array("forbidden".utf8))) }
        let outcome: SinkOutcome = words[1] == "full" ? .full : words[1] == "failed" ? .failed : .taken
        let sink = TestSink(outcome, journal, isHeld: words[1] == "held", isDirect: words[1] == "direct")
        return .sink(sink, limit: Int(words[1]) ?? 10_000_000)
    }

    func refuse(_ refusal: ServerRefusal, acceptLanguage: String?) -> HTTPResponse {
        HTTPResponse(refusal.status, body: Array((refusal.code + (acceptLanguage.map { " " + $0 } ?? "")).utf8))
    }

    func batchDidEnd() { journal.note("end") }
    func didAnswer(_ entry: AccessEntry) { journal.note(entry) }
}

/// Counts what it takes; each portion is noted, and with its end, the sink's.
final class TestSink: ContentSink {
    private let outcome: SinkOutcome
    private let journal: Journal
    private let isHeld: Bool
    private let isDirect: Bool
    private let state = Mutex((count: 0, sum: UInt64(0)))
    private let queue = DispatchQueue(label: "test.sink")

    init(_ outcome: SinkOutcome, _ journal: Journal, isHeld: Bool, isDirect: Bool) {
        self.isDirect = isDirect
        self.outcome = outcome
        self.journal = journal
        self.isHeld = isHeld
    }

    deinit { journal.note("sink gone") }

    var count: Int { state.withLock { $0.count } }
    /// A sum in which order counts.
    var sum: UInt64 { state.withLock { $0.sum } }

    func take(_ bytes: [UInt8], _ tell: @escaping @Sendable (SinkOutcome) -> Void) {
        journal.note("taken \(bytes.count)")
        state.withLock { $0 = ($0.count + bytes.count, TestSink.sum(bytes, after: $0.sum)) }
        if isHeld { return journal.hold(tell) }
        if isDirect { return tell(outcome) }
        // On another thread, as a disk does.
        queue.async { [outcome] in tell(outcome) }
    }

    static func sum(_ bytes: some Sequence<UInt8>, after sum: UInt64 = 0) -> UInt64 {
        bytes.reduce(sum) { $0 &* 31 &+ UInt64($1) }
    }
}

/// Content of as many portions as the path says, such as "/stream/3"; "/stream/3/fail" ends with a failure.
final class CountedStream: ContentStream {
    private let portions: Int
    private let fails: Bool
    private let journal: Journal
    private let made = Atomic<Int>(0)

    init(_ path: String, _ journal: Journal) {
        let words = path.split(separator: "/")
        portions = words.count > 1 ? Int(words[1]) ?? 0 : 0
        fails = words.last == "fail"
        self.journal = journal
    }

    func makeNext(_ deliver: @escaping @Sendable (ContentPortion) -> Void) {
        let number = made.wrappingAdd(1, ordering: .relaxed).newValue
        journal.note("portion")
        let bytes = portions > 100 ? [UInt8](repeating: 120, count: 65536) : Array("p\(number)".utf8)
        deliver(number < portions ? .more(bytes) : fails ? .failed : .last(bytes))
    }
}

/// A running server of one loop on a free port.
final class TestServer {
    let server: HTTPServer
    let address: ListenAddress
    let journal = Journal()
    let clock = ManualClock()
    private let isSecure: Bool

    init(
        _ text: String = "127.0.0.1:0", loops: Int = 1, certificate: ServerCertificate? = nil,
        _ change: (inout ServerLimits) -> Void = { _ in }
    ) throws {
        var configuration = ServerConfiguration(addresses: [try #require(ListenAddress(text))], loops: loops)
        change(&configuration.limits)
        configuration.certificate = certificate
        isSecure = certificate != nil
        configuration.clock = { [clock] in clock.nanoseconds }
        configuration.wallClock = { 784_111_777 }
        server = HTTPServer(configuration) { [journal] _ in TestHandler(journal) }
        address = try #require(try server.start().first)
    }

    deinit {
        server.stop(within: 0)
    }

    func client() throws -> TestClient {
        try TestClient(address, of: self, tls: isSecure ? TLSSession.Settings() : nil)
    }

    /// Returns when the loop has seen everything that was sent before: events come in the order in which they happened.
    func settle() throws {
        let client = try client()
        for _ in 0..<3 {
            try client.get("/now")
            _ = try client.answer()
        }
    }

    func moveClock(milliseconds: UInt64) {
        clock.move(milliseconds: milliseconds)
        server.wake()
    }
}
