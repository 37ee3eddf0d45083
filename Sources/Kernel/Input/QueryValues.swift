// Numbers in query strings, read alike by lists, audit and events.

/// How many rows make a page.
enum PageSize {
    static let standard = 50
    static let range = 1...200

    /// The size that `limit` names.
    static func read(_ text: String) throws -> Int {
        guard let size = Int(text), range.contains(size) else {
            throw Failure.badParameter("limit", text, "a number from \(range.lowerBound) to \(range.upperBound) is expected")
        }
        return size
    }
}

extension APIRequest {
    /// What `limit` names, else the standard size. Throws `bad_parameter`.
    func pageSize() throws -> Int {
        try queryValue("limit").map(PageSize.read) ?? PageSize.standard
    }

    /// A number that is not negative, such as an id; nil where the parameter is absent. Throws `bad_parameter`.
    package func wholeNumber(_ name: String) throws -> Int64? {
        guard let text = queryValue(name) else { return nil }
        guard let number = Int64(text), number >= 0 else { throw Failure.badParameter(name, text, "a number is expected") }
        return number
    }
}
