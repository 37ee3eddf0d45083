// When something is tried again, and when it is given up.

/// Pauses that grow, with jitter, within a window.
package struct RetryPlan: Sendable {
    /// Seconds after the first failure, the second, and so on; the last one is repeated.
    package let pauses: [Int64]
    /// Seconds from the first attempt on, after which nothing more is tried; what could not be tried has as long from when its turn came.
    package let window: Int64

    /// `pauses` has at least one element.
    package init(pauses: [Int64], window: Int64) {
        self.pauses = pauses
        self.window = window
    }

    /// So long nothing of an endpoint is tried at most because nobody answers there, so that its return is noticed. Seconds.
    static let longestSilence: Int64 = 600
    /// More than this no Retry-After is heeded. Seconds.
    static let longestWish: Int64 = 86_400

    /// Milliseconds to the next try after so many failures.
    ///
    /// - Parameter jitter: from 0 up to 1; the pause is 0.8 to 1.2 times its length, so that many do not come at once
    func pause(after failures: Int64, atMost most: Int64 = .max, jitter: Double) -> Int64 {
        let place = Int(clamping: max(1, failures)) - 1
        let seconds = min(pauses.isEmpty ? 60 : pauses[min(place, pauses.count - 1)], most)
        return Int64(Double(seconds) * 1000 * (0.8 + 0.4 * jitter))
    }
}
