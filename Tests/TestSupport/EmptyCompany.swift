// A data directory that every migration has run in, made once and copied: half of what the start of a test's server would take.

import App
import Crypto
import Foundation
import Kernel
import SQLite
import Storage

enum EmptyCompany {
    /// A new directory of a name of its own: with nothing in it where the test begins at another time than most.
    static func makeDirectory(at start: Instant) throws -> String {
        let directory = try newName()
        if start == TestServer.start { try FileManager.default.copyItem(atPath: template.get(), toPath: directory) }
        return directory
    }

    private static let template = Result { try makeTemplate() }

    private static func makeTemplate() throws -> String {
        let directory = try newName()
        var configuration = Configuration()
        configuration.data = directory
        configuration.listen = []
        let application = try Application.start(configuration, clock: ManualClock(TestServer.start), isForOneCommand: true)
        // Each server settles for itself what the first start settles, such as its currency and its keys.
        try application.database.write { try $0.connection.run("DELETE FROM settled", []) }
        application.stop(within: 2)
        atexit {
            if let path = try? EmptyCompany.template.get() { try? FileManager.default.removeItem(atPath: path) }
        }
        return directory
    }

    private static func newName() throws -> String {
        NSTemporaryDirectory() + "salesd-" + Hex.encode(try SecureRandom.bytes(8))
    }
}
