// The forms that steps of many resources take.

/// Why somebody takes a step.
package struct Reason: Form {
    package let reason = text("Reason", "原因", max: 500)

    package init() {}
}

/// What whoever decides says to it.
package struct Comment: Form {
    package let comment = paragraphs("Comment", "意见", max: 2000)

    package init() {}
}
