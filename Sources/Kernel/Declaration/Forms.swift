// The forms that steps of many resources take.

/// Why somebody takes a step.
package final class Reason: Form {
    package let reason = text("Reason", "原因", max: 500)

    package init() {}
}

/// What whoever decides says to it.
package final class Comment: Form {
    package let comment = paragraphs("Comment", "意见", max: 2000)

    package init() {}
}
