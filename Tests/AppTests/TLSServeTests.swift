// The program with a certificate, asked by curl as an administrator would.

import Foundation
import Glibc
import TestSupport
import Testing

@Suite struct TLSServeTests {
    private let directory: DataDirectory
    private var certificate: String { directory.parent + "/cert.pem" }
    private var key: String { directory.parent + "/key.pem" }

    init() throws {
        directory = try DataDirectory()
        try makeCertificate("cert.pem", "key.pem", name: "first")
    }

    private func makeCertificate(_ chain: String, _ key: String, name: String) throws {
        let (chain, key) = (directory.parent + "/" + chain, directory.parent + "/" + key)
        let made = try runTool(
            "openssl",
            [
                "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "30", "-subj", "/CN=\(name)",
                "-addext", "subjectAltName=DNS:localhost", "-keyout", key, "-out", chain,
            ])
        #expect(made.code == 0, "\(made.errors)")
    }

    private func start(_ words: String...) throws -> Child {
        let secure = ["--tls-cert", certificate, "--tls-key", key]
        let child = Child(["serve", "--data", directory.path, "--listen", "127.0.0.1:0"] + secure + words)
        try child.start()
        return child
    }

    private func port(_ line: String?) throws -> Substring {
        try #require(line?.split(separator: ":").last?.prefix { $0.isNumber })
    }

    private func curl(_ words: String...) throws -> Outcome {
        try runTool("curl", ["-sS", "--max-time", "20", "--cacert", certificate] + words)
    }

    @Test func `curl trusts it, speaks either version, and is answered`() throws {
        let child = try start()
        let line = child.line()
        #expect(line?.hasPrefix("salesd listening on https://127.0.0.1:") == true)
        let address = "https://localhost:\(try port(line))/healthz"
        for version in [["--tlsv1.3"], ["--tlsv1.2", "--tls-max", "1.2"]] {
            let words = ["-sS", "--cacert", certificate, "-w", "%{http_version} %{ssl_verify_result}", "-o", "/dev/null", address]
            #expect(try runTool("curl", version + words).output == "1.1 0")
        }
        #expect(try curl("--tls-max", "1.1", address).code != 0)
        let plain = try curl("http://localhost:\(try port(line))/healthz")
        #expect(plain.output.contains("this port speaks TLS, so ask for https"))
        #expect(child.stop().code == 0)
    }

    @Test func `a plain port leads there, method and content included`() throws {
        let child = try start("--tls-redirect", "127.0.0.1:0")
        let secure = try port(child.line())
        let line = child.line()
        #expect(line?.hasPrefix("salesd redirecting http://127.0.0.1:") == true && line?.hasSuffix(" to https") == true)
        let plain = try #require(line?.split(separator: ":").dropFirst(2).first?.prefix { $0.isNumber })
        let body = #"{"username":"nancy","password":"wrong"}"#
        let followed = try curl("-L", "-d", body, "-w", "%{http_code} %{num_redirects} %{method}", "http://localhost:\(plain)/v1/sessions")
        #expect(followed.output.contains("invalid_credentials") || followed.output.hasSuffix("401 1 POST"), "\(followed.output)")
        let client = try HTTPClient(port: try #require(UInt16(plain)))
        let answer = try client.send("GET", "/v1/orders?limit=3")
        #expect(answer.status == 308 && answer.field("Location") == "https://localhost:\(secure)/v1/orders?limit=3")
        let absolute = try client.send("GET", "http://sales.example:8080/a%20b")
        #expect(absolute.field("Location") == "https://sales.example:\(secure)/a%20b")
        #expect(try client.send("OPTIONS", "*").status == 400)
        #expect(child.stop().code == 0)
    }

    @Test func `SIGHUP takes a new certificate, and keeps the old one where the new is broken`() throws {
        let child = try start()
        let address = "https://localhost:\(try port(child.line()))/healthz"
        let old = directory.parent + "/old.pem"
        try FileManager.default.copyItem(atPath: certificate, toPath: old)
        #expect(try curl(address).code == 0)
        try makeCertificate("cert.pem", "key.pem", name: "second")
        child.signal(SIGHUP)
        // `--cacert` is the new one: curl refuses until it is served.
        #expect(try waitFor { try curl(address).code == 0 })
        #expect(try runTool("curl", ["-sS", "--cacert", old, address]).code == 60)
        let new = directory.parent + "/new.pem"
        try FileManager.default.copyItem(atPath: certificate, toPath: new)
        try "broken".write(toFile: certificate, atomically: true, encoding: .utf8)
        child.signal(SIGHUP)
        #expect(try runTool("curl", ["-sS", "--cacert", new, address]).code == 0)
        let outcome = child.stop()
        #expect(outcome.code == 0)
        let fault = "\(certificate) cannot be used for TLS: nothing in it is in PEM"
        #expect(outcome.errors.contains("salesd: the certificate stays the old one: \(fault)\n"))
    }

    private func waitFor(_ condition: () throws -> Bool) throws -> Bool {
        for _ in 0..<200 where try condition() { return true }
        return false
    }

    @Test func `files that cannot be used end the start with 1 and the reason`() throws {
        try makeCertificate("other.pem", "other-key.pem", name: "other")
        let cases = [
            (certificate, directory.parent + "/other-key.pem", "other-key.pem cannot be used for TLS: the key is not the certificate's"),
            (certificate, directory.parent + "/none", "none cannot be used for TLS: No such file or directory"),
            (key, key, "key.pem cannot be used for TLS: nothing in it is in PEM"),
        ]
        for (chain, key, reason) in cases {
            let outcome = try Salesd.run(
                "serve", "--data", directory.path, "--listen", "127.0.0.1:0", "--tls-cert", chain, "--tls-key", key)
            #expect(outcome.code == 1)
            #expect(outcome.output.isEmpty)
            #expect(outcome.errors == "salesd: \(directory.parent)/\(reason)\n")
        }
    }

    @Test(arguments: [
        (["--tls-cert", "c"], "--tls-cert and --tls-key: one is set without the other"),
        (["--tls-key", "k"], "--tls-cert and --tls-key: one is set without the other"),
        (["--tls-redirect", "127.0.0.1:0"], "--tls-redirect: there is no TLS to lead to; set --tls-cert and --tls-key"),
    ])
    func `settings that make no sense alone are wrong usage`(_ words: [String], _ sentence: String) throws {
        let outcome = try Salesd.run(["serve", "--data", directory.path, "--listen", "127.0.0.1:0"] + words)
        #expect(outcome.code == 2)
        #expect(outcome.errors.hasPrefix("salesd: \(sentence)\n"), "\(outcome.errors)")
        #expect(!FileManager.default.fileExists(atPath: directory.path))
    }
}
