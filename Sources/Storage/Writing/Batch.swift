// What the writes of one commit share.

package import SQLite

/// One group commit: the transaction around the writes that were waiting together.
///
/// It lives on the writer's thread, from BEGIN to the last answer.
package final class Batch {
    /// The writer's connection.
    package let connection: Connection
    /// Whether each write runs in a savepoint of its own, so that one that fails is undone alone.
    let keepsApart: Bool
    /// A write has failed after it changed rows, and there is no savepoint to roll back to.
    var mustRunAgain = false

    /// As `Durability` counts, where its commit is seen before it is on disk.
    var number: Int?

    private let queue: WriterQueue
    private let sideline: Sideline
    private var hasOffers = false
    private var values: [ObjectIdentifier: AnyObject] = [:]
    private var commitPreparations: [(Connection) throws -> Void] = []
    private var commitHooks: [() -> Void] = []
    private var diskHooks: [@Sendable () -> Void] = []
    private var rollbackHooks: [() -> Void] = []

    init(_ connection: Connection, keepsApart: Bool, queue: WriterQueue, sideline: Sideline) {
        self.connection = connection
        self.keepsApart = keepsApart
        self.queue = queue
        self.sideline = sideline
    }

    /// The batch's own object of type `T`, made at the first call: scratch room for what writes of one commit share.
    ///
    /// It outlives a write that fails; what such a write put into it must be taken back with `Transaction.onRollback`.
    package func value<T: AnyObject>(_ type: T.Type, make: () throws -> T) rethrows -> T {
        if let value = values[ObjectIdentifier(type)] as? T { return value }
        let value = try make()
        values[ObjectIdentifier(type)] = value
        return value
    }

    /// Has a value worked out on a second thread while the writer goes on. `work` uses no connection and changes nothing.
    package func beside<Value: Sendable>(_ work: @escaping @Sendable () -> Value) -> Beside<Value> {
        let value = Beside(work)
        sideline.offer(value)
        hasOffers = true
        return value
    }

    /// Whether writes wait for the next batch: work that comes in slices makes room for them.
    package var othersWait: Bool { queue.hasWaiting }

    /// Runs `work` once, inside the transaction, after the last write and before the commit. If it throws, the whole batch fails.
    package func beforeCommit(_ work: @escaping (Connection) throws -> Void) {
        commitPreparations.append(work)
    }
}

/// What the writer and the transactions do with a batch.
extension Batch {
    /// Where the hooks stood when a savepoint began.
    struct Mark {
        fileprivate let commitHooks: Int
        fileprivate let diskHooks: Int
        fileprivate let rollbackHooks: Int
    }

    var mark: Mark { Mark(commitHooks: commitHooks.count, diskHooks: diskHooks.count, rollbackHooks: rollbackHooks.count) }

    func addCommitHook(_ hook: @escaping () -> Void) {
        commitHooks.append(hook)
    }

    func addDiskHook(_ hook: @escaping @Sendable () -> Void) {
        diskHooks.append(hook)
    }

    func addRollbackHook(_ hook: @escaping () -> Void) {
        rollbackHooks.append(hook)
    }

    /// Undoes in memory what was done since `mark`, the latest first, and forgets what was to follow the commit.
    func rollBack(to mark: Mark) {
        commitHooks.removeSubrange(mark.commitHooks...)
        diskHooks.removeSubrange(mark.diskHooks...)
        let hooks = rollbackHooks[mark.rollbackHooks...].reversed()
        rollbackHooks.removeSubrange(mark.rollbackHooks...)
        for hook in hooks { hook() }
    }

    func rollBackAll() {
        rollBack(to: Mark(commitHooks: 0, diskHooks: 0, rollbackHooks: 0))
    }

    func prepareCommit() throws {
        for work in commitPreparations { try work(connection) }
    }

    /// What nobody has begun is of no use any more.
    func withdrawOffers() {
        if hasOffers { sideline.forgetOffers() }
    }

    /// Readers see it from now on, and so does the next batch.
    func didCommit() {
        rollbackHooks.removeAll()
        for hook in commitHooks { hook() }
        commitHooks.removeAll()
    }

    /// What is to be called once it is on disk; once.
    func takeDiskHooks() -> [@Sendable () -> Void] {
        defer { diskHooks = [] }
        return diskHooks
    }
}
