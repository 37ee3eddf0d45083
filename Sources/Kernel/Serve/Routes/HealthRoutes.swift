// Whether the process lives, whether the database can be written, and what is counted; nobody has to sign in for that.

import HTTP

extension Registry {
    var healthRoutes: [Route] {
        // Made once, because it is asked for all the time.
        let alive = Alive.shape.response(Alive())
        return [
            Route(
                .get, "/healthz", needsCaller: false,
                OperationDescription("health", "The process lives", "进程存活", tag: "health", answer: Alive.shape.answer),
                lane: .read { _, _ in alive }),
            Route(
                .get, "/readyz", needsCaller: false,
                OperationDescription(
                    "ready", "The database can be written, and what to see to", "数据库可写，以及需要处理的事项", tag: "health",
                    answer: Readiness.shape.answer),
                lane: .read { request, context in
                    guard context.isReady else { throw Failure.later(.unavailable, after: 5) }
                    return Readiness.shape.response(Readiness(try context.warnings()), in: request.language)
                }),
            Route(
                .get, "/metrics", needsCaller: false,
                OperationDescription(
                    "metrics", "What the server counts, for Prometheus", "供 Prometheus 采集的服务器指标", tag: "health",
                    answer: .text(ServiceMetrics.contentType)),
                lane: .read { request, context in
                    try request.allowQuery()
                    guard let page = context.metricsPage(for: request.http) else { throw Failure(.notFound) }
                    return HTTPResponse(.ok, fields: [.contentType: ServiceMetrics.contentType, .cacheControl: "no-store"], body: page)
                }),
        ]
    }
}

/// What `/healthz` answers.
private struct Alive: Sendable {
    static let shape = AnswerShape<Alive>("The process lives", "进程存活", [.constant("status", "ok")])
}
