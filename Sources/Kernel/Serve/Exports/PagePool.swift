// What streams of pages have in common: where their pages are made, who is told when one fails, and for whom they are.

import HTTP
import SQLite
import Storage

/// Where the pages of streams are made, and who is told when one fails.
package struct PagePool: Sendable {
    let heavy: HeavyPool
    let report: @Sendable (Trouble) -> Void
}

extension PagePool {
    /// Has the next page made in a snapshot of its own, and delivers what becomes of it.
    ///
    /// - Parameter portion: what of the page goes out; called once the page is made
    func makePage<Page: Sendable>(
        for request: APIRequest, _ deliver: @escaping @Sendable (ContentPortion) -> Void,
        _ page: @escaping @Sendable (Connection) throws -> Page, portion: @escaping @Sendable (Page) -> ContentPortion
    ) {
        do {
            try heavy.submit(isContinuation: true) { connection in
                try page(connection)
            } completion: { result in
                switch result {
                case .success(let page): deliver(portion(page))
                case .failure(let error): deliver(failed(error, request))
                }
            }
        } catch {
            deliver(failed(error, request))
        }
    }

    /// No answer can tell the cause any more, so all but what the caller or a stop has brought about is reported.
    private func failed(_ error: any Error, _ request: APIRequest) -> ContentPortion {
        if Failure(of: error).hidesCause(error) {
            report(Trouble(task: "\(request.http.method) \(request.http.path)", requestID: request.requestID, error))
        }
        return .failed
    }
}

/// Who gets the pages of a stream.
struct StreamCaller: Sendable {
    private(set) var caller: Caller
    /// Of the callers when this one was looked up; nil before the first page.
    private var generation: Int?

    init(_ caller: Caller) {
        self.caller = caller
    }

    /// Whoever loses the right to read, or the session, gets no further page. Throws `invalid_token`.
    mutating func confirm(by request: APIRequest, _ registry: Registry, on connection: Connection) throws {
        let (current, now) = (registry.generation.current, registry.clock.now)
        guard let hash = request.tokenHash, generation != current || !caller.counts(at: now) else { return }
        guard let found = try registry.directory.caller(hash, now, connection), found.counts(at: now), found.roles == caller.roles,
            found.scopes == caller.scopes
        else { throw CallerCache.invalid }
        caller = found
        generation = current
    }
}
