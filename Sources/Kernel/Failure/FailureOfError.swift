// What is thrown below the kernel, as the refusal that whoever asked is told.

import HTTP
import HTTPServer
import SQLite
import Storage

extension Failure {
    /// What any thrown error means to whoever asked. The cause of an unexpected one stays out of the answer.
    init(of error: any Error) {
        switch error {
        case let failure as Failure: self = failure
        case let error as StorageError where error.isDiskFull: self.init(.storageFull)
        case StorageError.commitFailed, StorageError.notOnDisk: self = .later(.unavailable, after: 5)
        case StorageError.busy, StorageError.closed, StorageError.tooSlow, StorageError.overBudget:
            self = .later(.busy, after: 1)
        case let error as DatabaseError where error.code.isKind(of: .full): self.init(.storageFull)
        case let error as FileError where error.isFull: self.init(.storageFull)
        default: self.init(.internalError)
        }
    }

    /// Whether the answer keeps the cause from whoever asked.
    func hidesCause(_ error: any Error) -> Bool {
        switch error {
        case is DatabaseError, StorageError.commitFailed: true
        default: code.name == FailureCode.internalError.name
        }
    }
}

extension Failure {
    /// What the server refused before it asked.
    init(of refusal: ServerRefusal) {
        let reason = refusal == .needsTLS ? "this port speaks TLS, so ask for https" : refusal.code.replacing("_", with: " ")
        let details = ["reason": reason, "what": "this part of HTTP"]
        if case .contentOver(let limit) = refusal {
            self = .fileTooLarge(limit)
            return
        }
        let codes: [Int: FailureCode] = [
            408: .requestTimeout, 413: .bodyTooLarge, 414: .targetTooLong, 417: .expectationFailed, 431: .fieldsTooLarge,
            501: .notImplemented, 503: .busy,
            500: .internalError, 505: .versionNotSupported, 507: .storageFull,
        ]
        let code = codes[refusal.status.code] ?? .badRequest
        self = refusal.status == .serviceUnavailable ? .later(code, after: 1, details) : Failure(code, details)
    }
}
