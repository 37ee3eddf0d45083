// A module's entrance.

package import Storage

/// What a service module adds to the server: the one list that shows what it consists of.
package struct Module: Sendable {
    package let name: String
    package let label: Label
    package let resources: [AnyResource]
    package let migrations: [Migration]
    package let routes: [Route]
    package let failures: [FailureCode]
    package let jobs: [PeriodicJob]
    package let warnings: [Warning]
    package let gauges: [Gauge]
    /// What follows from its records in those of earlier modules.
    package let derivations: [LaterDerivation]
    /// What its records let people do with those of earlier modules.
    package let grants: [LaterGrant]

    /// What is left out, the module has none of.
    package init(
        _ name: String, _ english: String, _ chinese: String, resources: [AnyResource], migrations: [Migration], routes: [Route] = [],
        failures: [FailureCode] = [], jobs: [PeriodicJob] = [], warnings: [Warning] = [], gauges: [Gauge] = [],
        derivations: [LaterDerivation] = [], grants: [LaterGrant] = []
    ) {
        self.name = name
        label = Label(english, chinese)
        self.resources = resources
        self.migrations = migrations
        self.routes = routes
        self.failures = failures
        self.jobs = jobs
        self.warnings = warnings
        self.gauges = gauges
        self.derivations = derivations
        self.grants = grants
    }
}
