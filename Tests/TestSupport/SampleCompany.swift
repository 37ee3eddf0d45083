// The sample company, made once and copied for every test that needs it.

import Foundation

/// A data directory as `salesd demo` fills it, with the password that the pages name.
package final class SampleCompany: Sendable {
    /// Everybody's.
    package static let password = "northwind-demo"
    private static let made = Result { try SampleCompany() }
    private let folder: String

    private init() throws {
        folder = FileManager.default.temporaryDirectory.appendingPathComponent("sample-\(UUID().uuidString.prefix(8))").path
        let outcome = try Salesd.run("demo", "--data", folder, "--password", SampleCompany.password)
        guard outcome.code == 0 else { throw NotMade(errors: outcome.errors) }
        // It lives until the process ends.
        atexit { if let company = try? SampleCompany.made.get() { try? FileManager.default.removeItem(atPath: company.folder) } }
    }

    /// Puts a copy at a path where nothing is yet.
    package static func copy(to path: String) throws {
        try FileManager.default.copyItem(atPath: made.get().folder, toPath: path)
    }
}

/// Why there is no sample company.
private struct NotMade: Error {
    let errors: String
}
