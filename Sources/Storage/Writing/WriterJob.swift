// A write on its way: the work, what came of it, and who waits for that.

/// A write of any result type.
class WriterJob {
    /// Whether it gets a savepoint of its own in any case, because it is likely to be undone.
    let runsApart: Bool

    init(runsApart: Bool) {
        self.runsApart = runsApart
    }

    /// Runs the work; false when it threw. What came of it is kept for `finish`.
    func run(_ transaction: Transaction) -> Bool { false }

    /// Replaces what came of the work by `error`.
    func fail(_ error: any Error) {}

    /// The error that the work ended with.
    var error: (any Error)? { nil }

    /// Tells who waits. Called once.
    func finish() {}
}

/// A write with a result of type `R`.
final class TypedWriterJob<R>: WriterJob {
    private let work: @Sendable (Transaction) throws -> R
    private let completion: @Sendable (Result<R, any Error>) -> Void
    private var result: Result<R, any Error> = .failure(StorageError.closed)

    init(
        runsApart: Bool, _ work: @escaping @Sendable (Transaction) throws -> R,
        completion: @escaping @Sendable (Result<R, any Error>) -> Void
    ) {
        self.work = work
        self.completion = completion
        super.init(runsApart: runsApart)
    }

    override func run(_ transaction: Transaction) -> Bool {
        do {
            result = .success(try work(transaction))
            return true
        } catch {
            result = .failure(error)
            return false
        }
    }

    override func fail(_ error: any Error) {
        result = .failure(error)
    }

    override var error: (any Error)? {
        if case .failure(let error) = result { error } else { nil }
    }

    override func finish() {
        completion(result)
    }
}
