// Content of a request that is too large to be held, taken portion by portion while it comes.

/// What became of a portion.
package enum SinkOutcome: Sendable, Hashable {
    /// It is kept, and the next may come.
    case taken
    /// There is no room for it.
    case full
    /// It could not be kept.
    case failed
}

/// Takes the content of one request. When the last reference to it goes, so does what it has taken, unless that was kept elsewhere.
package protocol ContentSink: AnyObject, Sendable {
    /// Takes the next portion without having the event loop wait, and tells once, from any thread, what became of it.
    ///
    /// The server hands over no other portion before that.
    func take(_ bytes: [UInt8], _ tell: @escaping @Sendable (SinkOutcome) -> Void)
}
