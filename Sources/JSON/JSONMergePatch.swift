// Changing a document by a document that looks like it.

/// JSON merge patch (RFC 7396).
package enum JSONMergePatch {
    /// The target after the patch: `null` removes a member, objects merge, everything else replaces (RFC 7396 §2).
    ///
    /// Descends one call a level of the patch, whose depth the reader has bounded.
    package static func apply(_ patch: JSONValue, to target: JSONValue) -> JSONValue {
        guard case .object(let changes) = patch else { return patch }
        var result = target.object ?? JSONObject()
        for change in changes {
            if change.value.isNull {
                result[change.name] = nil
            } else {
                result[change.name] = apply(change.value, to: result[change.name] ?? .null)
            }
        }
        return .object(result)
    }
}
