// Every limit of the server, each with its unit and default.

import Glibc
package import HTTP

/// What the server takes at most. Times are in milliseconds, sizes in bytes.
package struct ServerLimits: Sendable {
    /// One request: request line 8 KiB (414), field lines 32 KiB and 100 of them (431), content 1 MiB (413). See `ParserLimits`.
    package var request = ParserLimits()
    /// Connections in all; one more is answered 503 and closed.
    package var connections = 10_000
    /// Connections from one address; one more is answered 503 and closed.
    package var connectionsPerAddress = 8_000
    /// Connections of one loop that wait with a 503 over the limit to be read; more are closed without an answer.
    package var refusedConnections = 64
    /// From the first byte of a request to the end of its head; later is a 408. Milliseconds.
    package var headTime: UInt64 = 10_000
    /// For the content of a request, beside what the least rate grants; later is a 408. Milliseconds.
    package var bodyTime: UInt64 = 30_000
    /// Content that earns one more second. Bytes.
    package var leastBodyRate = 16 * 1024
    /// Without any byte of a next request; then the connection is closed without a word. Milliseconds.
    package var idleTime: UInt64 = 60_000
    /// Without the peer taking any of what waits to be sent. Milliseconds.
    package var writeTime: UInt64 = 30_000
    /// For the peer to read the last answer and close. Milliseconds.
    package var lingerTime: UInt64 = 2_000
    /// Input that is thrown away meanwhile. Bytes.
    package var lingerBytes = 16 * 1024 * 1024
    /// Requests of one connection whose answers are owed; then it is not read from.
    package var pipelinedRequests = 64
    /// What one connection holds for its peer: output not taken, answers that wait behind others, and the content of requests whose
    /// answers are owed; then it is not read from. Bytes.
    package var outputBuffer = 1024 * 1024
    /// What the system is to hold of a live stream that its peer has not taken. Bytes.
    package var liveBuffer: Int32 = 64 * 1024
    /// Portions read from one connection before the others have their turn.
    package var readsPerTurn = 16
    /// One portion. Bytes.
    package var readBuffer = 64 * 1024
    /// Content that is handed on at once, of a request whose content is too much to be held. Bytes.
    package var contentPortion = 128 * 1024
    /// Connections accepted before the others have their turn.
    package var acceptsPerTurn = 64
    /// How long accepting rests when no descriptor is free. Milliseconds.
    package var acceptPause: UInt64 = 100
    /// The backlog of each listening socket; the system may hold it lower.
    package var backlog: Int32 = 4096
    /// Events taken from one wait.
    package var eventsPerWake = 256

    /// The defaults.
    package init() {}

    /// Raises the process's limit of open descriptors to what the connections need, as far as it may.
    func raiseDescriptorLimit() {
        var limit = rlimit()
        guard getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else { return }
        let wanted = min(limit.rlim_max, rlim_t(connections) + 1024)
        guard limit.rlim_cur < wanted else { return }
        limit.rlim_cur = wanted
        _ = setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
    }
}
