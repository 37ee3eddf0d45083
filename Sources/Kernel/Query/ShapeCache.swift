// The shapes that writes answer with, by resource and roles.

import Synchronization

/// Kept by the registry and used from the writer, so its lock is never waited for.
package final class ShapeCache: Sendable {
    private struct Key: Hashable {
        let table: String
        let roles: RoleSet
    }

    private let shapes = Mutex<[Key: Shape]>([:])

    package init() {}

    func shape(_ resource: AnyResource, _ roles: RoleSet, make: () throws -> Shape) throws -> Shape {
        let key = Key(table: resource.schema.table, roles: roles)
        if let known = shapes.withLock({ $0[key] }) { return known }
        let shape = try make()
        shapes.withLock { $0[key] = shape }
        return shape
    }
}
