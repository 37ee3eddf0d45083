// Which program this is.

/// The version of salesd (semantic versioning).
package enum Version {
    /// As in semver.org.
    package static let current = "0.1.0"
}
