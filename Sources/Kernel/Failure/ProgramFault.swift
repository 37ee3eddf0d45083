// What only a mistake in the program can bring about.

/// A mistake in the program that was noticed while it ran: the request fails with a 500 and nothing of it is kept.
///
/// The sentence is for the log; whoever asked is told no more than that something went wrong.
package struct ProgramFault: Error, Sendable, Equatable, CustomStringConvertible {
    package let description: String

    /// What the program did wrong, for the log alone.
    package init(_ description: String) {
        self.description = description
    }
}
