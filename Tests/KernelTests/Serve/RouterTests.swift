// What the router refuses to begin with.

import HTTP
import Testing

@testable import Kernel

struct RouterTests {
    private func route(_ path: String, _ method: HTTPMethod = .get) -> Route {
        Route(method, path, OperationDescription("test", "Test", "测试", tag: "test", answer: .nothing)) { _, _ in HTTPResponse(.ok) }
    }

    private func refusal(_ routes: [Route]) -> String? {
        let result = Result { try Router(routes) }
        guard case .failure(let error) = result else { return nil }
        return "\(error)"
    }

    @Test func `two names for the parameter of one place are refused`() {
        let routes = [route("/v1/orders/{id}"), route("/v1/orders/{order}/submit", .post)]
        #expect(refusal(routes) == "the route POST /v1/orders/{order}/submit has another name for the same place as {id}")
    }

    @Test func `two routes of one method and path are refused`() {
        let routes = [route("/v1/orders/{id}"), route("/v1/orders/{id}", .patch), route("/v1/orders/{id}")]
        #expect(refusal(routes) == "the route GET /v1/orders/{id} has the same method and path as /v1/orders/{id}")
    }

    @Test func `a literal goes before a parameter, and both may stand at one place`() throws {
        let router = try Router([route("/v1/sessions/{id}"), route("/v1/sessions/current"), route("/v1/sessions/{id}/x")])
        #expect(router.match(["v1", "sessions", "current"])?.parameters == [:])
        #expect(router.match(["v1", "sessions", "7"])?.parameters == ["id": "7"])
        #expect(router.match(["v1", "sessions", "current", "x"])?.parameters == ["id": "current"])
        #expect(router.match(["v1", "sessions"]) == nil)
    }
}
