// The end of a connection: deadlines, the lingering close, and what stopping does to it.

import Glibc
import HTTP

extension Connection {
    /// Ends a turn: closes what is done, or sets the deadline of what it waits for.
    func settle(_ loop: EventLoop) {
        if stage == .finishing, answers.isEmpty, stream == nil, unsent.isEmpty, intake?.last == nil {
            channel?.finishSending()
            if peerHasFinished { return close(loop) }
            Socket.finishSending(descriptor)
            stage = .lingering
            return linger(loop)
        }
        setDeadline(loop)
    }

    /// Throws away what the peer still sends, so that closing does not destroy the last answer on its way.
    func linger(_ loop: EventLoop) {
        while isReadable, discarded < loop.limits.lingerBytes {
            do throws(SocketError) {
                guard let count = try Socket.receive(descriptor, loop.readBuffer) else {
                    isReadable = false
                    break
                }
                if count == 0 { return close(loop) }
                discarded += count
            } catch {
                return close(loop)
            }
        }
        // A server that stops does not wait for peers that have all their answers and send nothing.
        if loop.isStopping || discarded >= loop.limits.lingerBytes { return close(loop) }
        setDeadline(loop)
    }

    /// Closes at once; answers that are still being made find nobody.
    func close(_ loop: EventLoop) {
        guard stage != .closed else { return }
        stage = .closed
        endStream(loop)
        intake = nil
        loop.output.removeAll()
        loop.remove(self)
        Socket.close(descriptor)
    }

    /// Called when the loop stops: ends at once when idle, or with the last answer that is owed.
    func stop(_ loop: EventLoop) {
        // Content of any length has no end that could be waited for.
        if let content = stream?.content { return content.isLive ? endLiveStream(loop) : breakStream(loop) }
        // What the peer sent before it could know is still read and answered.
        isReadable = true
        takeTurn(loop)
        guard stage == .open else { return }
        if parser.isReadingContent || intake != nil { return }
        if answers.isEmpty, unsent.isEmpty {
            channel?.finishSending()
            return close(loop)
        }
        stage = .finishing
        settle(loop)
    }

    /// Called when a timer fires that was set for this connection.
    func timerFired(at time: UInt64, _ loop: EventLoop) {
        guard time == timer else { return }
        timer = .max
        guard deadline <= loop.milliseconds else { return schedule(loop) }
        switch waiting {
        case .head where isShakingHands:
            close(loop)
        case .content where intake?.isBusy == true:
            // It is the disk that is slow: the peer gets the time back when the portion is taken.
            deadline = loop.milliseconds &+ loop.limits.bodyTime
            schedule(loop)
        case .head, .content:
            refuse(.requestTimeout, loop)
            sendReadyAnswers(loop)
            settle(loop)
        case .answer:
            break
        case .idle:
            channel?.finishSending()
            close(loop)
        case .sending, .lingering:
            close(loop)
        }
    }

    private func setDeadline(_ loop: EventLoop) {
        guard stage != .closed else { return }
        let limits = loop.limits
        switch currentlyWaiting() {
        case .idle: wait(.idle, from: loop.milliseconds, for: limits.idleTime, loop)
        case .head: wait(.head, for: limits.headTime, loop)
        case .content:
            let earned = UInt64(parser.contentBytes / max(limits.leastBodyRate, 1)) * 1000
            wait(.content, for: limits.bodyTime + earned + (intake?.busyTime ?? 0), loop)
        case .sending: wait(.sending, for: limits.writeTime, loop)
        case .lingering: wait(.lingering, for: limits.lingerTime, loop)
        case .answer:
            waiting = .answer
            deadline = .max
        }
    }

    private func currentlyWaiting() -> Waiting {
        if stage == .lingering { return .lingering }
        // The handshake has the time of a head, and what waits behind it has none of its own.
        if isShakingHands { return .head }
        if !unsent.isEmpty { return .sending }
        if !answers.isEmpty || stream != nil || intake?.last != nil { return .answer }
        if parser.isReadingContent { return .content }
        return parser.isIdle ? .idle : .head
    }

    private func wait(_ what: Waiting, from start: UInt64? = nil, for duration: UInt64, _ loop: EventLoop) {
        if let start {
            waitingSince = start
        } else if waiting != what {
            waitingSince = loop.milliseconds
        }
        waiting = what
        deadline = waitingSince &+ duration
        schedule(loop)
    }

    /// Adds a timer only when none fires early enough: on a busy connection the deadline moves and the timer stays.
    private func schedule(_ loop: EventLoop) {
        let time = min(deadline, loop.milliseconds &+ TimerWheel.farthest)
        guard time < timer, deadline != .max else { return }
        timer = time
        loop.timers.add(token, at: time)
    }
}
