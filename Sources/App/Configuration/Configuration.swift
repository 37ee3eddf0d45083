// What an administrator can set, typed; SettingTable.swift says how each value is named and read.

package import HTTPServer
package import Identity
package import Kernel
package import Outgoing
package import Storage

/// Where the access log goes.
package enum AccessLogTarget: Sendable, Hashable {
    /// Nowhere.
    case off
    /// To standard error.
    case standardError
    /// To the end of a file, which is opened anew on SIGHUP.
    case file(String)
}

/// All settings of one process, with their defaults.
package struct Configuration: Sendable {
    /// The data directory; every command that needs data demands it.
    package var data = ""
    /// Where requests are taken.
    package var listen: [ListenAddress] = [.ipv4(host: "127.0.0.1", port: 8080)]
    /// Who may connect to Unix sockets that it listens at, as the mode of their files.
    package var socketMode: UInt32 = 0o600
    /// The file of the certificate for TLS, PEM; empty: plain HTTP.
    package var tlsCertificate = ""
    /// The file of its private key, PEM.
    package var tlsKey = ""
    /// Plain addresses that only lead to the one with TLS.
    package var tlsRedirect: [ListenAddress] = []
    /// Event loops; 0 stands for one a core.
    package var loops = 0
    /// The company's time zone, in which its days begin and end; nil: that of its books.
    package var timeZone: String?
    /// ISO 4217: the currency in which the company keeps its books; nil: the one that they are kept in.
    package var currency: String?
    /// Where the access log goes.
    package var accessLog = AccessLogTarget.off
    /// What the service does beside answering.
    package var service = ServiceOptions()
    /// What the storage takes at most.
    package var storage = Database.Options()
    /// What the HTTP server takes at most.
    package var limits = ServerLimits()
    /// Backups that are made by themselves.
    package var backups = BackupOptions()
    /// What is taken of people who try passwords.
    package var signIn = SignInLimits()

    /// What is sent to others takes at most, and where it goes.
    package var outgoing = OutgoingOptions()

    /// The defaults.
    package init() {}

    /// The socket over which commands reach the server of this data directory.
    var controlPath: String { data + "/control.sock" }
    /// The socket of a server that one command starts for itself: no other command finds it and is left when it ends.
    var ownControlPath: String { data + "/command.sock" }

    /// Whether connections by TCP are secured.
    var usesTLS: Bool { !tlsCertificate.isEmpty }

    /// Settings that only make sense together; a sentence for each that stands alone.
    var faults: [String] {
        var faults: [String] = []
        if usesTLS != !tlsKey.isEmpty { faults.append("--tls-cert and --tls-key: one is set without the other") }
        if !tlsRedirect.isEmpty, !usesTLS { faults.append("--tls-redirect: there is no TLS to lead to; set --tls-cert and --tls-key") }
        if tlsRedirect.contains(where: { $0.port == nil }) { faults.append("--tls-redirect: a Unix socket has no port") }
        return faults
    }

    /// Whether a database was ever made in the data directory.
    var hasData: Bool { LocalFile.exists(data + "/salesd.db") }
}
