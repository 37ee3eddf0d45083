// The running server: opens the data directory, listens, and stops in order.

import Delivery
import Dispatch
package import HTTPServer
package import Kernel
import Outgoing
import SQLite
package import Storage
import Synchronization

/// One data directory being served.
package final class Application: Sendable {
    /// Where requests are taken, with real ports.
    package let addresses: [ListenAddress]

    /// Plain addresses that only lead to the ones with TLS.
    package let redirectAddresses: [ListenAddress]

    private let parts: Parts
    private let certificate: ServerCertificate?
    private let publicServer: HTTPServer?
    private let redirectServer: HTTPServer?
    private let controlServer: HTTPServer
    /// Nil where it serves one command alone: that wants nothing done beside.
    private let housekeeping: Housekeeping?

    /// Seconds within which everything that runs is to end.
    package static let stopSeconds = 9.0

    /// Opens the data directory and serves it; returns once every listener accepts.
    ///
    /// Throws `UsageError`, `CommandFailure`, `StorageError`, `DatabaseError`, `SocketError` or `RouteConflict`; nothing stays open then.
    ///
    /// - Parameters:
    ///   - isForOneCommand: whether it serves nobody but the command that starts it
    ///   - report: told of every error whose cause no answer tells; by default a line on standard error
    package static func start(
        _ configuration: Configuration, clock: any Clock = SystemClock(), isForOneCommand: Bool = false,
        report: (@Sendable (Trouble) -> Void)? = nil
    ) throws -> Application {
        guard configuration.faults.isEmpty else { throw UsageError(configuration.faults) }
        let parts = try Parts(configuration, clock: clock, report: report)
        do {
            return try Application(
                parts, configuration, isForOneCommand: isForOneCommand)
        } catch {
            parts.close()
            throw error
        }
    }

    private init(_ parts: Parts, _ configuration: Configuration, isForOneCommand: Bool) throws {
        self.parts = parts
        let controlPath = isForOneCommand ? configuration.ownControlPath : configuration.controlPath
        controlServer = try Application.listenForCommands(parts, at: controlPath, uploadLimit: configuration.service.uploadLimit)
        do {
            certificate =
                try configuration.usesTLS ? ServerCertificate(chainFile: configuration.tlsCertificate, keyFile: configuration.tlsKey) : nil
            let server = try Application.listen(parts, configuration, certificate)
            publicServer = server?.server
            addresses = server?.addresses ?? []
            do {
                let redirect = try Application.redirect(configuration, to: addresses)
                redirectServer = redirect?.server
                redirectAddresses = redirect?.addresses ?? []
            } catch {
                server?.server.stop(within: 0)
                throw error
            }
            if !isForOneCommand {
                parts.imports.wake()
                parts.exports.wake()
                parts.startSending()
            }
            housekeeping = isForOneCommand ? nil : Housekeeping(parts.jobs, parts.backups, parts.sender, publicServer)
        } catch {
            controlServer.stop(within: 0)
            throw error
        }
    }

    /// Everything that a server of a new data directory declares, without opening anything.
    package static func describe(_ configuration: Configuration) throws -> Registry {
        try Modules.registry(configuration.company, clock: SystemClock())
    }

    /// The refusals that only commands of this machine can meet.
    package static let commandFailures: [FailureCode] = [.backupRefused, .jobUnknown, .jobRunning, .jobFailed]

    /// Everything declared.
    package var registry: Registry { parts.registry }

    /// The data directory's database.
    package var database: Database { parts.database }

    /// The port of the first listener that has one.
    package var port: UInt16? { addresses.lazy.compactMap(\.port).first }

    /// Whether nobody can sign in yet.
    package func hasNoUser() throws -> Bool {
        try parts.database.read { try $0.first("SELECT 1 FROM users LIMIT 1") } == nil
    }

    /// What whoever starts it should see to, such as a file that the data directory lacks.
    package func startWarnings() throws -> [String] {
        try parts.database.read { try parts.registry.startWarnings($0) }
    }

    /// Opens the access log anew, after its file was moved away.
    package func reopenLog() {
        parts.log?.reopen()
    }

    /// Reads the certificate's files again, for connections that begin from now on.
    ///
    /// Throws `CertificateError` where they cannot be used; then the old one stays.
    package func renewCertificate() throws {
        try certificate?.reload()
    }

    /// Begins what is due of the periodic work, as happens by itself twice a minute.
    package func keepHouse() {
        housekeeping?.run()
    }

    /// Stops accepting, lets what runs finish within the time, in seconds, moves the WAL into the database and closes it.
    package func stop(within seconds: Double = Application.stopSeconds) {
        let deadline = Deadline(seconds: seconds)
        housekeeping?.stop()
        parts.sender.stop()
        redirectServer?.stop(within: 0)
        publicServer?.stop(within: deadline.secondsLeft)
        parts.stopLongWork()
        parts.imports.stop()
        // What follows, such as moving the WAL, needs a moment as well.
        parts.exports.stop(within: max(0, deadline.secondsLeft - 1))
        controlServer.stop(within: deadline.secondsLeft)
        parts.close()
    }

    /// The server that other programs reach; nil where there is no address to listen at.
    private static func listen(_ parts: Parts, _ configuration: Configuration, _ certificate: ServerCertificate?) throws
        -> (server: HTTPServer, addresses: [ListenAddress])?
    {
        guard !configuration.listen.isEmpty else { return nil }
        var server = ServerConfiguration(addresses: configuration.listen, loops: configuration.loops > 0 ? configuration.loops : nil)
        server.limits = configuration.limits
        server.certificate = certificate
        server.socketMode = configuration.socketMode
        let service = try Service(
            registry: parts.registry, database: parts.database, log: parts.accessLog, options: configuration.service, report: parts.report)
        let running = HTTPServer(server) { _ in try LoopHandler(service) }
        service.metrics.showLoops(
            connections: { [weak running] in running?.connectionCount ?? 0 }, wakes: { [weak running] in running?.wakeCount ?? 0 })
        service.metrics.showBackups { [backups = parts.backups] in backups.figures }
        do {
            return (running, try running.start())
        } catch {
            running.stop(within: 0)
            throw error
        }
    }

    /// The server of the plain ports beside TLS; nil where there are none.
    private static func redirect(_ configuration: Configuration, to addresses: [ListenAddress]) throws
        -> (server: HTTPServer, addresses: [ListenAddress])?
    {
        guard !configuration.tlsRedirect.isEmpty else { return nil }
        var server = ServerConfiguration(addresses: configuration.tlsRedirect, loops: 1)
        server.limits = configuration.limits
        let port = addresses.lazy.compactMap(\.port).first
        let running = HTTPServer(server) { _ in RedirectHandler(port: port) }
        return (running, try running.start())
    }

    /// The server for commands of this machine: whoever may open its socket is the operator.
    private static func listenForCommands(_ parts: Parts, at path: String, uploadLimit: Int) throws -> HTTPServer {
        guard path.utf8.count <= LocalSocket.pathLimit else {
            throw CommandFailure("the data directory's path is too long: \(path) may have at most \(LocalSocket.pathLimit) bytes")
        }
        let server = ServerConfiguration(addresses: [.unix(path: path)], loops: 1)
        var options = ServiceOptions()
        options.uploadLimit = uploadLimit
        let service = try Service(
            registry: parts.registry, database: parts.database, log: AccessLog(write: nil), further: parts.controlRoutes, options: options,
            report: parts.report)
        let running = HTTPServer(server) { _ in try LoopHandler(service, fixedCaller: .operator) }
        do {
            _ = try running.start()
        } catch {
            running.stop(within: 0)
            throw error
        }
        return running
    }
}

/// What both servers share.
private final class Parts: Sendable {
    let registry: Registry
    let database: Database
    let log: LogFile?
    let report: @Sendable (Trouble) -> Void
    let jobs: JobRunner
    let backups: BackupSchedule
    let imports: ImportRunner
    let sender: DeliverySender
    private let wayOut: WayOut
    let exports: ExportRunner
    private let errorLog: LogFile
    private let isStopping = StopMark()

    init(_ configuration: Configuration, clock: any Clock, report: (@Sendable (Trouble) -> Void)?) throws {
        log = try LogFile(configuration.accessLog)
        let errorLog = try LogFile(path: nil)
        self.errorLog = errorLog
        self.report = report ?? { errorLog.write($0.line(at: clock.now)) }
        database = try Database.open(directory: configuration.data, migrations: Modules.migrations, options: configuration.storage)
        IncomingFiles(of: database.directory).clear()
        do {
            wayOut = WayOut(configuration.outgoing, dataDirectory: database.directory)
            registry = try Modules.registry(
                configuration.company(keptIn: database), configuration.signIn, clock: clock, door: wayOut.door)
            try Parts.requireFit(registry, database)
            try registry.loadSettings(database)
            try SearchIndex.bringUpToDate(registry, database)
            jobs = JobRunner(registry, database) { job, error in Console.error("the job \(job) failed: \(ErrorText.of(error))") }
            imports = ImportRunner(
                registry, database, demandsVersions: configuration.service.demandsVersions, report: self.report)
            sender = DeliverySender(registry, database, wayOut.client, Modules.endpoints, report: self.report)
            exports = ExportRunner(registry, database, report: self.report)
            backups = BackupSchedule(database, configuration.backups, clock, isStopping, report: self.report)
        } catch {
            database.close()
            throw error
        }
    }

    /// Throws `CommandFailure` with the first difference between declarations and tables.
    private static func requireFit(_ registry: Registry, _ database: Database) throws {
        let differences = try SchemaCheck.problems(registry, database)
        guard let first = differences.first else { return }
        throw CommandFailure("the database does not fit this program (\(differences.count) differences): \(first)")
    }

    var accessLog: AccessLog {
        guard let log else { return AccessLog(write: nil) }
        return AccessLog { log.write($0) }
    }

    var controlRoutes: [Route] {
        ControlRoutes(registry: registry, database: database, jobs: jobs, backups: backups, isStopping: isStopping).all
    }

    /// From now on what is queued goes out.
    func startSending() {
        wayOut.onWake { [weak sender] in sender?.wake() }
        sender.wake()
    }

    /// Has the operator's long work, such as a backup, give up.
    func stopLongWork() {
        isStopping.set()
    }

    func close() {
        imports.stop()
        sender.stop()
        exports.stop(within: 0)
        backups.finish()
        database.close()
        log?.flush()
        errorLog.flush()
    }
}

/// Whether the server is being stopped.
final class StopMark: Sendable {
    private let mark = Atomic(false)

    var isSet: Bool { mark.load(ordering: .acquiring) }

    func set() {
        mark.store(true, ordering: .releasing)
    }
}

extension LogFile {
    /// The log that the configuration asks for; nil for none.
    fileprivate convenience init?(_ target: AccessLogTarget) throws {
        switch target {
        case .off: return nil
        case .standardError: try self.init(path: nil)
        case .file(let path): try self.init(path: path)
        }
    }
}
