// When tokens were last used: told to the writer once a minute, without audit and version.

import Storage

/// Tells the writer what one event loop knows of the uses of tokens. It belongs to that loop's thread.
struct TokenUses {
    private var nextWrite = Instant(milliseconds: 0)
    private static let pauseSeconds: Int64 = 60
    /// Uses in one write: some milliseconds.
    private static let slice = 500

    /// Hands the uses over where a minute has passed since the last time.
    mutating func tell(_ callers: CallerCache, _ service: Service) {
        let now = service.registry.clock.now
        guard now >= nextWrite else { return }
        nextWrite = now.adding(seconds: TokenUses.pauseSeconds)
        guard let record = service.registry.directory.recordUses else { return }
        while true {
            let uses = callers.takeUses(TokenUses.slice)
            if uses.isEmpty { return }
            do {
                try service.database.writer.submit {
                    try record(uses, $0.connection)
                    RowMemory.shared(in: $0.batch).forgetAll()
                } completion: { [service] result in
                    if case .failure(let error) = result { service.report(Trouble("noting when tokens were used", error)) }
                }
            } catch {
                // The writer has no room: the next minute is early enough.
                return callers.putBack(uses)
            }
        }
    }
}
