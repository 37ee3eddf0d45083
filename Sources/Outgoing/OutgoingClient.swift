// Sends POSTs, many at once on one thread: libcurl's multi interface, turned while there is something to send.

import CCurl
import Dispatch
import Synchronization

/// A sender of POSTs. It keeps connections for the next one, follows no redirect, and asks the policy before each connection.
///
/// `@unchecked Sendable`: `multi` and `running` are used on the queue alone, but for `curl_multi_wakeup`, which any thread may call.
package final class OutgoingClient: @unchecked Sendable {
    /// Gets what has come of a POST, on the client's thread; it must not wait.
    package typealias Completion = @Sendable (Result<OutgoingAnswer, OutgoingFault>) -> Void

    private struct State {
        var waiting: [(post: OutgoingPost, completion: Completion)] = []
        var isTurning = false
        var isStopped = false
    }

    private let options: OutgoingOptions
    private let state = Mutex(State())
    private let queue = DispatchQueue(label: "salesd.outgoing")
    private let multi: UnsafeMutableRawPointer?
    private var running: [UnsafeMutableRawPointer: Transfer] = [:]

    private static let isReady = ccurl_begin() == 0

    /// Opens nothing before the first POST.
    package init(_ options: OutgoingOptions = OutgoingOptions()) {
        self.options = options
        multi = OutgoingClient.isReady ? curl_multi_init() : nil
        if let multi { ccurl_multi_bound(multi, options.atOnce) }
    }

    deinit { if let multi { curl_multi_cleanup(multi) } }

    /// Sends the POST; returns at once.
    package func send(_ post: OutgoingPost, completion: @escaping Completion) {
        guard let multi else { return completion(.failure(.malformed)) }
        let mustStart = state.withLock { state -> Bool? in
            guard !state.isStopped else { return nil }
            state.waiting.append((post, completion))
            defer { state.isTurning = true }
            return !state.isTurning
        }
        switch mustStart {
        case nil: completion(.failure(.stopped))
        case true?: queue.async { [self] in turn() }
        case false?: curl_multi_wakeup(multi)
        }
    }

    /// Sends the POST and waits for what comes of it: never on an event loop or the writer's thread.
    package func send(_ post: OutgoingPost) -> Result<OutgoingAnswer, OutgoingFault> {
        let end = DispatchSemaphore(value: 0)
        let box = OutcomeBox()
        send(post) { result in
            box.result.withLock { $0 = result }
            end.signal()
        }
        end.wait()
        return box.result.withLock { $0 }
    }

    /// Ends what is under way, each with `stopped`, and returns when that is done, or after two seconds; what is sent later ends so at once.
    package func stop() {
        state.withLock { $0.isStopped = true }
        if let multi { curl_multi_wakeup(multi) }
        let isDone = DispatchSemaphore(value: 0)
        queue.async { isDone.signal() }
        _ = isDone.wait(timeout: .now() + .seconds(2))
    }

    // MARK: On the queue

    private func turn() {
        guard let multi else { return }
        while takeWaiting() {
            var count: Int32 = 0
            curl_multi_perform(multi, &count)
            endFinished(multi)
            guard !running.isEmpty else { continue }
            curl_multi_poll(multi, nil, 0, 1_000, nil)
        }
    }

    /// Begins what has room; false where nothing is left to do.
    private func takeWaiting() -> Bool {
        let (begun, isStopped, goesOn) = state.withLock { state in
            let room = state.isStopped ? state.waiting.count : min(state.waiting.count, max(0, options.atOnce - running.count))
            let begun = Array(state.waiting.prefix(room))
            state.waiting.removeFirst(room)
            let goesOn = !state.isStopped && !(begun.isEmpty && running.isEmpty)
            if !goesOn { state.isTurning = false }
            return (begun, state.isStopped, goesOn)
        }
        for (post, completion) in begun {
            if isStopped { completion(.failure(.stopped)) } else { begin(post, completion) }
        }
        if isStopped { giveUp() }
        return goesOn
    }

    private func begin(_ post: OutgoingPost, _ completion: @escaping Completion) {
        guard let transfer = Transfer(post, options, completion), curl_multi_add_handle(multi, transfer.handle) == CURLM_OK else {
            return completion(.failure(.malformed))
        }
        running[transfer.handle] = transfer
    }

    private func endFinished(_ multi: UnsafeMutableRawPointer) {
        var left: Int32 = 0
        while let message = curl_multi_info_read(multi, &left) {
            guard message.pointee.msg == CURLMSG_DONE, let handle = message.pointee.easy_handle else { continue }
            let code = message.pointee.data.result
            curl_multi_remove_handle(multi, handle)
            running.removeValue(forKey: handle)?.end(code)
        }
    }

    private func giveUp() {
        for (handle, transfer) in running {
            curl_multi_remove_handle(multi, handle)
            transfer.giveUp()
        }
        running = [:]
    }
}

/// What a waiting thread is handed.
private final class OutcomeBox: Sendable {
    let result = Mutex<Result<OutgoingAnswer, OutgoingFault>>(.failure(.stopped))
}
