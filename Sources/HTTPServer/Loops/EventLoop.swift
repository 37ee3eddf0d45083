// One event loop: a thread with its own epoll, connections, timers and buffers; it shares nothing with the others while it serves.

import Glibc
import HTTP

/// The loop; made on its own thread and used from no other.
///
/// The run-time checks of exclusive access took two fifths of a request's user time (measured: 1.8 µs, 1.05 µs without), so what
/// every request touches is declared without them, here and in `Connection`: one thread uses it, and no two calls hold the same property.
final class EventLoop {
    let limits: ServerLimits
    let mailbox: Mailbox
    let handler: any RequestHandler
    @exclusivity(unchecked) var serializer = ResponseSerializer()
    @exclusivity(unchecked) var coder = AnswerCoder()
    /// What the connection whose turn it is will send.
    @exclusivity(unchecked) var output = ByteBuffer()
    /// Where every connection's bytes are read to first.
    let readBuffer: UnsafeMutableRawBufferPointer
    @exclusivity(unchecked) var timers: TimerWheel
    /// Whether a request was handled or refused since the batch began.
    @exclusivity(unchecked) var hasHandled = false
    @exclusivity(unchecked) private(set) var isStopping = false
    /// The clock as this wake, or the last answer, read it.
    @exclusivity(unchecked) private(set) var nanoseconds: UInt64

    private let shared: ServerState
    private let wakes: WakeCounter
    private let epoll: Epoll
    private let listeners: [Listener]
    @exclusivity(unchecked) private var table = ConnectionTable()
    @exclusivity(unchecked) private var again: [Connection] = []
    /// When the handler wants to go on beside requests. Milliseconds from the end of the round.
    @exclusivity(unchecked) private var besideWait: Int32?
    private var isAcceptingPaused = false
    private var refusedCount = 0

    /// Tokens that are no connection's: a connection's generation never gets there.
    private static let mailboxToken = UInt64.max
    private static let acceptTimerToken = UInt64.max - 1
    private static let firstListenerToken = UInt64.max - 1024

    init(_ shared: ServerState, listeners: [Listener], mailbox: Mailbox, wakes: WakeCounter, handler: any RequestHandler)
        throws(SocketError)
    {
        self.shared = shared
        self.wakes = wakes
        self.listeners = listeners
        self.mailbox = mailbox
        self.handler = handler
        limits = shared.configuration.limits
        nanoseconds = shared.configuration.clock()
        timers = TimerWheel(now: nanoseconds / 1_000_000)
        readBuffer = .allocate(byteCount: max(limits.readBuffer, 1024), alignment: 4096)
        epoll = try Epoll(eventsPerWake: max(limits.eventsPerWake, 1))
        try epoll.addSource(mailbox.descriptor, token: Self.mailboxToken)
        try watchListeners()
    }

    deinit {
        readBuffer.deallocate()
    }

    /// The time of this wake, in milliseconds.
    var milliseconds: UInt64 { nanoseconds / 1_000_000 }

    /// Reads the clock anew.
    func readClock() -> UInt64 {
        nanoseconds = shared.configuration.clock()
        return nanoseconds
    }

    /// Serves until the server stops and the last connection is done, or its time to stop is over.
    func run() {
        while true {
            let count = waitForEvents()
            wakes.add()
            _ = readClock()
            serializer.setTime(secondsSince1970: shared.configuration.wallClock())
            for index in 0..<count { dispatch(epoll[index]) }
            giveOtherTurns()
            fireTimers()
            endBatch()
            besideWait = handler.workBeside()
            if shared.isStopping, !isStopping { beginStopping() }
            if isStopping, table.isEmpty || shared.isStopOverdue { break }
        }
        for connection in table.all { connection.close(self) }
        endBatch()
    }

    private func waitForEvents() -> Int {
        do throws(SocketError) {
            return try epoll.wait(milliseconds: waitMilliseconds())
        } catch {
            // Only a broken descriptor gets here, which is a fault of ours.
            preconditionFailure("\(error)")
        }
    }

    private func waitMilliseconds() -> Int32 {
        if !again.isEmpty { return 0 }
        var wait = Int32.max
        if let next = timers.nextTime { wait = Int32(clamping: next > milliseconds ? next - milliseconds : 0) }
        if let besideWait { wait = min(wait, max(besideWait, 0)) }
        if isStopping { wait = min(wait, shared.millisecondsToStop) }
        return wait == .max ? -1 : wait
    }

    private func dispatch(_ event: ReadyEvent) {
        if event.token == Self.mailboxToken { return takeMail() }
        if event.token >= Self.firstListenerToken { return acceptAll(listeners[Int(event.token - Self.firstListenerToken)]) }
        guard let connection = table[event.token] else { return }
        if event.isFailed { return connection.close(self) }
        connection.note(event)
        connection.takeTurn(self)
    }

    /// A wake without a letter ends a batch as well: the handler is to hand over what it has gathered.
    private func takeMail() {
        let letters = mailbox.take()
        if letters.isEmpty, !shared.isStopping { hasHandled = true }
        deliver(letters)
    }

    /// Puts all answers in their places first, so that those of one connection are sent together.
    private func deliver(_ letters: [Letter]) {
        var touched: [Connection] = []
        for letter in letters {
            guard let connection = table[letter.connection] else { continue }
            switch letter.content {
            case .answer(let response, let sequence): connection.answers.fulfil(sequence, response)
            case .portion(let portion): connection.take(portion)
            case .taken(let outcome): connection.intake?.note(outcome, at: milliseconds)
            }
            if !connection.isNoted {
                connection.isNoted = true
                touched.append(connection)
            }
        }
        for connection in touched {
            connection.isNoted = false
            if connection.stage != .closed { connection.takeTurn(self) }
        }
    }

    /// Lets a connection that has more to read go on after the others.
    func giveAnotherTurn(_ connection: Connection) {
        again.append(connection)
    }

    private func giveOtherTurns() {
        let connections = again
        again.removeAll(keepingCapacity: true)
        for connection in connections where connection.stage != .closed { connection.takeTurn(self) }
    }

    private func fireTimers() {
        for timer in timers.advance(to: milliseconds) {
            if timer.token == Self.acceptTimerToken {
                resumeAccepting()
            } else {
                table[timer.token]?.timerFired(at: timer.time, self)
            }
        }
    }

    private func endBatch() {
        guard hasHandled else { return }
        hasHandled = false
        handler.batchDidEnd()
    }

    /// Forgets a connection that closes.
    func remove(_ connection: Connection) {
        table.remove(connection)
        if connection.isCounted { shared.budget.release(connection.remoteAddress) } else { refusedCount -= 1 }
    }
}

// MARK: - Accepting

extension EventLoop {
    private func watchListeners() throws(SocketError) {
        for (index, listener) in listeners.enumerated() {
            try epoll.addSource(listener.descriptor, token: Self.firstListenerToken + UInt64(index))
        }
    }

    private func acceptAll(_ listener: Listener) {
        guard !isStopping else { return }
        for _ in 0..<limits.acceptsPerTurn {
            do throws(SocketError) {
                guard let socket = try Socket.accept(listener.descriptor) else { return }
                admit(socket, from: listener)
            } catch {
                if isOutOfResources(error.code) { return pauseAccepting() }
                // Otherwise it concerns that one connection, gone before it was accepted (accept(2)): the next may be well.
            }
        }
    }

    private func isOutOfResources(_ code: Int32) -> Bool {
        code == EMFILE || code == ENFILE || code == ENOBUFS || code == ENOMEM
    }

    /// Lets new connections wait in the backlog: a listener that stays ready would wake the loop without end.
    private func pauseAccepting() {
        guard !isAcceptingPaused else { return }
        isAcceptingPaused = true
        for listener in listeners { epoll.remove(listener.descriptor) }
        timers.add(Self.acceptTimerToken, at: milliseconds + limits.acceptPause)
    }

    private func resumeAccepting() {
        guard isAcceptingPaused, !isStopping else { return }
        isAcceptingPaused = false
        do throws(SocketError) {
            try watchListeners()
        } catch {
            pauseAccepting()
        }
    }

    private func admit(_ socket: AcceptedSocket, from listener: Listener) {
        let isAdmitted = shared.budget.admit(socket.remoteAddress)
        guard isAdmitted || refusedCount < limits.refusedConnections else { return Socket.close(socket.descriptor) }
        let channel = listener.certificate?.channel(over: socket.descriptor)
        let connection = table.add { token in
            Connection(socket, channel, token: token, isCounted: isAdmitted, limits: limits, now: milliseconds)
        }
        if !isAdmitted { refusedCount += 1 }
        // Only for lack of memory is there none where there should be one.
        if channel == nil, listener.certificate != nil { return connection.close(self) }
        do throws(SocketError) {
            try epoll.addConnection(socket.descriptor, token: connection.token)
        } catch {
            return connection.close(self)
        }
        if !isAdmitted { connection.refuse(.tooManyConnections, self) }
        connection.takeTurn(self)
    }

    /// Takes what waits to be accepted, stops listening, and lets every connection end.
    private func beginStopping() {
        for listener in listeners { acceptAll(listener) }
        for listener in listeners {
            epoll.remove(listener.descriptor)
            Socket.finishListening(listener.descriptor)
        }
        isStopping = true
        for connection in table.all where connection.stage != .closed { connection.stop(self) }
        endBatch()
    }
}
