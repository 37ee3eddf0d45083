// The certificate's files: what is refused and how, and a newer one while connections go on.

import Foundation
import Testing

@testable import HTTPServer

struct CertificateTests {
    private let files: CertificateFiles

    init() throws { files = try CertificateFiles(serial: 11) }

    private func fault() -> CertificateError? {
        do {
            _ = try ServerCertificate(chainFile: files.chain, keyFile: files.key)
            return nil
        } catch {
            return error
        }
    }

    @Test func `a pair that fits is taken`() {
        #expect(fault() == nil)
    }

    @Test func `files that are missing or no PEM are named with the reason`() throws {
        try files.write("nothing\n", to: files.key)
        #expect(fault() == CertificateError(file: files.key, reason: "there is no private key in PEM in it"))
        try files.write("nothing\n", to: files.chain)
        #expect(fault() == CertificateError(file: files.chain, reason: "nothing in it is in PEM"))
        try FileManager.default.removeItem(atPath: files.key)
        #expect(fault() == CertificateError(file: files.key, reason: "No such file or directory"))
        #expect("\(CertificateError(file: "/k", reason: "Permission denied"))" == "/k cannot be used for TLS: Permission denied")
    }

    @Test func `a key of another certificate is refused`() throws {
        let other = try CertificateFiles()
        try files.write(try String(contentsOfFile: other.key, encoding: .utf8), to: files.key)
        #expect(fault() == CertificateError(file: files.key, reason: "the key is not the certificate's"))
    }

    @Test func `an encrypted key is refused, and nobody is asked for its passphrase`() throws {
        try files.encryptKey()
        #expect(fault()?.reason == "the key is encrypted; salesd cannot ask for its passphrase")
    }

    @Test func `a newer certificate is for new connections, and a broken one for none`() throws {
        let certificate = try ServerCertificate(chainFile: files.chain, keyFile: files.key)
        let server = try TestServer(certificate: certificate)
        let before = try server.client()
        #expect(before.tls?.serial == 11)
        try files.make(serial: 12)
        try certificate.reload()
        #expect(try server.client().tls?.serial == 12)
        try files.write("half a fi", to: files.chain)
        #expect(throws: CertificateError.self) { try certificate.reload() }
        #expect(try server.client().tls?.serial == 12)
        try before.get("/now")
        #expect(try before.answer().status == 200)
    }
}
