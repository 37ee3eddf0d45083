// Which program this is.

/// The version of salesd (semantic versioning).
package enum Version {
    package static let current = "0.1.0"
}
