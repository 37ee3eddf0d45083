// Content that is too much to be held: handed on portion by portion, and not read faster than it is taken.

import HTTP

/// Content on its way from a connection to what takes it.
struct RunningIntake {
    let sink: any ContentSink
    /// What it may have in all. Bytes.
    let limit: Int
    /// When the portion was handed over that is being taken; nil where none is. Milliseconds.
    private(set) var busySince: UInt64?
    /// How long portions were being taken, which is not the peer's fault. Milliseconds.
    private(set) var busyTime: UInt64 = 0
    /// Why the content cannot be kept.
    private(set) var refusal: ServerRefusal?
    /// The complete request with the last portion, while that waits to be taken.
    var last: HTTPRequest?

    init(_ sink: any ContentSink, limit: Int) {
        self.sink = sink
        self.limit = limit
    }

    var isBusy: Bool { busySince != nil }

    mutating func begin(at time: UInt64) {
        busySince = time
    }

    /// Notes what became of the portion.
    mutating func note(_ outcome: SinkOutcome, at time: UInt64) {
        if let busySince { busyTime &+= time &- busySince }
        busySince = nil
        switch outcome {
        case .taken: break
        case .full: refusal = .noRoom
        case .failed: refusal = .notKept
        }
    }
}

extension RunningIntake? {
    /// What is refused for its size is told the size that was admitted.
    func refusal(_ error: HTTPParseError) -> ServerRefusal {
        guard let self, error.reason == .contentTooLarge else { return .malformed(error) }
        return .contentOver(limit: self.limit)
    }
}

extension Connection {
    /// Asks the handler what becomes of content that is more than is held.
    func askAbout(_ request: HTTPRequest, _ expectsContinue: Bool, _ loop: EventLoop) {
        loop.hasHandled = true
        switch loop.handler.admit(request) {
        case .none: parser.refuseLargeContent()
        case .sink(let sink, let limit):
            intake = RunningIntake(sink, limit: limit)
            parser.admitContent(upTo: limit)
        case .refused(let response):
            stage = .finishing
            answers.append(OwedAnswer(request: request, startedAt: loop.nanoseconds, response: response))
            return
        }
        if expectsContinue, !parser.hasFailed { promiseContinue(loop) }
    }

    /// Whether more content may be read before a portion was taken.
    func mayTakeIn(_ loop: EventLoop) -> Bool {
        guard let intake, intake.last == nil else { return intake == nil }
        return !intake.isBusy || parser.heldContentBytes < loop.limits.contentPortion
    }

    /// Hands on what makes a portion, or the last one; the request is handled when all of it was taken.
    func handOn(_ loop: EventLoop) {
        guard let intake, !intake.isBusy, stage == .open || intake.last != nil else { return }
        if let refusal = intake.refusal {
            self.intake = nil
            return refuse(refusal, loop)
        }
        guard let request = intake.last else {
            guard parser.heldContentBytes >= loop.limits.contentPortion else { return }
            return handOn(parser.takePortion(), loop)
        }
        guard request.body.isEmpty else {
            self.intake?.last = request.received(by: intake.sink)
            return handOn(request.body, loop)
        }
        self.intake = nil
        handle(request.received(by: intake.sink), loop)
    }

    /// Takes the request whose last portion has come.
    func endIntake(with request: HTTPRequest, _ loop: EventLoop) {
        intake?.last = request
        handOn(loop)
    }

    private func handOn(_ bytes: [UInt8], _ loop: EventLoop) {
        intake?.begin(at: loop.milliseconds)
        let (mailbox, token) = (loop.mailbox, token)
        intake?.sink.take(bytes) { outcome in mailbox.post([Letter(connection: token, content: .taken(outcome))]) }
    }
}
