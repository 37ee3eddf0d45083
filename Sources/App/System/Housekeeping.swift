// What happens by itself while the server runs: periodic jobs, backups, what is to be sent, and idle loops that hand over what they have
// gathered.

import Delivery
import Dispatch
import HTTPServer
import Kernel
import Synchronization

/// Looks twice a minute whether there is something to do; what is due says the injected clock.
final class Housekeeping: Sendable {
    private let jobs: JobRunner
    private let backups: BackupSchedule
    private let sender: DeliverySender
    private let server: HTTPServer?
    private let timer: Mutex<any DispatchSourceTimer>

    private static let seconds = 30

    init(_ jobs: JobRunner, _ backups: BackupSchedule, _ sender: DeliverySender, _ server: HTTPServer?) {
        self.jobs = jobs
        self.backups = backups
        self.sender = sender
        self.server = server
        let timer = DispatchSource.makeTimerSource(queue: .global(qos: .utility))
        timer.setEventHandler { [jobs, backups, sender, server] in Self.run(jobs, backups, sender, server) }
        timer.schedule(deadline: .now() + .seconds(Self.seconds), repeating: .seconds(Self.seconds), leeway: .seconds(1))
        timer.activate()
        self.timer = Mutex(timer)
    }

    func run() {
        Self.run(jobs, backups, sender, server)
    }

    func stop() {
        timer.withLock { $0.cancel() }
    }

    private static func run(_ jobs: JobRunner, _ backups: BackupSchedule, _ sender: DeliverySender, _ server: HTTPServer?) {
        jobs.runDue()
        backups.runDue()
        sender.wake()
        server?.wake()
    }
}
