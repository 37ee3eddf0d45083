// An answer whose content is made while the peer takes it: asked for portion by portion, one at a time.

import HTTP

/// An answer of which the head is written and the content is not.
struct RunningStream {
    let content: any ContentStream
    let request: HTTPRequest?
    let response: HTTPResponse
    let startedAt: UInt64
    /// Whether each portion is a chunk; else the end of the connection is the end of the content.
    let isChunked: Bool
    /// What was written so far, the head included. Bytes.
    var bytes: Int
    /// Whether a portion was asked for and has not come.
    var isAwaited = false
    /// The portion that has come and is not written.
    var portion: ContentPortion?
}

extension Connection {
    /// Keeps a portion until the connection has its turn.
    func take(_ portion: ContentPortion) {
        guard stream?.isAwaited == true else { return }
        stream?.isAwaited = false
        stream?.portion = portion
    }

    /// Writes the portion that has come.
    func writePortion(_ loop: EventLoop) {
        guard let portion = stream?.portion else { return }
        stream?.portion = nil
        switch portion {
        case .more(let bytes): write(bytes, isLast: false, loop)
        case .last(let bytes):
            write(bytes, isLast: true, loop)
            endStream(loop)
        case .failed: breakStream(loop)
        }
    }

    /// Asks for the next portion, where there is room for it: a peer that does not read has none made.
    func askForPortion(_ loop: EventLoop) {
        guard stage != .closed, let stream, !stream.isAwaited, stream.portion == nil else { return }
        guard stream.content.isLive ? unsent.isEmpty : hasOutputRoom(loop) else { return }
        self.stream?.isAwaited = true
        let (mailbox, token) = (loop.mailbox, token)
        stream.content.makeNext { portion in mailbox.post([Letter(connection: token, content: .portion(portion))]) }
    }

    /// Ends a live stream in order, where it is.
    func endLiveStream(_ loop: EventLoop) {
        stage = .finishing
        answers.removeAll()
        stream?.isAwaited = false
        stream?.portion = .last([])
        sendReadyAnswers(loop)
        if stage != .closed { settle(loop) }
    }

    /// Ends in the middle, so that the peer cannot take what it has for the whole.
    func breakStream(_ loop: EventLoop) {
        // Without chunks an orderly end would mean that nothing is missing.
        if stream?.isChunked == false { Socket.resetOnClose(descriptor) }
        close(loop)
    }

    /// Tells the log how far the answer came.
    func endStream(_ loop: EventLoop) {
        guard let stream else { return }
        self.stream = nil
        noteAnswer(stream.response, to: stream.request, bytes: stream.bytes, startedAt: stream.startedAt, loop)
    }

    private func write(_ bytes: [UInt8], isLast: Bool, _ loop: EventLoop) {
        guard let isChunked = stream?.isChunked else { return }
        let before = loop.output.count
        if isChunked {
            loop.serializer.writeChunk(bytes, isLast: isLast, to: &loop.output)
        } else {
            loop.output.append(bytes)
        }
        stream?.bytes += loop.output.count - before
    }
}
