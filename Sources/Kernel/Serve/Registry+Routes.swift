// Every route that the server has: the kernel's own, then each module's.

package import HTTP
import JSON

extension Registry {
    package var routes: [Route] {
        let resources = resources.flatMap { ResourceRoutes(resource: $0).routes() }
        return healthRoutes + [auditRoute, eventRoute, openAPIRoute] + timelineRoutes + resources + modules.flatMap(\.routes)
    }
}
