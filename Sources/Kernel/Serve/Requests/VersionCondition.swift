// Which version of a record a change means: `If-Match`.

/// The versions that an `If-Match` accepts (RFC 9110 §13.1.1); the part of an ETag after the dot does not count.
package struct VersionCondition: Sendable {
    /// Nil: no condition. Empty: `*`, any version.
    private let versions: [Int64]?

    package static let none = VersionCondition(versions: nil)

    private init(versions: [Int64]?) {
        self.versions = versions
    }

    /// Throws `bad_header` for what is neither `*` nor a list of ETags.
    init(ifMatch text: String?) throws {
        guard let text else {
            versions = nil
            return
        }
        guard let tags = EntityTags(text) else { throw Failure(.badHeader, ["name": "If-Match"]) }
        // A weak tag never matches strongly, so it stands for no version at all.
        versions = tags.list.map { tag in
            tag.isWeak ? -1 : Int64(tag.text.dropFirst().dropLast().prefix { $0 != "." }) ?? -1
        }
    }

    func check(_ version: Int64) throws {
        guard let versions, !versions.isEmpty, !versions.contains(version) else { return }
        throw Failure(.staleVersion, ["version": String(version)])
    }
}
