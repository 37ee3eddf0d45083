// Which rows and fields a file can hold, by the rights under which it was made: who has lost one of them gets the file no longer.

import JSON
import SQLite

/// The rights behind a file.
struct ExportReach: Sendable, Equatable {
    /// The names of the fields.
    let fields: [String]
    /// The lists of items; what of them is seen follows from the roles.
    let lists: [String]
    let roles: RoleSet
    /// Which rows: conditions, and for each place in them the people whose rows are covered.
    let conditions: [String]
    let people: [[Int64]]

    /// Those of the caller for the list.
    init(_ plan: ListPlan, of caller: Caller) {
        fields = plan.shape.members.map(\.field.name)
        lists = plan.shape.children.map(\.list.name)
        roles = caller.roles
        (conditions, people) = ExportReach.rows(plan.resource, caller)
    }

    private static func rows(_ resource: AnyResource, _ caller: Caller) -> (conditions: [String], people: [[Int64]]) {
        let scope = resource.scope(of: caller.roles, for: .read)
        let conditions = (scope.coversAll ? [] : [scope.sql]) + RowLimit.scopes(of: caller, resource).words
        let people = scope.parameters.map { reach in
            let list = try? JSONReader.parse(caller.owners(reach)).array
            return (list ?? []).compactMap { $0.number?.int64 }.sorted()
        }
        return (conditions, people)
    }

    /// Whether somebody may now see all that the file can hold.
    func isWithin(_ caller: Caller, _ resource: AnyResource) -> Bool {
        let (then, now) = (Viewer(roles: roles), Viewer(roles: caller.roles))
        let seesFields = fields.allSatisfy { name in
            guard let field = resource.schema.field(name) else { return false }
            // What stands in every row of the file is not for who sees it in one.
            return now.sees(field) || !then.sees(field) && now.seesInOwnRowAlone(field, of: resource.schema)
        }
        guard seesFields, lists.isEmpty || roles == caller.roles else { return false }
        let (conditionsNow, peopleNow) = ExportReach.rows(resource, caller)
        if conditionsNow.isEmpty { return true }
        guard conditionsNow == conditions, people.count == peopleNow.count else { return false }
        return zip(people, peopleNow).allSatisfy { Set($0).isSubset(of: $1) }
    }
}

// MARK: Kept

extension ExportReach {
    /// As it is kept in the record.
    var text: String {
        var writer = JSONWriter(capacity: 256)
        writer.value([
            "fields": .strings(fields), "lists": .strings(lists), "roles": .integer(Int64(roles.rawValue)),
            "conditions": .strings(conditions), "people": .array(people.map { .array($0.map { .integer($0) }) }),
        ])
        return String(decoding: writer.finish(), as: UTF8.self)
    }

    /// Nil for what is none.
    init?(_ text: String) {
        guard let object = try? JSONReader.parse(text).object, let roles = object["roles"]?.number?.int64 else { return nil }
        fields = object["fields"]?.array?.compactMap(\.string) ?? []
        lists = object["lists"]?.array?.compactMap(\.string) ?? []
        self.roles = RoleSet(rawValue: UInt32(truncatingIfNeeded: roles))
        conditions = object["conditions"]?.array?.compactMap(\.string) ?? []
        people = object["people"]?.array?.map { $0.array?.compactMap { $0.number?.int64 } ?? [] } ?? []
    }
}
