// Risks: the register, what the server finds by itself, and early warning (P4.1, P4.2).

package import Kernel

extension Module {
    /// The register of risks, early-warning rules and their alerts.
    package static let risk = Module(
        "risk", "Risks", "风险",
        resources: [AnyResource(Risk.self), AnyResource(EarlyWarningRule.self), AnyResource(Alert.self), AnyResource(RiskSettings.self)],
        migrations: riskMigrations,
        routes: [riskEvidence, dryRun],
        failures: FailureCode.riskCodes,
        jobs: [.earlyWarnings, .riskWatch, .riskDays])
}
