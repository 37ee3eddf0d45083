// Carries exports out beside everything else: so many at once, each on a thread of its own; what a stop has interrupted begins anew.

import Dispatch
import Foundation
package import Storage
import Synchronization

/// The exports of one data directory. Nothing runs before it is woken.
package final class ExportRunner: Sendable {
    private struct State {
        var running: Set<Int64> = []
        var isWanted = false
        var isStopped = false
    }

    private let registry: Registry
    private let database: Database
    private let report: @Sendable (Trouble) -> Void
    private let files: ExportFiles
    private let state = Mutex(State())
    /// What looks and what carries out.
    private let threads = DispatchGroup()

    /// - Parameter report: told of what kept an export from going on; it is tried again
    package init(_ registry: Registry, _ database: Database, report: @escaping @Sendable (Trouble) -> Void) {
        self.registry = registry
        self.database = database
        self.report = report
        files = ExportFiles(of: database.directory)
        registry.exports.onWake { [weak self] in self?.wake() }
    }

    /// Looks for exports that wait or were interrupted, and for files that nobody needs any more. Returns at once.
    package func wake() {
        let mustLook = state.withLock { state in
            guard !state.isStopped, !state.isWanted else { return false }
            state.isWanted = true
            return true
        }
        if mustLook { begin { [self] in look() } }
    }

    /// On a thread of its own: an export waits for what it reads, and would keep one of Dispatch's few from those who make that.
    private func begin(_ work: @escaping @Sendable () -> Void) {
        threads.enter()
        Thread.detachNewThread { [threads] in
            work()
            threads.leave()
        }
    }

    /// Returns when no export runs any more, or after so many seconds; nothing begins. What was interrupted begins anew at the next start.
    package func stop(within seconds: Double) {
        let isFirst = state.withLock { state in
            defer { state.isStopped = true }
            return !state.isStopped
        }
        guard isFirst else { return }
        guard threads.wait(timeout: .now() + seconds) == .timedOut else { return }
        giveAttemptsBack()
    }

    /// A stop in good order is no attempt that has failed, also where it does not wait for a workbook.
    private func giveAttemptsBack() {
        let ids = state.withLock { $0.running }
        do {
            try database.write { transaction in
                for id in ids { try ExportRun.giveAttemptBack(id, in: transaction) }
            }
        } catch {
            report(Trouble(task: "exports", requestID: "export", error))
        }
    }

    private var isStopped: Bool { state.withLock { $0.isStopped } }

    private func look() {
        state.withLock { $0.isWanted = false }
        guard !isStopped else { return }
        do {
            try files.removeOthers { try database.read { try registry.exportFiles($0) } }
            let most = Int(registry.settings.current(ExportSettings.self).atOnce)
            for id in try database.read({ try registry.activeExports($0) }) where claim(id, most) {
                begin { [self] in carryOut(id) }
            }
        } catch StorageError.closed {
            return
        } catch {
            report(Trouble(task: "exports", requestID: "export", error))
            lookLater()
        }
    }

    private func claim(_ id: Int64, _ most: Int) -> Bool {
        state.withLock { state in
            guard !state.isStopped, state.running.count < most else { return false }
            return state.running.insert(id).inserted
        }
    }

    private func carryOut(_ id: Int64) {
        let run = ExportRun(id: id, registry: registry, database: database, files: files) { [self] in isStopped }
        do {
            try run.carryOut()
        } catch StorageError.closed {
            // The server stops.
        } catch {
            report(Trouble(task: "export \(id)", requestID: "export-\(id)", error))
            DispatchQueue.global().asyncAfter(deadline: .now() + .seconds(ExportLimits.pause)) { [self] in giveBack(id) }
            return
        }
        giveBack(id)
    }

    private func giveBack(_ id: Int64) {
        state.withLock { _ = $0.running.remove(id) }
        wake()
    }

    private func lookLater() {
        DispatchQueue.global().asyncAfter(deadline: .now() + .seconds(ExportLimits.pause)) { [weak self] in self?.wake() }
    }
}
