// What a module says of those to whom it sends: how a message for them reads, and what their answers mean.

package import JSON
package import Kernel
package import Outgoing

/// A kind of endpoint. The machinery queues, orders, repeats and gives up; the kind knows the words.
package struct EndpointKind: Sendable {
    /// The entity of the records that describe such endpoints, such as `message_channel`.
    package let name: String
    /// Posts of one endpoint under way at once.
    package let atOnce: Int
    /// When its messages are tried again.
    package let plan: @Sendable (SettingsStore) -> RetryPlan
    /// One attempt, signed for its moment. Throws `AttemptNote` where it cannot be made; that counts as an attempt. Throws `Withdrawal`
    /// where the message is no longer for the endpoint.
    package let compose: @Sendable (Delivery, RuleReader) throws -> ComposedPost
    /// The content of a trial.
    package let trial: @Sendable (RuleReader) -> JSONObject
    /// Acts where the other side has said that it is gone for good (410).
    package let gone: @Sendable (_ recordID: Int64, RuleContext) throws -> Void
    /// Acts where a message was given up.
    package let died: @Sendable (Delivery, RuleContext) throws -> Void
    /// Where its messages come from; nil where rules queue them.
    package let feed: DeliveryFeed?

    /// All that the machinery asks.
    package init(
        _ name: String, atOnce: Int, plan: @escaping @Sendable (SettingsStore) -> RetryPlan,
        compose: @escaping @Sendable (Delivery, RuleReader) throws -> ComposedPost,
        trial: @escaping @Sendable (RuleReader) -> JSONObject,
        gone: @escaping @Sendable (_ recordID: Int64, RuleContext) throws -> Void,
        died: @escaping @Sendable (Delivery, RuleContext) throws -> Void, feed: DeliveryFeed? = nil
    ) {
        self.name = name
        self.atOnce = atOnce
        self.plan = plan
        self.compose = compose
        self.trial = trial
        self.gone = gone
        self.died = died
        self.feed = feed
    }
}

/// A post with who understands the answer.
package struct ComposedPost: Sendable {
    let post: OutgoingPost
    let judge: @Sendable (OutgoingAnswer) -> Verdict

    /// `judge` says what an answer means.
    package init(_ post: OutgoingPost, judge: @escaping @Sendable (OutgoingAnswer) -> Verdict) {
        self.post = post
        self.judge = judge
    }
}

/// What went wrong with an attempt, for people and programs.
package struct AttemptNote: Error, Sendable, Equatable {
    /// Stable, such as `timed_out`, `http_500` or `errcode_310000`.
    package let code: String
    /// What the other side says; without secrets.
    package let detail: String?

    /// `detail` must hold no secret.
    package init(_ code: String, _ detail: String? = nil) {
        self.code = code
        self.detail = detail
    }
}

extension AttemptNote {
    /// The server could not make a post of it, for a reason of its own.
    static let notComposed = AttemptNote("not_composed")
}

/// Why a message is not sent any more.
package struct Withdrawal: Error, Sendable {
    let note: AttemptNote

    /// `code` is stable, such as `not_visible`.
    package init(_ code: String) {
        note = AttemptNote(code)
    }
}

/// What an answer means.
package enum Verdict: Sendable, Equatable {
    case delivered
    /// This message was not taken; others may be.
    case refused(AttemptNote)
    /// Nobody takes anything there for now: all of the endpoint's messages wait.
    case unavailable(AttemptNote)
    /// The endpoint is gone for good.
    case gone(AttemptNote)
    /// It is not for the endpoint any more.
    case withdrawn(AttemptNote)

    /// By the status alone: 2xx is taken, 410 is gone, and who cannot now says 408, 429 or 5xx (RFC 9110 §15).
    package init(status: Int) {
        let note = AttemptNote("http_\(status)")
        self =
            switch status {
            case 200..<300: .delivered
            case 410: .gone(note)
            case 408, 429, 500...: .unavailable(note)
            default: .refused(note)
            }
    }

    var note: AttemptNote? {
        switch self {
        case .delivered: nil
        case .refused(let note), .unavailable(let note), .gone(let note), .withdrawn(let note): note
        }
    }
}
