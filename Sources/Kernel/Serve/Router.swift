// Finds the route of a request: a tree of path segments, in which a literal goes before a parameter.

import HTTP

/// All routes by path and method. Nothing changes after it is made.
final class Router: Sendable {
    /// What a path leads to.
    struct Match {
        let routes: [HTTPMethod: Route]
        let parameters: [String: String]

        /// The route of a method; HEAD is a GET whose content is not sent.
        func route(_ method: HTTPMethod) -> Route? {
            routes[method] ?? (method == .head ? routes[.get] : nil)
        }

        var allowed: String {
            var names = routes.keys.map(\.description)
            if routes[.get] != nil { names.append("HEAD") }
            return (names + ["OPTIONS"]).sorted().joined(separator: ", ")
        }
    }

    private struct Node {
        var literals: [String: Int] = [:]
        var parameter: Int?
        var parameterName = ""
        var routes: [HTTPMethod: Route] = [:]
    }

    private let nodes: [Node]

    init(_ routes: [Route]) {
        var nodes = [Node()]
        for route in routes {
            var current = 0
            for segment in route.path.split(separator: "/").map(String.init) {
                let name = segment.hasPrefix("{") ? String(segment.dropFirst().dropLast()) : nil
                if let next = name != nil ? nodes[current].parameter : nodes[current].literals[segment] {
                    current = next
                    continue
                }
                nodes.append(Node())
                if let name {
                    nodes[current].parameter = nodes.count - 1
                    nodes[current].parameterName = name
                } else {
                    nodes[current].literals[segment] = nodes.count - 1
                }
                current = nodes.count - 1
            }
            nodes[current].routes[route.method] = route
        }
        self.nodes = nodes
    }

    func match(_ segments: [String]) -> Match? {
        var parameters: [String: String] = [:]
        guard let node = find(segments[...], at: 0, &parameters), !nodes[node].routes.isEmpty else { return nil }
        return Match(routes: nodes[node].routes, parameters: parameters)
    }

    private func find(_ segments: ArraySlice<String>, at node: Int, _ parameters: inout [String: String]) -> Int? {
        guard let segment = segments.first else { return nodes[node].routes.isEmpty ? nil : node }
        if let next = nodes[node].literals[segment], let found = find(segments.dropFirst(), at: next, &parameters) { return found }
        guard let next = nodes[node].parameter, !segment.isEmpty, let found = find(segments.dropFirst(), at: next, &parameters) else {
            return nil
        }
        parameters[nodes[node].parameterName] = segment
        return found
    }
}
