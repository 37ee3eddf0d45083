// A copy of the database in a new file, made while others read and write.

import Kernel
import Storage

/// Makes one copy.
struct Backup {
    private let database: Database
    private let isStopping: StopMark

    init(_ database: Database, _ isStopping: StopMark) {
        self.database = database
        self.isStopping = isStopping
    }

    /// Writes the copy and gives its size in bytes. Nothing is ever overwritten, and a copy that failed leaves nothing behind.
    func write(to path: String) throws -> Int64 {
        let draft = path + ".partial"
        guard !LocalFile.exists(path) else { throw refused("\(path) exists already") }
        guard LocalFile.claim(draft) else { throw refused("\(draft) cannot be made, or exists already") }
        do {
            try database.backup(to: draft) { _, _ in
                if isStopping.isSet { throw refused("the server is being stopped") }
            }
            try LocalFile.move(draft, to: path)
        } catch {
            LocalFile.remove(draft)
            throw error is Failure ? error : refused(ErrorText.of(error))
        }
        return LocalFile.size(path)
    }

    private func refused(_ reason: String) -> Failure {
        Failure(.backupRefused, ["reason": reason])
    }
}
