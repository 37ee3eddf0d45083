// The write-ahead log: how long it has grown, and moving what it holds into the database file.

import CSQLite

/// How many pages the WAL held after the last commit of a connection.
///
/// SQLite's hook keeps an unretained pointer to it; the connection owns it and removes the hook before it goes.
final class WALGrowth {
    var isInstalled = false
    var pages = 0
}

extension Connection {
    /// How far a checkpoint goes.
    package enum Checkpoint: Sendable {
        /// Moves what no reader needs any more and waits for nobody.
        case passive
        /// Keeps writers out, waits for readers within the busy timeout and moves everything, so that the WAL begins anew.
        case restart
        /// The same, and cuts the WAL file to nothing.
        case truncate

        fileprivate var number: Int32 {
            switch self {
            case .passive: SQLITE_CHECKPOINT_PASSIVE
            case .restart: SQLITE_CHECKPOINT_RESTART
            case .truncate: SQLITE_CHECKPOINT_TRUNCATE
            }
        }
    }

    /// What a checkpoint left.
    package struct CheckpointResult: Sendable, Equatable {
        /// Whether readers or a writer kept it from finishing.
        package let isBlocked: Bool
        /// Pages in the WAL.
        package let pages: Int
        /// Those of them that are in the database file by now.
        package let movedPages: Int
    }

    /// Pages in the WAL after the last commit of this connection; counted from the first call of `followWALGrowth()`.
    package var walPages: Int { walGrowth.pages }

    /// Begins to count the WAL's pages, in the place of SQLite's own automatic checkpoints.
    package func followWALGrowth() {
        guard !walGrowth.isInstalled, handle != nil else { return }
        walGrowth.isInstalled = true
        let context = Unmanaged.passUnretained(walGrowth).toOpaque()
        sqlite3_wal_hook(
            handle,
            { context, _, _, pages in
                guard let context else { return SQLITE_OK }
                Unmanaged<WALGrowth>.fromOpaque(context).takeUnretainedValue().pages = Int(pages)
                return SQLITE_OK
            }, context)
    }

    /// Moves pages of the WAL into the database file. Being blocked is a result, not an error.
    @discardableResult
    package func checkpoint(_ mode: Checkpoint) throws(DatabaseError) -> CheckpointResult {
        var pages: Int32 = 0
        var moved: Int32 = 0
        let code = sqlite3_wal_checkpoint_v2(try open(nil), "main", mode.number, &pages, &moved)
        let isBusy = ResultCode(rawValue: code).isKind(of: .busy) || ResultCode(rawValue: code).isKind(of: .locked)
        guard code == SQLITE_OK || isBusy else { throw DatabaseError(code, on: handle, sql: nil) }
        if mode != .passive, !isBusy { walGrowth.pages = 0 }
        return CheckpointResult(isBlocked: isBusy || moved < pages, pages: Int(pages), movedPages: Int(moved))
    }

    /// How long a statement waits for a lock that another connection holds before it throws `.busy`.
    package func setBusyTimeout(milliseconds: Int) {
        guard handle != nil else { return }
        sqlite3_busy_timeout(handle, Int32(clamping: milliseconds))
    }

    func removeWALHook() {
        guard walGrowth.isInstalled else { return }
        sqlite3_wal_hook(handle, nil, nil)
        walGrowth.isInstalled = false
    }
}
