// `GET /v1/{collection}/{id}/document`: a record as a page that prints, in the language asked for.

import HTTP

extension Registry {
    var documentRoutes: [Route] {
        resources.compactMap { resource in resource.document.map { route(of: resource, $0) } }
    }

    private func route(of resource: AnyResource, _ parts: [DocumentPart]) -> Route {
        let description = OperationDescription(
            "document", of: resource, "As a page that prints", "可打印页面", by: .read, answer: .text("text/html"))
        let word = resource.documentName?.word ?? "document"
        return Route(.get, "/v1/\(resource.schema.collection)/{id}/\(word)", description) { request, context in
            try request.allowQuery()
            let caller = try permit(request, resource, .read)
            let id = try request.id()
            return try context.read { connection in
                let reader = RuleReader(caller: caller, now: request.now, registry: context.registry, connection: connection)
                let page = DocumentPage(resource, try reader.visible(resource, id), for: reader, in: request.language)
                return HTTPResponse(.ok, fields: documentFields(request.language), body: Array(try page.html(parts).utf8))
            }
        }
    }
}

/// The page holds no script and takes nothing from elsewhere: a browser is told so, should a value ever become markup.
private func documentFields(_ language: Language) -> ResponseFields {
    [
        .contentType: "text/html; charset=utf-8", .contentLanguage: language.rawValue, .cacheControl: "no-store", .vary: "Accept-Language",
        "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; sandbox", "X-Content-Type-Options": "nosniff",
    ]
}
