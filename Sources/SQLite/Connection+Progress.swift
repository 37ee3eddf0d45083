// Limits on how long a statement may work: a budget of steps, a deadline, or both.

import CSQLite
import Glibc

/// What is left to a connection before its statements are interrupted.
///
/// SQLite's handler keeps an unretained pointer to it; the connection owns it and removes the handler before it goes.
final class ProgressLimit {
    /// After how many steps of SQLite's machine the limits are looked at: some microseconds of work.
    static let granularity = 1_000

    var isInstalled = false
    var remaining = Int.max
    var deadline = UInt64.max
    var stopCheck: (() -> Bool)?

    func mustStop() -> Bool {
        if remaining != .max { remaining = remaining &- Self.granularity }
        return remaining < 0 || (deadline != .max && Self.now() > deadline) || (stopCheck?() ?? false)
    }

    /// Nanoseconds of a clock that never jumps; the coarse one, a tick of some milliseconds, is enough and nearly free.
    static func now() -> UInt64 {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC_COARSE, &time)
        return UInt64(clamping: time.tv_sec) &* 1_000_000_000 &+ UInt64(clamping: time.tv_nsec)
    }
}

extension Connection {
    /// Gives the statements that follow `steps` steps of SQLite's machine in all; past them they throw `.interrupt`.
    ///
    /// A step is an instruction, of which a row read by its id takes about ten and a second about 50 million.
    /// `Int.max` lifts the limit.
    package func setProgressBudget(steps: Int) {
        installProgressHandler()
        progress.remaining = steps
    }

    /// Lets the statements that follow run for `milliseconds` from now; past them they throw `.interrupt`. Nil lifts the limit.
    package func setDeadline(milliseconds: Int?) {
        installProgressHandler()
        progress.deadline = milliseconds.map { ProgressLimit.now() &+ UInt64(clamping: $0) &* 1_000_000 } ?? .max
    }

    /// Asks `check` every some microseconds of a statement's work; when it answers true, the statement throws `.interrupt`.
    package func setStopCheck(_ check: (() -> Bool)?) {
        installProgressHandler()
        progress.stopCheck = check
    }

    private func installProgressHandler() {
        guard !progress.isInstalled, handle != nil else { return }
        progress.isInstalled = true
        let context = Unmanaged.passUnretained(progress).toOpaque()
        sqlite3_progress_handler(
            handle, Int32(ProgressLimit.granularity),
            { context in
                guard let context else { return 0 }
                return Unmanaged<ProgressLimit>.fromOpaque(context).takeUnretainedValue().mustStop() ? 1 : 0
            }, context)
    }

    func removeProgressHandler() {
        guard progress.isInstalled else { return }
        sqlite3_progress_handler(handle, 0, nil, nil)
        progress.isInstalled = false
    }
}
