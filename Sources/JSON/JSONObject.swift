// The members of a JSON object in the order in which they were written.

/// An ordered set of named values (RFC 8259 §4). Names are unique, compared by exact code points.
package struct JSONObject: Sendable {
    /// One member.
    package typealias Member = (name: String, value: JSONValue)

    /// All members in the order of the text.
    package private(set) var members: [Member]

    /// An object without members.
    package init() { members = [] }

    /// An object of the given members; of two with one name the last one's value stands at the first one's place.
    package init(_ members: [Member]) {
        self.members = []
        self.members.reserveCapacity(members.count)
        for member in members { self[member.name] = member.value }
    }

    /// An object of members whose names are known to be unique.
    init(unique members: [Member]) { self.members = members }

    /// How many members there are.
    package var count: Int { members.count }

    /// Whether there is no member.
    package var isEmpty: Bool { members.isEmpty }

    /// The value of the member with that name; setting `nil` removes it, setting a new one appends it.
    package subscript(name: String) -> JSONValue? {
        get {
            for member in members where member.name.isExactly(name) { return member.value }
            return nil
        }
        set {
            let index = members.firstIndex { $0.name.isExactly(name) }
            switch (index, newValue) {
            case (let index?, let value?): members[index].value = value
            case (let index?, nil): members.remove(at: index)
            case (nil, let value?): members.append((name, value))
            case (nil, nil): break
            }
        }
    }
}

extension JSONObject: Sequence {
    /// The members in the order of the text.
    package func makeIterator() -> IndexingIterator<[Member]> { members.makeIterator() }
}

extension JSONObject: ExpressibleByDictionaryLiteral {
    package init(dictionaryLiteral elements: (String, JSONValue)...) {
        self.init(elements.map { (name: $0.0, value: $0.1) })
    }
}

extension JSONObject: Equatable {
    /// Order does not count (RFC 8259 §4 leaves it without meaning).
    package static func == (left: JSONObject, right: JSONObject) -> Bool {
        guard left.count == right.count else { return false }
        if zip(left, right).allSatisfy({ $0.name.isExactly($1.name) }) {
            return zip(left, right).allSatisfy { $0.value == $1.value }
        }
        var others: [ExactName: JSONValue] = [:]
        for member in right { others[ExactName(member.name)] = member.value }
        return left.allSatisfy { others[ExactName($0.name)] == $0.value }
    }
}

/// A name that is hashed and compared by its bytes; String alone would take canonically equivalent names for one.
struct ExactName: Hashable {
    let name: String

    init(_ name: String) { self.name = name }

    static func == (left: ExactName, right: ExactName) -> Bool { left.name.isExactly(right.name) }

    func hash(into hasher: inout Hasher) {
        let done: Void? = name.utf8.withContiguousStorageIfAvailable { hasher.combine(bytes: UnsafeRawBufferPointer($0)) }
        if done == nil { for byte in name.utf8 { hasher.combine(byte) } }
    }
}
