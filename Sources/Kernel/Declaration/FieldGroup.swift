// Fields that not everyone sees.

/// A group of fields that not everyone may see (access.md): absent from answers, filters, sorts, audit and events for all others.
package struct FieldGroup: Sendable {
    package let name: String
    package let seenBy: RoleSet
    /// Whether each user sees it in his or her own user record; only for fields of users.
    package let isSeenInOwnRow: Bool

    /// Fields that those roles alone see.
    package init(_ name: String, seenBy: RoleSet, andInOwnRow isSeenInOwnRow: Bool = false) {
        self.name = name
        self.seenBy = seenBy
        self.isSeenInOwnRow = isSeenInOwnRow
    }
}
