// Reads the query string of a list or of one record: what it may contain, and the plan that it becomes.

import Crypto
import SQLite

/// Makes plans and shapes from query strings, for one resource and one set of roles.
struct ListQuery {
    let resource: AnyResource
    let roles: RoleSet
    let registry: Registry
    /// Which rows there are at all, beside those that the roles see.
    var within = RowLimit.none

    /// More than anybody needs, less than the database refuses.
    private static let mostFilters = 50
    private static let mostSortKeys = 10
    /// Parameters that are no filter, whatever fields a resource has.
    static let reserved = ["limit", "cursor", "sort", "fields", "expand", "count", "archived", "bom", "pretty"]

    private var viewer: Viewer { Viewer(roles: roles) }
    private var schema: AnySchema { resource.schema }
    private var visibleFields: [AnyField] { schema.fields.filter { viewer.sees($0) } }

    /// Throws `unknown_parameter` and `bad_parameter` with the nearest right name.
    ///
    /// - Parameter standard: how many rows make a page where the question does not say
    func plan(_ items: [(name: String, value: String)], limit standard: Int = PageSize.standard) throws -> ListPlan {
        let filters = FilterReader(
            resource: resource, viewer: viewer, calendar: registry.calendar,
            amounts: AmountComparison(items, of: schema))
        let names = ListQuery.reserved + resource.filters.map(\.name) + visibleFields.map(\.name)
        var conditions = within.conditions + (within.isRecord ? [] : scopeConditions())
        var archived = "false"
        var limit = standard
        var sort: [SortKey] = []
        var counts = false
        for (name, value) in items {
            switch name {
            case "cursor", "fields", "expand", "pretty": break
            case "limit": limit = try PageSize.read(value)
            case "sort": sort = try sortKeys(value)
            case "bom": _ = try flag(name, value)
            case "count": counts = try flag(name, value)
            case "archived": archived = try word(name, value, among: ["true", "false", "all"])
            default:
                conditions.append(try filters.condition(name, value, allNames: names))
                guard conditions.count <= ListQuery.mostFilters else {
                    throw Failure.badParameter(name, value, "there are more than \(ListQuery.mostFilters) filters")
                }
            }
        }
        if archived != "all" { conditions.append(ListCondition("t.archived_at IS \(archived == "true" ? "NOT " : "")NULL")) }
        if conditions.isEmpty { conditions.append(ListCondition("1")) }
        let shape = try shape(items, single: false, also: sort.map(\.field))
        return ListPlan(
            resource: resource, shape: shape, conditions: conditions, sort: sort, limit: limit, counts: counts,
            question: question(items))
    }

    /// The shape of one record, or of the items of a list, as `fields` and `expand` want it.
    func shape(_ items: [(name: String, value: String)], single: Bool, also hidden: [AnyField] = []) throws -> Shape {
        var wanted: Set<String>?
        var expanded: [String] = []
        for (name, value) in items {
            switch name {
            case "fields": wanted = Set(value.split(separator: ",").map(String.init))
            case "expand": expanded = value.split(separator: ",").map(String.init)
            case "pretty": _ = try flag(name, value)
            default:
                guard single else { continue }
                throw Failure(.unknownParameter, NearestName.hints(for: name, among: ["fields", "expand", "pretty"]))
            }
        }
        try check(wanted ?? [])
        let lists = schema.children.filter { wanted?.contains($0.name) ?? (single || expanded.contains($0.name)) }
        return Shape(
            schema, for: viewer, names: wanted, children: lists, expansions: try expansions(expanded),
            actions: single && wanted?.contains("actions") ?? single,
            also: hidden)
    }

    private func check(_ wanted: Set<String>) throws {
        let fields = schema.fields.filter { viewer.sees($0) || viewer.seesInOwnRowAlone($0, of: schema) }
        let known = fields.map(\.name) + schema.children.map(\.name) + ["actions"]
        for name in wanted.sorted() where !known.contains(name) {
            throw Failure.badParameter("fields", name, unknown(name, among: known))
        }
    }

    private func expansions(_ names: [String]) throws -> [Expansion] {
        let references = visibleFields.filter { $0.referenceTarget != nil }
        let known = references.map(\.expansionName) + schema.children.map(\.name)
        // Who names one twice gets it once: an object has each member once.
        return try names.uniqued.compactMap { name in
            if schema.childList(name) != nil { return nil }
            guard let field = references.first(where: { $0.expansionName == name }), let target = field.referenceTarget,
                let resource = registry.resource(table: target.table)
            else {
                throw Failure.badParameter("expand", name, unknown(name, among: known))
            }
            let shape = Shape(target, for: viewer, names: nil, children: [], expansions: [], actions: false)
            return Expansion(field, shape: shape, scope: resource.scope(of: roles, for: .read, ofOne: true))
        }
    }

    private func scopeConditions() -> [ListCondition] {
        let scope = resource.scope(of: roles, for: .read)
        return scope.coversAll ? [] : [ListCondition(scope.sql, scope.parameters.map(ListParameter.owners))]
    }

    private func sortKeys(_ text: String) throws -> [SortKey] {
        let words = text.split(separator: ",")
        guard words.count <= ListQuery.mostSortKeys else {
            throw Failure.badParameter("sort", text, "there are more than \(ListQuery.mostSortKeys) keys")
        }
        return try words.map { word in
            let name = String(word.hasPrefix("-") ? word.dropFirst() : word)
            guard let field = schema.field(name), viewer.sees(field) else {
                throw Failure.badParameter("sort", String(word), unknown(name, among: visibleFields.map(\.name)))
            }
            return SortKey(field: field, isDescending: word.hasPrefix("-"))
        }
    }

    // MARK: Values

    private func flag(_ name: String, _ value: String) throws -> Bool {
        try word(name, value, among: ["true", "false"]) == "true"
    }

    private func word(_ name: String, _ value: String, among words: [String]) throws -> String {
        guard words.contains(value) else {
            throw Failure.badParameter(name, value, "it must be one of \(words.joined(separator: ", "))")
        }
        return value
    }

    private func unknown(_ name: String, among known: [String]) -> String {
        "there is no “\(name)”" + (NearestName.of(name, among: known).map { "; did you mean “\($0)”?" } ?? "")
    }

    /// What a cursor is bound to: everything of the question but the page's place and size.
    private func question(_ items: [(name: String, value: String)]) -> [UInt8] {
        let counted = items.filter { !["cursor", "limit", "fields", "expand", "count", "bom", "pretty"].contains($0.name) }
        let words = [schema.table] + within.words + counted.sorted { $0.name < $1.name }.flatMap { [$0.name, $0.value] }
        // Each with its length before it, so that no two lists of words are the same text.
        return SHA256Digest.hash(of: words.map { "\($0.utf8.count):\($0)" }.joined())
    }
}

/// Rows that a list is kept to by the path or by who asks.
struct RowLimit: Sendable {
    let conditions: [ListCondition]
    /// Whether it is to what stands with one record, which was asked for already: then the rows need no condition of their own.
    let isRecord: Bool
    /// What tells it from others.
    let words: [String]

    static let none = RowLimit(conditions: [], isRecord: false, words: [])

    /// What is about one record.
    static func record(_ entity: String, _ id: Int64) -> RowLimit {
        let condition = ListCondition("t.entity_id = ? AND t.entity = ?", [.value(.integer(id)), .value(.text(entity))])
        return RowLimit(conditions: [condition], isRecord: true, words: [entity, String(id)])
    }

    /// What a key's scopes cover.
    static func scopes(of caller: Caller, _ resource: AnyResource) -> RowLimit {
        let conditions = resource.subjectConditions(for: caller)
        return RowLimit(conditions: conditions, isRecord: false, words: conditions.map(\.sql))
    }
}
