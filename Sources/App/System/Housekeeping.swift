// What happens by itself while the server runs: periodic jobs, backups, and idle loops that hand over what they have gathered.

import Dispatch
import HTTPServer
import Kernel
import Synchronization

/// Looks twice a minute whether there is something to do; what is due says the injected clock.
final class Housekeeping: Sendable {
    private let jobs: JobRunner
    private let backups: BackupSchedule
    private let server: HTTPServer?
    private let timer: Mutex<any DispatchSourceTimer>

    private static let seconds = 30

    init(_ jobs: JobRunner, _ backups: BackupSchedule, _ server: HTTPServer?) {
        self.jobs = jobs
        self.backups = backups
        self.server = server
        let timer = DispatchSource.makeTimerSource(queue: .global(qos: .utility))
        timer.setEventHandler { [jobs, backups, server] in Self.run(jobs, backups, server) }
        timer.schedule(deadline: .now() + .seconds(Self.seconds), repeating: .seconds(Self.seconds), leeway: .seconds(1))
        timer.activate()
        self.timer = Mutex(timer)
    }

    func run() {
        Self.run(jobs, backups, server)
    }

    func stop() {
        timer.withLock { $0.cancel() }
    }

    private static func run(_ jobs: JobRunner, _ backups: BackupSchedule, _ server: HTTPServer?) {
        jobs.runDue()
        backups.runDue()
        server?.wake()
    }
}
