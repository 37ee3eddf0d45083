// Requests at the same moment: whoever comes second sees what the first has done.

import Foundation
import Synchronization

/// Requests that leave from connections of their own at the same moment.
package struct Race {
    package struct Request: Sendable {
        let token: String
        let method: String
        let path: String
        let body: String
        let fields: [(String, String)]

        package init(token: String, method: String, path: String, body: String, fields: [(String, String)] = []) {
            self.token = token
            self.method = method
            self.path = path
            self.body = body
            self.fields = fields
        }
    }

    /// The answers, in the order of the requests.
    package static func run(_ requests: [Request], port: UInt16) throws -> [Reply] {
        let answers = Mutex<[Int: Result<Reply, any Error>]>([:])
        let clients = try requests.map { _ in Connection(try HTTPClient(port: port)) }
        DispatchQueue.concurrentPerform(iterations: requests.count) { index in
            let answer = Result { try clients[index].send(requests[index]) }
            answers.withLock { $0[index] = answer }
        }
        return try requests.indices.compactMap { index in try answers.withLock { $0[index] }?.get() }
    }

    /// A client that one thread at a time uses.
    private struct Connection: @unchecked Sendable {
        private let client: HTTPClient

        init(_ client: HTTPClient) { self.client = client }

        func send(_ request: Request) throws -> Reply {
            let fields = [("Authorization", "Bearer " + request.token), ("Content-Type", "application/json")] + request.fields
            return Reply(try client.send(request.method, request.path, fields: fields, body: request.body))
        }
    }
}
