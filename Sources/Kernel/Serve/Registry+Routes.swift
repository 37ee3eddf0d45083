// Every route that the server has: the kernel's own, then each module's.

extension Registry {
    package var routes: [Route] {
        let resources = resources.flatMap { ResourceRoutes(resource: $0).routes() }
        return healthRoutes + [openAPIRoute, auditRoute, eventRoute, settingsRoute] + timelineRoutes + explainRoutes + resources
            + modules.flatMap(\.routes)
    }
}
