// How far somebody's rights reach, kept with what was made under them: who has lost some of them since gets it no longer.

import JSON

/// The places, roles and people of a caller at a moment.
///
/// What somebody sees grows with each of these and never shrinks by one more, so whoever has all of them still sees at least as much.
struct CallerReach: Sendable, Equatable {
    private struct Place: Sendable, Equatable {
        let id: Int64?
        let roles: RoleSet
        let below: Set<Int64>
    }

    private let places: [Place]
    /// Of a key; nil for a person.
    private let scopes: Set<String>?

    init(_ caller: Caller) {
        places = caller.standings.map { Place(id: $0.id, roles: $0.roles, below: Set($0.below)) }
        scopes = caller.scopes
    }

    /// Whether the caller now has every right that stands here.
    func isWithin(_ caller: Caller) -> Bool {
        let now = CallerReach(caller)
        if let limits = now.scopes, !(scopes.map { limits.isSuperset(of: $0) } ?? false) { return false }
        return places.allSatisfy { then in
            now.places.contains { $0.id == then.id && $0.roles.isSuperset(of: then.roles) && $0.below.isSuperset(of: then.below) }
        }
    }

    // MARK: Kept

    /// As it is kept in a record.
    var text: String {
        var writer = JSONWriter(capacity: 256)
        let kept = places.map { place -> JSONValue in
            [
                "id": place.id.map(JSONValue.integer) ?? .null, "roles": .integer(Int64(place.roles.rawValue)),
                "below": .array(place.below.sorted().map(JSONValue.integer)),
            ]
        }
        writer.value(["places": .array(kept), "scopes": scopes.map { .strings($0.sorted()) } ?? .null])
        return String(decoding: writer.finish(), as: UTF8.self)
    }

    /// Nil for what is none.
    init?(_ text: String) {
        guard let object = try? JSONReader.parse(text).object, let kept = object["places"]?.array, !kept.isEmpty else { return nil }
        let places = kept.compactMap { value -> Place? in
            guard let place = value.object, let roles = place["roles"]?.number?.int64 else { return nil }
            let below = place["below"]?.array?.compactMap { $0.number?.int64 } ?? []
            return Place(
                id: place["id"]?.number?.int64, roles: RoleSet(rawValue: UInt32(truncatingIfNeeded: roles)), below: Set(below))
        }
        guard places.count == kept.count else { return nil }
        self.places = places
        scopes = object["scopes"]?.array.map { Set($0.compactMap(\.string)) }
    }
}
