// The server: opens the listeners, runs one event loop per core, stops them gracefully.

import Dispatch
import Glibc
import Synchronization

/// How a server listens and runs.
package struct ServerConfiguration: Sendable {
    /// Where to listen.
    package var addresses: [ListenAddress]
    /// The number of event loops; by default one per core.
    package var loops: Int
    /// Who may connect to a Unix socket, as the mode of its file.
    package var socketMode: UInt32 = 0o600
    /// What connections by TCP are secured with; nil for plain HTTP.
    package var certificate: ServerCertificate?
    /// The limits.
    package var limits = ServerLimits()
    /// Nanoseconds of a clock that never goes back: deadlines and durations.
    package var clock: @Sendable () -> UInt64 = MonotonicClock.nanoseconds
    /// Seconds since 1970-01-01T00:00:00Z: the Date field.
    package var wallClock: @Sendable () -> Int64 = MonotonicClock.secondsSince1970

    /// A configuration with the defaults.
    package init(addresses: [ListenAddress], loops: Int? = nil) {
        self.addresses = addresses
        self.loops = loops ?? max(1, Int(sysconf(Int32(_SC_NPROCESSORS_ONLN))))
    }
}

/// An HTTP/1.1 server on event loops of its own.
package final class HTTPServer: Sendable {
    /// Makes the handler of one loop, on the loop's thread; given the loop's number.
    package typealias HandlerFactory = @Sendable (_ loop: Int) throws -> any RequestHandler

    private struct Running {
        var listeners: [Listeners] = []
        var mailboxes: [Mailbox] = []
        var wakes: [WakeCounter] = []
        var threads: [LoopThread] = []
    }

    private let state: ServerState
    private let makeHandler: HandlerFactory
    private let running = Mutex(Running())

    /// A server that has not started.
    package init(_ configuration: ServerConfiguration, makeHandler: @escaping HandlerFactory) {
        state = ServerState(configuration)
        self.makeHandler = makeHandler
    }

    /// Connections that are open now.
    package var connectionCount: Int { state.budget.current }

    /// How often the loops went to work since the start; not much more often than there was something to do.
    package var wakeCount: Int { running.withLock { $0.wakes }.reduce(0) { $0 &+ $1.value } }

    /// Listens and serves; gives the addresses with their real ports once every loop accepts. To be called once.
    ///
    /// Throws `SocketError` when an address cannot be had, and what the handler factory throws.
    package func start() throws -> [ListenAddress] {
        state.configuration.limits.raiseDescriptorLimit()
        do {
            let listeners = try openListeners()
            try startLoops(listeners)
            return listeners.map(\.address)
        } catch {
            stop(within: 0)
            throw error
        }
    }

    /// Stops accepting, lets what runs finish within the time, in seconds, then ends the loops. Never called from a loop's thread.
    ///
    /// When it returns, all threads have ended and all connections are closed. Answers that come later are dropped.
    package func stop(within seconds: Double) {
        state.stop(within: UInt64(max(0, min(seconds, 3600)) * 1000))
        wake()
        let ended = running.withLock { running in
            defer { running = Running() }
            return running
        }
        for thread in ended.threads { thread.join() }
        for listener in ended.listeners { listener.close() }
    }

    /// Wakes the loops, so that they look at a clock that was moved, and idle ones hand over what their handlers have gathered.
    package func wake() {
        for mailbox in running.withLock({ $0.mailboxes }) { mailbox.wake() }
    }

    private func openListeners() throws(SocketError) -> [Listeners] {
        let configuration = state.configuration
        for address in configuration.addresses {
            let listeners = try Listeners.open(address, configuration)
            running.withLock { $0.listeners.append(listeners) }
        }
        return running.withLock { $0.listeners }
    }

    private func startLoops(_ listeners: [Listeners]) throws {
        let started = DispatchSemaphore(value: 0)
        let failures = FailureList()
        for index in 0..<max(1, state.configuration.loops) {
            let mailbox = try Mailbox()
            let wakes = WakeCounter()
            let sockets = listeners.map { $0.listener(of: index, state.configuration.certificate) }
            let thread = try LoopThread("http-loop-\(index)") { [state, makeHandler] in
                do {
                    let loop = try EventLoop(
                        state, listeners: sockets, mailbox: mailbox, wakes: wakes, handler: try makeHandler(index))
                    started.signal()
                    loop.run()
                } catch {
                    failures.add(error)
                    started.signal()
                }
            }
            running.withLock { running in
                running.mailboxes.append(mailbox)
                running.wakes.append(wakes)
                running.threads.append(thread)
            }
        }
        for _ in 0..<max(1, state.configuration.loops) { started.wait() }
        if let failure = failures.first { throw failure }
    }
}

/// The failures of loops that could not begin.
private final class FailureList: Sendable {
    private let errors = Mutex<[any Error]>([])

    var first: (any Error)? { errors.withLock { $0.first } }

    func add(_ error: any Error) {
        errors.withLock { $0.append(error) }
    }
}
