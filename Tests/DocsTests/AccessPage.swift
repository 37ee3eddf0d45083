// The page about access: who does what with which rows, and which fields not everybody sees or sets.

import Kernel

/// The text of Docs/access.md.
struct AccessPage {
    private let registry: Registry

    init(_ registry: Registry) {
        self.registry = registry
    }

    var text: String {
        ([introduction, groups] + registry.resources.map(section) + [others]).joined(separator: "\n") + "\n"
    }

    private let introduction = """
        # Access

        Who may do what, made from the declarations that serve the requests. What stands nowhere is refused: without the role with 403, outside of one's
        rows with 404, as if there were nothing.

        - **all**: every row. **own**: rows that belong to the caller, or to somebody he or she stands in for, or whose customer does.
          **team**: the same for everybody below in the reporting line as well. **assigned**: rows that name the caller, somebody below or
          somebody he or she stands in for as assignee, or to whom they were escalated, or whom they are to inform; **of what is assigned**: what
          such rows refer to. **entered**: rows that the caller has created. Anything else is a condition on the row `t`.
        - **create** lets in what then lies in these rows. **archive** includes `restore`.
        - Papers change and are archived only in their first states, by owner or creator, or by an administrator on somebody's behalf.
        - Steps are taken by the record's owner or a manager above him or her, or by whoever has the role; ✋ is decided by a person, never by a key or an
          author of the paper. A key with the role integration takes every other step.
        - A key with scopes does what they say, within its user's roles: `orders:read`, `orders:write`; `audit:read` for the audit.
        - No body sets a field that the server computes, and none changes one that is set at creation alone: naming it is a fault.

        """

    // MARK: Fields

    private var groups: String {
        var page = """
            ## Fields that not everybody sees

            Absent from answers, filters, sorts, `fields`, CSV, NDJSON, `expand`, timelines, audit, events and repeated answers; naming one is the same error
            as naming one that does not exist.

            | group | fields | seen by |
            | --- | --- | --- |

            """
        for (name, members) in groupedFields {
            let group = members.first?.field.traits.group
            let own = group?.isSeenInOwnRow == true ? ", each in his or her own row" : ""
            page += "| \(name) | \(words(members.map { "\($0.owner).\($0.field.name)" })) | \(names(group?.seenBy ?? []))\(own) |\n"
        }
        return page
    }

    private struct OwnedField {
        let owner: String
        let field: AnyField
    }

    /// Fields by their group and by who sees it, in the order of declaration.
    private var groupedFields: [(name: String, members: [OwnedField])] {
        var list: [(name: String, seenBy: RoleSet, members: [OwnedField])] = []
        for resource in registry.resources {
            for owned in fields(of: resource) {
                guard let group = owned.field.traits.group else { continue }
                if let index = list.firstIndex(where: { $0.name == group.name && $0.seenBy == group.seenBy }) {
                    list[index].members.append(owned)
                } else {
                    list.append((group.name, group.seenBy, [owned]))
                }
            }
        }
        return list.map { ($0.name, $0.members) }
    }

    private func fields(of resource: AnyResource) -> [OwnedField] {
        let schema = resource.schema
        return schema.fields.map { OwnedField(owner: schema.collection, field: $0) }
            + schema.children.flatMap { list -> [OwnedField] in
                let item = list.schema()
                return item.fields.filter { ![item.parentColumn, "position"].contains($0.name) }
                    .map { OwnedField(owner: schema.collection + "." + list.name, field: $0) }
            }
    }

    // MARK: One kind of record

    private func section(_ resource: AnyResource) -> String {
        let schema = resource.schema
        var page = "## \(schema.collection)\n\n\(schema.label.english), \(schema.label.chinese)."
        if resource.isPaper { page += " A paper." }
        page += "\n\n| role | read | create | change | archive |\n| --- | --- | --- | --- | --- |\n"
        for row in rights(of: resource) {
            page += "| \(names(row.roles)) | \(row.scopes.map(words).joined(separator: " | ")) |\n"
        }
        page += fieldNotes(of: resource)
        return page + steps(of: resource)
    }

    /// The roles, those with the same rights together.
    private func rights(of resource: AnyResource) -> [(roles: RoleSet, scopes: [[String]])] {
        var rows: [(roles: RoleSet, scopes: [[String]])] = []
        for role in Role.allCases {
            let scopes = [Operations.read, .create, .update, .archive].map { self.scopes(of: role, to: $0, resource) }
            guard scopes.contains(where: { !$0.isEmpty }) else { continue }
            if let index = rows.firstIndex(where: { $0.scopes == scopes }) {
                rows[index].roles.formUnion([role])
            } else {
                rows.append(([role], scopes))
            }
        }
        return rows
    }

    /// The widest of all, own and team, and every condition beside it; all rows leave nothing to say beside them.
    private func scopes(of role: Role, to operation: Operations, _ resource: AnyResource) -> [String] {
        let grants = resource.access.filter { $0.roles.contains(role) && $0.operations.contains(operation) }
        let rows = grants.filter { !$0.isForLeaders }.map(\.rows)
        if rows.contains(.all) { return ["all"] }
        if grants.contains(where: \.isForLeaders) { return ["all, with somebody below"] }
        let people = rows.contains(.team) ? ["team"] : rows.contains(.own) ? ["own"] : []
        let conditions = rows.compactMap { rows -> String? in
            if rows == .assigned { return "assigned" }
            if rows == .created { return "entered" }
            if case .assignedThrough = rows { return "of what is assigned" }
            if rows == .subject { return operation == .read ? "of records read" : "of records changed" }
            guard case .matching(let condition) = rows else { return nil }
            return "`" + condition.replacing("|", with: "\\|").replacing("\n", with: " ") + "`"
        }
        return people + conditions
    }

    private func fieldNotes(of resource: AnyResource) -> String {
        let prefix = resource.schema.collection.count + 1
        let own = fields(of: resource).map { owned in
            (name: String("\(owned.owner).\(owned.field.name)".dropFirst(prefix)), field: owned.field)
        }.filter { !isBase($0.field) && !$0.field.traits.isSecret }
        let computed = own.filter { !$0.field.isInput }.map(\.name)
        let fixed = own.filter { $0.field.isInput && $0.field.traits.isFixed }.map(\.name)
        let writers = own.compactMap { $0.field.traits.writers }.reduce(into: [RoleSet]()) { if !$0.contains($1) { $0.append($1) } }
        var notes: [String] = []
        if !computed.isEmpty { notes.append("- Set by the server alone: \(words(computed)).") }
        if !fixed.isEmpty { notes.append("- Set at creation alone: \(words(fixed)).") }
        for roles in writers {
            notes.append("- Set by \(names(roles)) alone: \(words(own.filter { $0.field.traits.writers == roles }.map(\.name))).")
        }
        return notes.isEmpty ? "" : "\n" + notes.joined(separator: "\n") + "\n"
    }

    /// What every record has: id, version, who made it and when.
    private func isBase(_ field: AnyField) -> Bool {
        ["id", "version", "created_at", "created_by_id", "updated_at", "archived_at"].contains(field.name)
    }

    private func steps(of resource: AnyResource) -> String {
        let steps = resource.steps.filter(\.hasRoute)
        guard !steps.isEmpty else { return "" }
        var page = "\n| step | from | by |\n| --- | --- | --- |\n"
        for step in steps {
            let hand = step.isDecision ? " ✋" : ""
            page += "| \(step.path)\(hand) | \(words(step.from)) | \(words(step.actors.map(\.word))) |\n"
        }
        return page
    }

    // MARK: Everything else

    /// The routes that are not those of a kind of record.
    private var others: String {
        var page = """
            ## Other operations

            | operation | by |
            | --- | --- |

            """
        let collections = registry.resources.map { "/v1/" + $0.schema.collection }
        for route in registry.routes where !collections.contains(where: { isOrdinary(route, under: $0) }) {
            page += "| \(route.method) \(route.path) | \(callers(of: route)) |\n"
        }
        return page
    }

    private func callers(of route: Route) -> String {
        guard route.needsCaller else { return "anybody" }
        let roles = route.operation.roles
        return roles.isEmpty || Set(roles) == Set(Role.allCases.map(\.rawValue)) ? "everybody signed in" : words(roles)
    }

    /// Whether the route follows from the rights of its kind of record alone.
    private func isOrdinary(_ route: Route, under collection: String) -> Bool {
        let resource = registry.resources.first { "/v1/" + $0.schema.collection == collection }
        let steps: [String] = resource?.steps.map { "/{id}/" + $0.path } ?? []
        let paths = ["", "/{id}", "/{id}/restore", "/batch", "/by-external-id/{key}", "/{id}/timeline", "/{id}/explain"] + steps
        return paths.contains { route.path == collection + $0 } && resource.map { isServed(route, by: $0) } ?? false
    }

    /// A module's own route at such a place, such as the making of a key, is told all the same.
    private func isServed(_ route: Route, by resource: AnyResource) -> Bool {
        !registry.modules.contains { $0.routes.contains { $0 === route } }
    }

    private func names(_ roles: RoleSet) -> String {
        let others = RoleSet.everyone.subtracting(roles)
        if others.isEmpty { return "everybody" }
        guard others.roles.count > 3 else { return "everybody but " + words(others.roles.map(\.rawValue)) }
        return words(roles.roles.map(\.rawValue))
    }

    private func words(_ words: [String]) -> String {
        words.isEmpty ? "–" : words.joined(separator: ", ")
    }
}
