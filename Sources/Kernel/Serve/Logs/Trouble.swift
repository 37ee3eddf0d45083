// What went wrong in the server itself: whoever asked is told no cause, so it is written down here.

import JSON

/// An error that nobody outside has caused.
package struct Trouble: Sendable {
    /// What failed: method and path of a request, or the name of a job.
    package let task: String
    /// The request's id, as its answer tells it; empty for a job.
    package let requestID: String
    /// The error in the words of whoever threw it.
    package let cause: String

    /// The trouble of a job.
    package init(_ job: String, _ error: any Error) {
        self.init(task: job, requestID: "", error)
    }

    init(task: String, requestID: String, _ error: any Error) {
        self.task = task
        self.requestID = requestID
        cause = "\(error)"
    }

    /// As a line of JSON for the log.
    package func line(at now: Instant) -> [UInt8] {
        var writer = JSONWriter(capacity: 256)
        writer.beginObject()
        writer.name("at")
        writer.instant(milliseconds: now.milliseconds)
        writer.member("error", cause)
        writer.member("task", task)
        writer.member("request_id", requestID)
        writer.endObject()
        writer.endLine()
        return writer.finish()
    }
}
