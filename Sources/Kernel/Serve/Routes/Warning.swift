// What somebody should see to while the server goes on, such as holidays that nobody has entered: `/readyz` and `/metrics` tell of it.

package import SQLite

/// Something that works, and worse than it should until somebody sees to it.
package struct Warning: Sendable {
    /// Stable, such as `holidays_missing`.
    let code: String
    /// What stands in braces is filled in.
    let text: Label
    /// What fills the text; nil where there is nothing to warn of.
    let find: @Sendable (RuleReader) throws -> [String: String]?
    /// Whether the start tells of it as well: what was put together wrong, such as a data directory without one of its files.
    let isOfStart: Bool

    /// `find` runs on an event loop each time somebody looks, so it asks little.
    package init(
        _ code: String, _ english: String, _ chinese: String, atStart isOfStart: Bool = false,
        find: @escaping @Sendable (RuleReader) throws -> [String: String]?
    ) {
        self.code = code
        self.isOfStart = isOfStart
        text = Label(english, chinese)
        self.find = find
    }
}

/// Whether there is something to warn of.
struct WarningState: Sendable {
    let code: String
    /// What there is to see to; nil: nothing.
    let text: Label?
}

extension ReadContext {
    /// Every warning that is declared, as it stands now.
    func warnings() throws -> [WarningState] {
        try read { connection in
            let reader = RuleReader(caller: .nobody, now: registry.clock.now, registry: registry, connection: connection)
            return try registry.warnings.map { warning in
                WarningState(code: warning.code, text: try warning.find(reader).map { warning.text.filled($0) })
            }
        }
    }
}

extension Registry {
    /// What whoever starts the server is told, in English. Throws `DatabaseError`.
    package func startWarnings(_ connection: Connection) throws -> [String] {
        let reader = RuleReader(caller: .nobody, now: clock.now, registry: self, connection: connection)
        return try warnings.filter(\.isOfStart).compactMap { warning in
            try warning.find(reader).map { warning.text.filled($0, in: .english) }
        }
    }
}

extension Label {
    /// The text in every language with its placeholders filled.
    fileprivate func filled(_ details: [String: String]) -> Label {
        Label(filled(details, in: .english), filled(details, in: .chinese))
    }
}

/// What `/readyz` answers.
struct Readiness: Sendable {
    private struct Told: Sendable {
        let code: String
        let text: Label
    }

    private let warnings: [Told]

    init(_ states: [WarningState]) {
        warnings = states.compactMap { state in state.text.map { Told(code: state.code, text: $0) } }
    }

    static let shape = AnswerShape<Readiness>(
        "Readiness", "就绪状态",
        [
            .field("status", text("Always ok", "始终为 ok"), example: "ok") { _ in "ok" },
            .list("warnings", of: warning) { $0.warnings },
        ])

    private static let warning = AnswerShape<Told>(
        "Warning", "警告",
        [
            .field("code", text("Code, which is stable", "代码（固定不变）"), example: "holidays_missing") { $0.code },
            .label("text", Label("In the language asked for", "说明"), example: "No holidays are entered for 2027.") { $0.text },
        ])
}
