// The answers that one connection owes, in the order of its requests (RFC 9112 9.3.2).

import HTTP

/// One owed answer.
struct OwedAnswer {
    /// The request; nil for a refusal.
    let request: HTTPRequest?
    /// When the request was complete. Nanoseconds of the loop's clock.
    let startedAt: UInt64
    /// The answer; nil while it is being made.
    var response: HTTPResponse?

    /// What it keeps in memory, heads aside. Bytes.
    var heldBytes: Int { (request?.body.count ?? 0) &+ (response?.body.count ?? 0) }
}

/// The owed answers; the first of them is the next to be written.
struct AnswerQueue {
    private var entries: [OwedAnswer] = []
    private var head = 0
    /// The sequence number of the first owed answer.
    private var firstSequence: UInt64 = 0
    /// What the owed answers keep in memory: the content of their requests, and of those that are ready. Bytes.
    private(set) var heldBytes = 0

    var count: Int { entries.count - head }
    var isEmpty: Bool { entries.count == head }
    /// Whether the first answer can be written.
    var isReady: Bool { head < entries.count && entries[head].response != nil }

    /// The number that the next request gets.
    var nextSequence: UInt64 { firstSequence &+ UInt64(truncatingIfNeeded: count) }

    /// Passes over a number whose answer was written at once; only while nothing is owed.
    mutating func skip() {
        firstSequence &+= 1
    }

    mutating func append(_ answer: OwedAnswer) {
        entries.append(answer)
        heldBytes &+= answer.heldBytes
    }

    /// Puts an answer in its place; one that is not owed, or a second one, is passed over.
    mutating func fulfil(_ sequence: UInt64, _ response: HTTPResponse) {
        guard sequence >= firstSequence, sequence &- firstSequence < UInt64(truncatingIfNeeded: count) else { return }
        let index = head + Int(truncatingIfNeeded: sequence &- firstSequence)
        guard entries[index].response == nil else { return }
        entries[index].response = response
        heldBytes &+= response.body.count
    }

    /// Takes the first answer when it is ready.
    mutating func takeReady() -> OwedAnswer? {
        guard isReady else { return nil }
        let answer = entries[head]
        heldBytes &-= answer.heldBytes
        head += 1
        firstSequence &+= 1
        if head == entries.count {
            head = 0
            entries.removeAll(keepingCapacity: entries.capacity <= 4)
        } else {
            entries[head - 1] = OwedAnswer(request: nil, startedAt: 0)
            // A connection that always owes something must not remember all that it ever owed.
            if head >= 64, head >= count {
                entries.removeFirst(head)
                head = 0
            }
        }
        return answer
    }

    /// Forgets what is owed: nothing follows an answer that closes.
    mutating func removeAll() {
        firstSequence = nextSequence
        entries.removeAll()
        head = 0
        heldBytes = 0
    }
}
