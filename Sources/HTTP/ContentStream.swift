// Content of any length, made portion by portion while the peer takes it.

/// A part of an answer's content, or its end.
package enum ContentPortion: Sendable {
    /// More follows.
    case more([UInt8])
    /// Nothing follows.
    case last([UInt8])
    /// The rest cannot be made: the connection ends so that the peer sees that something is missing.
    case failed
}

/// Makes the content of one answer.
package protocol ContentStream: AnyObject, Sendable {
    /// How much it is in all; nil where that is not known before it is made. Bytes.
    var byteCount: Int? { get }

    /// Whether it goes on as long as the connection does, such as a stream of events: nothing is missing wherever it ends. A portion of
    /// it is only asked for when the peer has taken the one before, and has the time of one write to be taken.
    var isLive: Bool { get }

    /// Makes the next portion, without having the event loop wait, and hands it over once, from any thread.
    ///
    /// The server asks again only when it has room for more.
    func makeNext(_ deliver: @escaping @Sendable (ContentPortion) -> Void)
}

extension ContentStream {
    package var byteCount: Int? { nil }
    package var isLive: Bool { false }
}
