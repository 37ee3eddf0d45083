// A request on its way to an answer: what the answer needs of it, whichever lane gives it.

import HTTP

/// A request, and what was found out about it before anything ran.
struct Turn: Sendable {
    var http: HTTPRequest
    let requestID: String
    /// Under what its answer is counted.
    var label = RequestLabel.none
    /// What its caller has left; nil where nothing is limited.
    var allowance: Allowance?
    /// Whether it is asked by whoever looks after the server.
    var isMonitoring = false
    /// Whether it costs its caller nothing.
    var isFree = false

    init(_ http: HTTPRequest, _ requestID: String) {
        self.http = http
        self.requestID = requestID
    }
}
