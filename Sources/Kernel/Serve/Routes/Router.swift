// Finds the route of a request: a tree of path segments, in which a literal goes before a parameter.

import HTTP

/// Two routes of which only one could be served: a mistake in the program, found when it starts.
package struct RouteConflict: Error, CustomStringConvertible {
    package let description: String

    init(_ route: Route, _ other: String, _ reason: String) {
        description = "the route \(route.method) \(route.path) has \(reason) as \(other)"
    }
}

/// All routes by path and method. Nothing changes after it is made.
final class Router: Sendable {
    /// What a path leads to.
    struct Match {
        /// One for each method: so few that looking through them is faster than hashing.
        let routes: [Route]
        let parameters: [String: String]
        /// The path's place among `paths`.
        let number: Int

        /// The route of a method; HEAD is a GET whose content is not sent.
        func route(_ method: HTTPMethod) -> Route? {
            let served = method == .head && !routes.contains { $0.method == .head } ? .get : method
            return routes.first { $0.method == served }
        }

        var allowed: String {
            var names = routes.map(\.method.description)
            if names.contains("GET") { names.append("HEAD") }
            return (names + ["OPTIONS"]).sorted().joined(separator: ", ")
        }
    }

    private struct Node {
        var literals: [String: Int] = [:]
        var parameter: Int?
        var parameterName = ""
        var routes: [Route] = []
        var number = 0
    }

    private let nodes: [Node]
    /// Every path once, such as `/v1/orders/{id}`.
    let paths: [String]

    /// Throws `RouteConflict` where two routes cannot both be served.
    init(_ routes: [Route]) throws {
        var nodes = [Node()]
        var paths: [String] = []
        for route in routes {
            var node = 0
            for segment in route.path.split(separator: "/") { node = try Router.child(segment, of: node, for: route, &nodes) }
            if let other = nodes[node].routes.first(where: { $0.method == route.method }) {
                throw RouteConflict(route, other.path, "the same method and path")
            }
            if nodes[node].routes.isEmpty {
                nodes[node].number = paths.count
                paths.append(route.path)
            }
            nodes[node].routes.append(route)
        }
        self.paths = paths
        self.nodes = nodes
    }

    /// The node to which a segment leads, made where it is missing.
    private static func child(_ segment: Substring, of node: Int, for route: Route, _ nodes: inout [Node]) throws -> Int {
        let name = segment.hasPrefix("{") ? String(segment.dropFirst().dropLast()) : nil
        if let next = name != nil ? nodes[node].parameter : nodes[node].literals[String(segment)] {
            guard name == nil || name == nodes[node].parameterName else {
                throw RouteConflict(route, "{\(nodes[node].parameterName)}", "another name for the same place")
            }
            return next
        }
        let next = nodes.count
        nodes.append(Node())
        if let name {
            nodes[node].parameter = next
            nodes[node].parameterName = name
        } else {
            nodes[node].literals[String(segment)] = next
        }
        return next
    }

    func match(_ segments: [String]) -> Match? {
        var parameters: [String: String] = [:]
        guard let node = find(segments[...], at: 0, &parameters), !nodes[node].routes.isEmpty else { return nil }
        return Match(routes: nodes[node].routes, parameters: parameters, number: nodes[node].number)
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
