// What an export asks for: the same question as the list of its collection, by whoever asked for it, with the same refusals.

import HTTP
import SQLite

/// The list behind an export.
struct ExportQuestion: Sendable {
    let resource: AnyResource
    let plan: ListPlan
    let reach: ExportReach

    /// Words of a list that are no filter, or have members of their own here.
    private static let otherWords = ["limit", "cursor", "sort", "fields", "expand", "count", "bom", "pretty"]

    /// Throws `not_allowed`, `outside_scope`, and `invalid_body` with what the list would refuse.
    init(_ export: Record<Export>, _ caller: Caller, _ registry: Registry) throws {
        let name = export.collection ?? ""
        guard let resource = ExportQuestion.resource(name, registry) else {
            throw Failure.invalid([ExportQuestion.unknown(name, registry)])
        }
        try caller.requireRight(to: .read, resource)
        self.resource = resource
        let query = ExportQuestion.query(of: resource, caller, registry)
        do {
            plan = try query.plan(try ExportQuestion.items(of: export), limit: ExportLimits.rowsOfPage)
        } catch let failure as Failure {
            throw ExportQuestion.atItsField(failure)
        }
        if export.format != .ndjson, let list = plan.shape.children.first {
            throw Failure.invalid(.exportNoList, at: "/fields", ["name": list.list.name, "format": export.format.rawValue])
        }
        reach = ExportReach(plan, of: caller)
    }

    /// The list of that name; nil for none.
    static func resource(_ name: String, _ registry: Registry) -> AnyResource? {
        registry.resource(collection: name).flatMap { $0.schema.isSingleton ? nil : $0 }
    }

    static func unknown(_ name: String, _ registry: Registry) -> Fault {
        let known = registry.resources.filter { !$0.schema.isSingleton }.map(\.schema.collection)
        return Fault(.unknownCollection, at: "/collection", NearestName.hints(for: name, among: known))
    }

    /// What reads the words of the list, for the rows that the caller sees.
    static func query(of resource: AnyResource, _ caller: Caller, _ registry: Registry) -> ListQuery {
        var query = ListQuery(resource: resource, roles: caller.roles, registry: registry)
        query.within = .scopes(of: caller, resource)
        return query
    }

    static func isNoFilter(_ name: String) -> Bool { otherWords.contains(name) }

    /// The question as the parameters of the list. Throws `bad_query`.
    static func items(of export: Record<Export>) throws -> [(name: String, value: String)] {
        guard let filters = HTTPRequest.queryItems(export.filters ?? "") else { throw Failure.invalid(.badQuery, at: "/filters") }
        for item in filters where isNoFilter(item.name) {
            throw Failure.invalid(.exportNoFilter, at: "/filters", ["name": item.name])
        }
        var items = filters
        if let sort = export.sort { items.append((name: "sort", value: sort)) }
        if let fields = export.fields, !fields.words.isEmpty { items.append((name: "fields", value: fields.words.joined(separator: ","))) }
        return items
    }

    /// What a list says of a parameter is said of the member of the body that holds it.
    private static func atItsField(_ failure: Failure) -> Failure {
        guard failure.code.status == 400 else { return failure }
        let name = failure.code.name == FailureCode.badParameter.name ? failure.details["name"] ?? "" : ""
        let own = ["sort", "fields"].first { $0 == name }
        return Failure.invalid(failure.code, at: "/" + (own ?? "filters"), failure.details)
    }
}
