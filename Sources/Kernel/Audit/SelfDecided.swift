// Whether somebody has decided on a paper of his or her own: what the trail says, whatever has refused it.

extension NamedFilter {
    /// The filter that finds records on which one of their authors has decided, the one in the other's place included; nil where nothing
    /// is decided.
    ///
    /// It asks the audit anew and shares nothing with the check before a step but who counts as an author. A name that some variant of a
    /// step has which is no decision is left out: the audit names steps, not their variants.
    static func selfDecided(_ schema: AnySchema, _ steps: [AnyStep]) -> NamedFilter? {
        let free = Set(steps.filter { !$0.isDecision }.map(\.name))
        let names = Set(steps.filter(\.isDecision).map(\.name)).subtracting(free).sorted()
        guard !names.isEmpty else { return nil }
        let decisions = names.map { "'\($0)'" }.joined(separator: ", ")
        return NamedFilter(
            NamedFilter.selfDecidedName, "Decided on by one of its authors", "由其作者之一作出决定", values: ["true"],
            // `+`: the few rows of a record are read at once, and not looked up action by action.
            condition: """
                ? = 'true' AND EXISTS (SELECT 1 FROM audit d
                    WHERE d.entity_id = t.id AND d.entity = '\(schema.entity)' AND +d.action IN (\(decisions))
                    AND EXISTS (SELECT 1 FROM audit a
                        WHERE a.\(Authorship.isOfPaper("t.id", schema)) AND a.entity = '\(schema.entity)' AND a.sequence < d.sequence
                        AND \(Authorship.isAuthoring("a"))
                        AND (d.user_id IN (a.user_id, a.on_behalf_of_id) OR d.on_behalf_of_id IN (a.user_id, a.on_behalf_of_id))))
                """)
    }

    /// How it is asked for: `self_decided=true`.
    package static let selfDecidedName = "self_decided"
}
