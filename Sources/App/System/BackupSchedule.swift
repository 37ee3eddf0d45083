// Backups that are made by themselves beside the running server: under backups/ in the data directory, so many of them.

import Dispatch
import Kernel
import Storage
import Synchronization

/// What an administrator can set of scheduled backups.
package struct BackupOptions: Sendable {
    /// Hours from one to the next; 0: none are made.
    package var everyHours: Int64 = 0
    /// How many are kept; older ones are removed.
    package var kept = 7

    /// None are made.
    package init() {}
}

/// Makes backups when they are due, one at a time, and removes those beyond the number kept.
final class BackupSchedule: Sendable {
    private struct State {
        var isRunning = false
        var lastGoodAt: Instant?
        var lastRun: JobRun?
        var nextAt: Instant?
        var failures = 0
    }

    /// The schedule's name in the list of jobs.
    static let jobName = "backup"
    /// Seconds after which a backup that failed is tried again.
    private static let retrySeconds: Int64 = 600

    private let database: Database
    private let options: BackupOptions
    private let clock: any Clock
    private let isStopping: StopMark
    private let report: @Sendable (Trouble) -> Void
    private let folder: BackupFolder
    private let state: Mutex<State>
    private let queue = DispatchQueue(label: "salesd.backup", qos: .utility)

    init(
        _ database: Database, _ options: BackupOptions, _ clock: any Clock, _ isStopping: StopMark,
        report: @escaping @Sendable (Trouble) -> Void
    ) {
        self.database = database
        self.options = options
        self.clock = clock
        self.isStopping = isStopping
        self.report = report
        folder = BackupFolder(database.directory + "/backups")
        let newest = folder.newest(before: clock.now)
        state = Mutex(State(lastGoodAt: newest, nextAt: newest.map { $0.adding(seconds: options.everyHours &* 3600) }))
    }

    private var isOn: Bool { options.everyHours > 0 }
    private var interval: Int64 { options.everyHours &* 3600 }

    /// Begins a backup where one is due; the first is due at once. Does not wait for it.
    func runDue() {
        let now = clock.now
        guard isOn, begin(at: now, isAsked: false) else { return }
        queue.async { _ = self.make(begunAt: now) }
    }

    /// Makes one now and waits for it, whether it is due or not, also where none are made by themselves.
    func runNow() -> JobOutcome {
        let now = clock.now
        return begin(at: now, isAsked: true) ? .ended(make(begunAt: now)) : .isRunning
    }

    /// Returns when the one that runs has ended, which is soon where the server is being stopped.
    func finish() {
        queue.sync {}
    }

    /// How it stands; nil where no backups are made by themselves.
    var status: JobStatus? {
        guard isOn else { return nil }
        let state = state.withLock { $0 }
        // What an earlier process has made is known by the file alone.
        let last = state.lastRun ?? state.lastGoodAt.map { JobRun(startedAt: $0, endedAt: $0, error: nil) }
        return JobStatus(
            name: Self.jobName, interval: interval, isRunning: state.isRunning, lastRun: last,
            nextRunAt: state.isRunning ? nil : state.nextAt)
    }

    /// For the page of metrics.
    var figures: BackupFigures {
        let now = clock.now
        return state.withLock { state in
            let age = state.lastGoodAt.map { Int(clamping: (now.milliseconds &- $0.milliseconds) / 1000) }
            return BackupFigures(age: age, failures: state.failures)
        }
    }

    private func begin(at now: Instant, isAsked: Bool) -> Bool {
        state.withLock { state in
            guard !state.isRunning, isAsked || state.nextAt.map({ now >= $0 }) ?? true else { return false }
            state.isRunning = true
            return true
        }
    }

    private func make(begunAt start: Instant) -> JobRun {
        do {
            let path = try folder.newPath(at: start)
            _ = try Backup(database, isStopping).write(to: path)
            folder.removeOld(keeping: options.kept)
            return end(JobRun(startedAt: start, endedAt: clock.now, error: nil))
        } catch {
            let reason = (error as? Failure)?.details["reason"] ?? ErrorText.of(error)
            if !isStopping.isSet { report(Trouble(Self.jobName, CommandFailure(reason))) }
            return end(JobRun(startedAt: start, endedAt: clock.now, error: reason))
        }
    }

    private func end(_ run: JobRun) -> JobRun {
        state.withLock { state in
            state.isRunning = false
            state.lastRun = run
            if run.error == nil {
                state.lastGoodAt = run.startedAt
                state.nextAt = run.startedAt.adding(seconds: interval)
            } else {
                state.failures += 1
                state.nextAt = run.startedAt.adding(seconds: min(interval, Self.retrySeconds))
            }
        }
        return run
    }
}

/// The files of scheduled backups, each named by the moment that it shows: `salesd-20261124T010000.000Z.db`.
struct BackupFolder {
    private let path: String

    init(_ path: String) {
        self.path = path
    }

    /// The youngest one; what bears a moment to come does not count, since the clock was wrong when it was made, or is now.
    func newest(before now: Instant) -> Instant? {
        names.compactMap(Self.moment).filter { $0 <= now }.max()
    }

    /// The path of a new one. Makes the directory, and removes what interrupted runs have left. Throws where it cannot be made.
    func newPath(at moment: Instant) throws -> String {
        try LocalFile.makeDirectory(path)
        for name in LocalFile.names(in: path) where name.hasSuffix(".db.partial") { LocalFile.remove(path + "/" + name) }
        return path + "/" + Self.name(at: moment)
    }

    /// Removes the oldest beyond a number. Nothing else in the directory is touched.
    func removeOld(keeping count: Int) {
        for name in names.sorted().dropLast(max(1, count)) {
            LocalFile.remove(path + "/" + name)
            LocalFile.remove(BlobCopies.directory(besideCopy: path + "/" + name))
        }
    }

    private var names: [String] { LocalFile.names(in: path).filter { Self.moment($0) != nil } }

    static func name(at moment: Instant) -> String {
        "salesd-" + "\(moment)".filter { $0 != "-" && $0 != ":" } + ".db"
    }

    /// The moment in a name; nil for a file of another kind.
    private static func moment(_ name: String) -> Instant? {
        guard name.hasPrefix("salesd-"), name.hasSuffix(".db") else { return nil }
        let digits = Array(name.dropFirst(7).dropLast(3))
        guard digits.count == 20 else { return nil }
        let day = [digits[0..<4], digits[4..<6], digits[6..<8]].map { String($0) }.joined(separator: "-")
        let time = [digits[9..<11], digits[11..<13], digits[13...]].map { String($0) }.joined(separator: ":")
        return Instant("\(day)T\(time)")
    }
}
