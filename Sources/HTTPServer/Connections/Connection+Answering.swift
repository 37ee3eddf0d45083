// From a request to its answer in the output, in the order of the requests.

import HTTP

extension Connection {
    /// Hands a request to the handler and writes its answer, or remembers that one is owed.
    func handle(_ request: HTTPRequest, _ loop: EventLoop) {
        waiting = .idle
        if !request.keepsAlive { stage = .finishing }
        let startedAt = loop.nanoseconds
        let exchange = Exchange(mailbox: loop.mailbox, connection: token, sequence: answers.nextSequence)
        loop.hasHandled = true
        let response = loop.handler.handle(request, exchange)
        if let response, answers.isEmpty, stream == nil {
            answers.skip()
            write(response, to: request, startedAt: startedAt, loop)
        } else {
            answers.append(OwedAnswer(request: request, startedAt: startedAt, response: response))
        }
    }

    /// Refuses what the peer does; nothing more is read from it.
    func refuse(_ refusal: ServerRefusal, _ loop: EventLoop) {
        stage = .finishing
        intake = nil
        loop.hasHandled = true
        let response = loop.handler.refuse(refusal, acceptLanguage: parser.acceptLanguage)
        answers.append(OwedAnswer(request: nil, startedAt: loop.nanoseconds, response: response))
    }

    /// Writes and sends the owed answers that are ready and have none before them, as far as the peer takes them.
    ///
    /// Where ready answers are left, the socket is full: its next edge brings the turn that goes on.
    func sendReadyAnswers(_ loop: EventLoop) {
        guard hasSomethingToSend(loop) else { return }
        repeat {
            writePortion(loop)
            writeReadyAnswers(loop)
            send(loop)
        } while stage != .closed && stream == nil && answers.isReady && hasOutputRoom(loop)
        askForPortion(loop)
    }

    /// A turn asks several times, and mostly there is nothing.
    private func hasSomethingToSend(_ loop: EventLoop) -> Bool {
        !loop.output.isEmpty || !unsent.isEmpty || answers.isReady || stream != nil || owesContinue
    }

    /// Whether more may be put behind what the peer has not taken yet.
    func hasOutputRoom(_ loop: EventLoop) -> Bool {
        unsent.count &+ loop.output.count < loop.limits.outputBuffer
    }

    /// Answers that are ready stay as they are, their content perhaps shared, until there is room for their bytes.
    private func writeReadyAnswers(_ loop: EventLoop) {
        while stage != .closed, stream == nil, hasOutputRoom(loop), let answer = answers.takeReady() {
            guard let response = answer.response else { return }
            write(response, to: answer.request, startedAt: answer.startedAt, loop)
        }
        if owesContinue, answers.isEmpty, stage == .open { promiseContinue(loop) }
    }

    /// Asks for the content, once the answers before it are written (RFC 9110 10.1.1).
    func promiseContinue(_ loop: EventLoop) {
        owesContinue = !answers.isEmpty || stream != nil
        if !owesContinue { loop.output.append(ResponseSerializer.continueLines) }
    }

    private func write(_ response: HTTPResponse, to request: HTTPRequest?, startedAt: UInt64, _ loop: EventLoop) {
        var response = response
        if let request { loop.coder.code(&response, for: request) }
        let isLast = answers.isEmpty && (stage == .finishing || loop.isStopping)
        let content = request?.method == .head || !response.status.allowsContent ? nil : response.stream
        // Content of any length would keep the server from stopping.
        if content != nil, loop.isStopping { return close(loop) }
        let isUnframed = content != nil && content?.byteCount == nil && request?.version == .http10
        let closes = isLast || response.closesConnection || request?.keepsAlive != true || isUnframed
        let form = ResponseSerializer.Form(headOnly: request?.method == .head, closes: closes, version: request?.version ?? .http11)
        let before = loop.output.count
        loop.serializer.write(response, as: form, to: &loop.output)
        if closes {
            stage = .finishing
            answers.removeAll()
        }
        let bytes = loop.output.count - before
        if let content {
            // What waits in the system's memory is not seen here, and there may be many such streams.
            if content.isLive { Socket.limitSendBuffer(descriptor, bytes: loop.limits.liveBuffer) }
            stream = RunningStream(
                content: content, request: request, response: response, startedAt: startedAt,
                isChunked: !isUnframed && content.byteCount == nil,
                bytes: bytes)
        } else {
            noteAnswer(response, to: request, bytes: bytes, startedAt: startedAt, loop)
        }
    }

    /// Tells the handler that an answer is written.
    func noteAnswer(_ response: HTTPResponse, to request: HTTPRequest?, bytes: Int, startedAt: UInt64, _ loop: EventLoop) {
        let duration = loop.readClock() &- startedAt
        // Also a round of late answers ends, so that what the handler gathers of them does not wait for the next request.
        loop.hasHandled = true
        loop.handler.didAnswer(
            AccessEntry(
                request: request, status: response.status, responseBytes: bytes,
                durationMicroseconds: duration / 1000, remoteAddress: remoteAddress, note: response.note, label: response.label))
    }
}
