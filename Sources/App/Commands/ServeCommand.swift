// `salesd serve`: serves a data directory until it is told to stop.

import Dispatch
import Glibc
import HTTPServer

extension Command {
    static let serve = Command("serve", settings: .all, summary: "Serve a data directory until SIGTERM") { invocation in
        let signals = StopSignals()
        let application = try Application.start(invocation.configuration)
        signals.on(SIGHUP) {
            application.reopenLog()
            renewCertificate(of: application)
        }
        let isSecure = invocation.configuration.usesTLS
        for address in application.addresses { Console.result("salesd listening on \(address.link(isSecure: isSecure))") }
        for address in application.redirectAddresses { Console.result("salesd redirecting \(address.link(isSecure: false)) to https") }
        for warning in try application.startWarnings() { Console.error(warning) }
        if try application.hasNoUser() { tellFirstSteps(invocation.configuration) }
        signals.wait()
        exitIfStoppingHangs()
        application.stop()
    }

    private static func renewCertificate(of application: Application) {
        do {
            try application.renewCertificate()
        } catch {
            Console.error("the certificate stays the old one: \(ErrorText.of(error))")
        }
    }

    private static func tellFirstSteps(_ configuration: Configuration) {
        Console.note("There is no user yet. Create the administrator, who makes all others:")
        Console.note("    salesd user add NAME --roles admin --data \(configuration.data)")
    }

    /// The last resort: what does not end is cut off as if the power were. Nothing that was answered is lost by it.
    private static func exitIfStoppingHangs() {
        DispatchQueue.global().asyncAfter(deadline: .now() + Application.stopSeconds + 0.8) {
            Console.error("what runs does not end; it is cut off")
            _exit(CommandLineTool.ExitCode.failed)
        }
    }
}

extension ListenAddress {
    /// The address as it is typed behind curl.
    func link(isSecure: Bool) -> String {
        switch self {
        case .ipv4, .ipv6: isSecure ? "https://\(self)" : "http://\(self)"
        case .unix: description
        }
    }
}
