// Certificates made for one test, by the library itself: a program for each would be some fifty of them at once.

import COpenSSL
import Foundation

/// A self-signed certificate and its key, in files that go with the test.
final class CertificateFiles {
    private let folder: URL
    private var made: OpaquePointer?
    var chain: String { folder.path + "/cert.pem" }
    var key: String { folder.path + "/key.pem" }

    init(serial: Int = 1) throws {
        folder = FileManager.default.temporaryDirectory.appendingPathComponent("tls-\(UUID().uuidString.prefix(8))")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        try make(serial: serial)
    }

    deinit {
        EVP_PKEY_free(made)
        try? FileManager.default.removeItem(at: folder)
    }

    /// Puts a new certificate and key in the place of the old.
    func make(serial: Int) throws {
        EVP_PKEY_free(made)
        let new = try Self.newKey()
        made = new
        let certificate = X509_new()
        defer { X509_free(certificate) }
        ASN1_INTEGER_set(X509_get_serialNumber(certificate), serial)
        X509_gmtime_adj(X509_getm_notBefore(certificate), 0)
        X509_gmtime_adj(X509_getm_notAfter(certificate), 30 * 86_400)
        let name = X509_get_subject_name(certificate)
        X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_UTF8, "localhost", -1, -1, 0)
        X509_set_issuer_name(certificate, name)
        X509_set_pubkey(certificate, new)
        guard X509_sign(certificate, new, EVP_sha256()) > 0 else { throw TLSFailed(call: "X509_sign") }
        try write(pem { PEM_write_bio_X509($0, certificate) }, to: chain)
        try write(pem { PEM_write_bio_PrivateKey($0, new, nil, nil, 0, nil, nil) }, to: key)
    }

    func encryptKey() throws {
        try write(pem { PEM_write_bio_PrivateKey($0, made, EVP_aes_256_cbc(), "secret", 6, nil, nil) }, to: key)
    }

    func write(_ text: String, to file: String) throws {
        try text.write(toFile: file, atomically: true, encoding: .utf8)
    }

    private static func newKey() throws -> OpaquePointer {
        let context = EVP_PKEY_CTX_new_id(EVP_PKEY_EC, nil)
        defer { EVP_PKEY_CTX_free(context) }
        var key: OpaquePointer?
        guard EVP_PKEY_keygen_init(context) == 1, EVP_PKEY_CTX_set_group_name(context, "P-256") == 1,
            EVP_PKEY_keygen(context, &key) == 1, let key
        else { throw TLSFailed(call: "EVP_PKEY_keygen") }
        return key
    }

    /// What OpenSSL writes, as text.
    private func pem(_ write: (OpaquePointer?) -> Int32) throws -> String {
        let memory = BIO_new(BIO_s_mem())
        defer { BIO_free(memory) }
        guard write(memory) == 1 else { throw TLSFailed(call: "PEM_write_bio") }
        var bytes = [UInt8](repeating: 0, count: 8192)
        let count = BIO_read(memory, &bytes, Int32(bytes.count))
        return String(decoding: bytes.prefix(Int(max(count, 0))), as: UTF8.self)
    }
}
