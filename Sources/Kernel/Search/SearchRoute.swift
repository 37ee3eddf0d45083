// `GET /v1/search?q=`: records of all kinds by any part of their names and numbers, the newest first, as far as the caller sees them.

import HTTP
import JSON
import SQLite

extension Registry {
    var searchRoute: Route {
        let description = OperationDescription(
            "search", "Search records", "搜索记录", tag: "search", answer: SearchPage.shape.answer,
            query: [
                ParameterDescription(
                    "q", "Words, each of which is a part of the record's texts", "关键词（每个词须出现在记录中）", Kernel.text("", "").kind,
                    isRequired: true),
                ParameterDescription(
                    "in", "Collections to search, such as customers,orders; all where absent", "搜索范围，例如 customers,orders",
                    Kernel.text("", "").kind),
                "limit", "cursor",
            ])
        return Route(.get, "/v1/search", description) { request, context in
            try request.allowQuery("q", "in", "limit", "cursor")
            let caller = try request.signedIn()
            let words = try request.searchWords()
            let resources = try request.searchedResources(caller, context.registry)
            let limit = try request.queryValue("limit").map(PageSize.read) ?? PageSize.standard
            let bound = SearchPage.question(words, resources)
            let before = try request.queryValue("cursor").map { try SearchPage.place($0, bound, context.cursorKey) }
            let question = SearchQuestion(
                words: words, resources: resources, limit: limit, before: before, caller: caller, registry: context.registry)
            return try context.read { connection in
                let hits = try question.hits(on: connection)
                let page = try SearchPage(hits, limit, words, connection) { place in
                    Cursor(values: [.integer(place)]).token(for: bound, context.cursorKey)
                }
                return SearchPage.shape.response(page)
            }
        }
    }
}

extension APIRequest {
    private static let mostWords = 10
    private static let longestQuestion = 200

    /// Throws `bad_parameter` where nothing is asked for, or too much.
    fileprivate func searchWords() throws -> [String] {
        let text = queryValue("q") ?? ""
        let words = SearchText.words(text)
        guard !words.isEmpty else { throw Failure.badParameter("q", text, "something to search for is expected") }
        guard text.count <= APIRequest.longestQuestion, words.count <= APIRequest.mostWords else {
            let beginning = String(text.prefix(APIRequest.longestQuestion))
            throw Failure.badParameter("q", beginning, "at most 10 words and 200 characters are taken")
        }
        return words.uniqued
    }

    /// The kinds in which the caller may look; what he or she names has to be searched at all. Throws `bad_parameter`, `not_allowed`.
    fileprivate func searchedResources(_ caller: Caller, _ registry: Registry) throws -> [AnyResource] {
        let known = registry.searched
        guard let names = queryValue("in") else {
            return known.filter { resource in
                !resource.roles(for: .read).isDisjoint(with: caller.roles) && caller.covers(resource.schema.collection, writing: false)
            }
        }
        return try names.split(separator: ",", omittingEmptySubsequences: false).map(String.init).uniqued.map { name in
            guard let resource = known.first(where: { $0.schema.collection == name }) else {
                let list = known.map(\.schema.collection).joined(separator: ", ")
                throw Failure.badParameter("in", names, "it must be one of \(list)")
            }
            try caller.requireRight(to: .read, resource)
            return resource
        }
    }
}
