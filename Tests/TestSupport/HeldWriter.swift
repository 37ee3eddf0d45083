// A writer that stands still, so that what is sent meanwhile meets in one batch.

import App
import Dispatch
import Glibc
import Storage

/// Holds a server's writer between two batches until it is let go.
package final class HeldWriter {
    private let writer: Writer
    private let release = DispatchSemaphore(value: 0)

    package init(_ server: TestServer) throws {
        writer = server.application.database.writer
        let held = DispatchSemaphore(value: 0)
        try writer.submit { _ in
        } completion: { [release] _ in
            held.signal()
            release.wait()
        }
        held.wait()
    }

    /// Returns when at least so many writes wait; throws where they never do.
    package func wait(for count: Int) throws {
        guard eventually({ writer.statistics.waiting >= count }) else { throw ClientError.malformed("the writes do not come") }
    }

    package func letGo() {
        release.signal()
    }
}

/// A request as bytes, to be sent with others before any is answered.
package struct WrittenRequest {
    package let bytes: [UInt8]

    package init(token: String, _ method: String, _ path: String, _ body: String = "", fields: [(String, String)] = []) {
        let further = fields.map { "\($0.0): \($0.1)\r\n" }.joined()
        let head = "\(method) \(path) HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer \(token)\r\nContent-Type: application/json\r\n\(further)"
        bytes = Array("\(head)Content-Length: \(body.utf8.count)\r\n\r\n\(body)".utf8)
    }
}

extension World {
    /// The answers to writes that meet in one commit, in this order.
    package func together(_ requests: [WrittenRequest]) throws -> [Reply] {
        let client = try server.client()
        let writer = try HeldWriter(server)
        defer { writer.letGo() }
        // On one connection: the loop hands all to the writer in their order, before any is answered.
        try client.write(requests.flatMap(\.bytes))
        try writer.wait(for: requests.count)
        writer.letGo()
        return try requests.map { _ in Reply(try client.readAnswer()) }
    }
}

/// Asks again and again until something is so; false when it is not within half a minute.
package func eventually(_ condition: () throws -> Bool) rethrows -> Bool {
    let end = ContinuousClock.now.advanced(by: .seconds(30))
    while ContinuousClock.now < end {
        if try condition() { return true }
        sched_yield()
    }
    return false
}
