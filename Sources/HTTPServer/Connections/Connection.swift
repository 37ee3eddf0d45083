// One connection: what it has read, what it owes, what it could not send yet. It does its work in turns, on its loop's thread.

import CLinux
import Glibc
import HTTP

/// A connection; its loop lends itself to every call.
final class Connection {
    /// From reading requests to being closed.
    enum Stage {
        /// Requests are read and answered.
        case open
        /// No more requests are read; what is owed is still sent.
        case finishing
        /// All is sent; the peer may read it and close (RFC 9112 9.6).
        case lingering
        case closed
    }

    /// What the running deadline is for.
    enum Waiting {
        case idle, head, content, answer, sending, lingering
    }

    let descriptor: Int32
    let token: UInt64
    let remoteAddress: String
    /// Whether it counts in the budget; one that is only told 503 does not.
    let isCounted: Bool

    /// What speaks TLS over the socket; nil where nothing does.
    @exclusivity(unchecked) var channel: SecureChannel?
    @exclusivity(unchecked) var stage = Stage.open
    @exclusivity(unchecked) var parser: RequestParser
    @exclusivity(unchecked) var answers = AnswerQueue()
    /// The answer whose content is being made and sent; the owed ones come after it.
    @exclusivity(unchecked) var stream: RunningStream?
    /// The content that is being handed on instead of being held.
    @exclusivity(unchecked) var intake: RunningIntake?
    /// What the socket did not take yet.
    @exclusivity(unchecked) var unsent = ByteBuffer()
    /// Whether a 100 (Continue) is to be sent once the answers before it are.
    @exclusivity(unchecked) var owesContinue = false
    /// Whether the loop has noted it for a turn.
    @exclusivity(unchecked) var isNoted = false

    // What the edges of epoll said, until a call says otherwise.
    @exclusivity(unchecked) var isReadable = false
    @exclusivity(unchecked) var isWritable = true
    @exclusivity(unchecked) var isHalfClosed = false
    /// Whether reading came to the end of the peer's bytes.
    var peerHasFinished = false

    @exclusivity(unchecked) var waiting = Waiting.idle
    /// When `waiting` began. Milliseconds.
    @exclusivity(unchecked) var waitingSince: UInt64
    /// When the loop must look again; `max` for never. Milliseconds.
    @exclusivity(unchecked) var deadline = UInt64.max
    /// The timer in the wheel that counts; `max` for none. Milliseconds.
    @exclusivity(unchecked) var timer = UInt64.max
    /// Input thrown away while lingering. Bytes.
    var discarded = 0

    init(_ socket: AcceptedSocket, _ channel: SecureChannel?, token: UInt64, isCounted: Bool, limits: ServerLimits, now: UInt64) {
        descriptor = socket.descriptor
        self.channel = channel
        self.token = token
        remoteAddress = socket.remoteAddress
        self.isCounted = isCounted
        parser = RequestParser(limits: limits.request, remoteAddress: socket.remoteAddress, asksAboutContent: true)
        waitingSince = now
    }

    /// Notes what epoll said.
    func note(_ event: ReadyEvent) {
        if event.isReadable { isReadable = true }
        if event.isWritable { isWritable = true }
        if event.isHalfClosed { isHalfClosed = true }
        guard let channel else { return }
        if event.isWritable, channel.readingWaitsForRoom { isReadable = true }
        if event.isReadable, channel.writingWaitsForInput { isWritable = true }
    }

    /// One turn: sends, reads, answers as far as it goes without waiting.
    func takeTurn(_ loop: EventLoop) {
        if stage == .lingering { return linger(loop) }
        if isShakingHands, !shakeHands(loop) { return }
        sendReadyAnswers(loop)
        if intake != nil {
            handOn(loop)
            sendReadyAnswers(loop)
        }
        var reads = 0
        while stage == .open, hasRoom(loop) {
            let wasStarved = answerParsed(loop)
            sendReadyAnswers(loop)
            guard stage == .open, hasRoom(loop) else { break }
            guard wasStarved else { continue }
            guard isReadable else { break }
            guard reads < loop.limits.readsPerTurn else {
                loop.giveAnotherTurn(self)
                break
            }
            reads += 1
            receive(loop)
        }
        settle(loop)
    }

    /// Whether it may take more requests; a peer that does not read is not read from, nor one whose answers wait for an earlier one.
    private func hasRoom(_ loop: EventLoop) -> Bool {
        answers.count < loop.limits.pipelinedRequests
            && unsent.count &+ loop.output.count &+ answers.heldBytes < loop.limits.outputBuffer
            && (intake == nil || mayTakeIn(loop))
    }

    /// Handles what the parser has; true when it needs more bytes.
    private func answerParsed(_ loop: EventLoop) -> Bool {
        while stage == .open, hasRoom(loop) {
            switch parser.next() {
            case .needMore:
                if intake != nil { handOn(loop) }
                return true
            case .expectContinue: promiseContinue(loop)
            case .largeContent(let request, let expectsContinue): askAbout(request, expectsContinue, loop)
            case .request(let request):
                if intake == nil { handle(request, loop) } else { endIntake(with: request, loop) }
            case .failure(let error): refuse(intake.refusal(error), loop)
            }
        }
        return false
    }

    /// Reads one portion and feeds it to the parser.
    private func receive(_ loop: EventLoop) {
        do throws(SocketError) {
            guard let count = try receiveBytes(loop.readBuffer) else {
                isReadable = false
                return
            }
            if count == 0 {
                isReadable = false
                peerHasFinished = true
                stage = .finishing
                return
            }
            parser.feed(UnsafeRawBufferPointer(rebasing: loop.readBuffer[..<count]))
            // A short read has emptied the socket: new bytes are a new edge. Only the peer's end must be read for. Of TLS it is one record.
            if count < loop.readBuffer.count, !isHalfClosed, channel == nil { isReadable = false }
        } catch {
            close(loop)
        }
    }

    /// Sends what the loop's output holds for this connection, behind what waits; the rest waits for the socket.
    func send(_ loop: EventLoop) {
        guard stage != .closed else { return }
        if !unsent.isEmpty {
            unsent.append(loop.output.bytes)
            loop.output.removeAll()
            while isWritable, !unsent.isEmpty, let count = sendPortion(unsent.bytes, loop) {
                unsent.removeFirst(count)
                // Who takes a live stream byte by byte is too slow for it.
                if stream?.content.isLive != true { waitingSince = loop.milliseconds }
            }
            if unsent.isEmpty { unsent.removeAll(keeping: 0) }
        } else if !loop.output.isEmpty {
            while isWritable, !loop.output.isEmpty, let count = sendPortion(loop.output.bytes, loop) {
                loop.output.removeFirst(count)
            }
            if !loop.output.isEmpty { unsent.append(loop.output.bytes) }
            loop.output.removeAll(keeping: loop.limits.outputBuffer)
        }
    }

    /// What the socket took; nil when it took nothing or failed.
    private func sendPortion(_ bytes: UnsafeRawBufferPointer, _ loop: EventLoop) -> Int? {
        do throws(SocketError) {
            let count = try sendBytes(bytes)
            if count == nil { isWritable = false }
            return count
        } catch {
            close(loop)
            return nil
        }
    }
}
