// What rules need of the world outside: that somebody looks at what waits, that secrets are kept, that a trial is sent.

import Kernel
package import Outgoing

/// The way out, which the application opens.
package struct DeliveryDoor: Question {
    /// Has the sender look at what waits; called after the commit.
    package let wake: @Sendable () -> Void
    /// Seals a text for a use, such as `message_channels.url`, under the key of this data directory.
    package let seal: @Sendable (_ text: String, _ use: String) throws -> String
    /// The text that was sealed for that use; nil where the key is another one.
    package let open: @Sendable (_ sealed: String, _ use: String) -> String?
    /// Whether it could be sent there, as far as the address tells: what a name means is asked of each connection.
    package let permits: @Sendable (OutgoingURL) -> Bool
    /// Sends at once and waits; nil where another one is being sent so.
    package let trySending: @Sendable (OutgoingPost) -> Result<OutgoingAnswer, OutgoingFault>?

    /// What was sent since the start, as far as it is counted.
    let counts = DeliveryCounts()

    /// What the application opens.
    package init(
        wake: @escaping @Sendable () -> Void, seal: @escaping @Sendable (_ text: String, _ use: String) throws -> String,
        open: @escaping @Sendable (_ sealed: String, _ use: String) -> String?, permits: @escaping @Sendable (OutgoingURL) -> Bool,
        trySending: @escaping @Sendable (OutgoingPost) -> Result<OutgoingAnswer, OutgoingFault>?
    ) {
        self.wake = wake
        self.seal = seal
        self.open = open
        self.permits = permits
        self.trySending = trySending
    }

    /// Where nothing goes out: nothing can be sealed either.
    package static let unanswered = DeliveryDoor(
        wake: {}, seal: { _, _ in throw ProgramFault("there is no key for secrets") }, open: { _, _ in nil },
        permits: { _ in true },
        trySending: { _ in .failure(.stopped) })
}
