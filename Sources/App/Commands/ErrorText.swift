// What went wrong, in a sentence for an administrator.

import Glibc
import HTTPServer
import SQLite
import Storage

/// Errors of the rooms below, in words.
enum ErrorText {
    static func of(_ error: any Error) -> String {
        switch error {
        case let error as CommandFailure: error.text
        case let error as StorageError: text(error)
        case let error as SocketError: text(error)
        default: "\(error)"
        }
    }

    private static func text(_ error: StorageError) -> String {
        switch error {
        case .locked(let directory): "\(directory) is in use by another salesd"
        case .inaccessible(let path, let code): "\(path) cannot be opened: \(SystemError.text(code))"
        case .foreignDatabase(let path): "\(path) is no database of salesd; it was not touched"
        case .newerDatabase(let unknown):
            "the database was written by a newer salesd and was not touched; unknown here: \(unknown.joined(separator: ", "))"
        case .editedMigration(let title): "the migration \(title) was applied with other SQL than this program has"
        case .invalidMigrations(let reason): "the list of migrations is wrong: \(reason)"
        case .migrationFailed(let title, let error): "the migration \(title) failed and was undone: \(error)"
        case .notOnDisk: "what was read is not on disk, since syncing has failed; start salesd again"
        case .commitFailed(let error): "the database cannot be written: \(error)"
        case .busy: "the server is busy"
        case .closed: "the server is being stopped"
        case .overBudget, .tooSlow: "reading took too long"
        }
    }

    private static func text(_ error: SocketError) -> String {
        guard error.call.hasPrefix("bind ") || error.call.hasPrefix("listen") else { return error.description }
        let address = error.call.hasPrefix("bind ") ? String(error.call.dropFirst(5)) : "the address"
        switch error.code {
        case EADDRINUSE: return "cannot listen on \(address): it is in use by another program"
        case EACCES: return "cannot listen on \(address): that needs more rights (ports below 1024 do)"
        case EADDRNOTAVAIL: return "cannot listen on \(address): this machine has no such address"
        default: return "cannot listen on \(address): \(SystemError.text(error.code))"
        }
    }
}
