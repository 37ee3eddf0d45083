// The certificate of a server: read from files, and exchanged for a newer one while connections go on.

import Synchronization

/// Why a certificate cannot be used.
package struct CertificateError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The file that is at fault.
    package let file: String
    /// What is wrong with it, as the end of a sentence.
    package let reason: String

    package var description: String { "\(file) cannot be used for TLS: \(reason)" }
}

/// A certificate with its key. Connections keep the one with which they began.
package final class ServerCertificate: Sendable {
    private let chainFile: String
    private let keyFile: String
    private let context: Mutex<SecureContext>

    /// Reads a certificate chain, the server's own first, and its private key, both in PEM. Throws `CertificateError`.
    package init(chainFile: String, keyFile: String) throws(CertificateError) {
        self.chainFile = chainFile
        self.keyFile = keyFile
        context = Mutex(try SecureContext(chainFile: chainFile, keyFile: keyFile))
    }

    /// Reads the files again; the old certificate stays where this throws `CertificateError`.
    package func reload() throws(CertificateError) {
        let newer = try SecureContext(chainFile: chainFile, keyFile: keyFile)
        context.withLock { $0 = newer }
    }

    /// The server's side of TLS over a socket; nil where the memory for it is lacking.
    func channel(over descriptor: Int32) -> SecureChannel? {
        context.withLock { $0 }.channel(over: descriptor)
    }
}
