// Every route that the server has: the kernel's own, then each module's.

extension Registry {
    /// In the order in which the description tells them.
    package var routes: [Route] {
        let resources = resources.flatMap { resource in
            ResourceRoutes(resource: resource).routes() + ExternalIDRoutes(resource: resource).routes()
                + BatchRoute(resource: resource).routes()
        }
        let whole = [openAPIRoute, auditRoute, eventRoute, settingsRoute, processRoute, searchRoute]
        let further = timelineRoutes + explainRoutes + attachmentRoutes
        return healthRoutes + whole + further + resources + importRoutes + modules.flatMap(\.routes)
    }
}
