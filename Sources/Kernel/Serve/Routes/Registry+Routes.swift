// Every route that the server has: the kernel's own, then each module's.

import Synchronization

extension Registry {
    /// In the order in which the description tells them; made once.
    package var routes: [Route] {
        keptRoutes.withLock { kept in
            let routes = kept ?? makeRoutes()
            kept = routes
            return routes
        }
    }

    private func makeRoutes() -> [Route] {
        let resources = resources.flatMap { resource in
            ResourceRoutes(resource: resource).routes() + ExternalIDRoutes(resource: resource).routes()
                + BatchRoute(resource: resource).routes()
        }
        let whole = [openAPIRoute, auditRoute, eventRoute, settingsRoute, processRoute, searchRoute]
        let further = timelineRoutes + explainRoutes + documentRoutes + attachmentRoutes
        return healthRoutes + whole + further + resources + importRoutes + exportRoutes + modules.flatMap(\.routes)
    }
}
