// Whether somebody has decided on a paper of his or her own: what the trail says, whatever has refused it.

/// The decisions on the records of a resource, in SQL over the audit.
///
/// It asks the audit anew and shares nothing with the check before a step but who counts as an author. A name that some variant of a step
/// has which is no decision is left out: the audit names steps, not their variants.
struct SelfDecision {
    let entity: String
    private let schema: AnySchema
    private let names: [String]

    /// Nil where nothing is decided.
    init?(_ schema: AnySchema, _ steps: [AnyStep]) {
        let free = Set(steps.filter { !$0.isDecision }.map(\.name))
        names = Set(steps.filter(\.isDecision).map(\.name)).subtracting(free).sorted()
        guard !names.isEmpty else { return nil }
        self.schema = schema
        entity = schema.entity
    }

    /// Whether that audit record, of the same entity, tells of a decision by somebody who had written the paper before, or had it written,
    /// the one in the other's place included.
    func isToldBy(_ row: String) -> String {
        let decisions = names.map { "'\($0)'" }.joined(separator: ", ")
        return """
            \(row).action IN (\(decisions)) AND EXISTS (SELECT 1 FROM audit a
                WHERE a.\(Authorship.isOfPaper("\(row).entity_id", schema)) AND a.entity = '\(entity)' AND a.sequence < \(row).sequence
                AND \(Authorship.isAuthoring("a"))
                AND (\(row).user_id IN (a.user_id, a.on_behalf_of_id) OR \(row).on_behalf_of_id IN (a.user_id, a.on_behalf_of_id)))
            """
    }
}

extension NamedFilter {
    /// The filter that finds records on which one of their authors has decided; nil where nothing is decided.
    ///
    /// What was found before is kept (`SelfDecisions`); the audit is read from there on.
    static func selfDecided(_ schema: AnySchema, _ steps: [AnyStep]) -> NamedFilter? {
        guard let decision = SelfDecision(schema, steps) else { return nil }
        return NamedFilter(
            NamedFilter.selfDecidedName, "Decided on by one of its authors", "由其作者之一作出决定", values: ["true"],
            // Without an index: the audit's end is short, and no index begins with its order.
            condition: """
                ? = 'true' AND t.id IN (
                    SELECT f.entity_id FROM self_decision f WHERE f.entity = '\(decision.entity)'
                    UNION ALL
                    SELECT d.entity_id FROM audit d NOT INDEXED
                    WHERE d.sequence > \(SelfDecisions.reached) AND d.entity = '\(decision.entity)' AND \(decision.isToldBy("d")))
                """)
    }

    /// How it is asked for: `self_decided=true`.
    package static let selfDecidedName = "self_decided"
}
