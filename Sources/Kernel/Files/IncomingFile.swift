// A request's content on its way to a file, counted and hashed as it comes.

import Crypto
import Dispatch
package import HTTP
import Storage
import Synchronization

/// The content of one request, in a file of `incoming/`. It is removed with the last reference to it, unless it was kept.
package final class IncomingFile: ContentSink {
    private struct State: Sendable {
        var file: StoredFile?
        var byteCount = 0
        var digest: [UInt8]?
        /// Its first bytes, by which its type is told.
        var beginning: [UInt8] = []
    }

    /// So many bytes of the beginning are held.
    private static let beginningSize = 4096

    private let directory: String
    private let queue: DispatchQueue
    private let hash = Mutex(HashOnce())
    private let state = Mutex(State())

    init(in directory: String, queue: DispatchQueue) {
        self.directory = directory
        self.queue = queue
    }

    /// How much it is. Bytes.
    package var byteCount: Int { state.withLock { $0.byteCount } }
    /// The first 4 KiB, or all of it.
    package var beginning: [UInt8] { state.withLock { $0.beginning } }

    /// SHA-256 of all of it. To be asked when all has come.
    package var digest: [UInt8] {
        state.withLock { state in
            if let digest = state.digest { return digest }
            let digest = hash.withLock { $0.finish() }
            state.digest = digest
            return digest
        }
    }

    package func take(_ bytes: [UInt8], _ tell: @escaping @Sendable (SinkOutcome) -> Void) {
        queue.async { [self] in
            do {
                try append(bytes)
                tell(.taken)
            } catch let error as FileError {
                tell(error.isFull ? .full : .failed)
            } catch {
                tell(.failed)
            }
        }
    }

    /// Adds bytes at the end, on the caller's thread. Throws `FileError`.
    package func append(_ bytes: [UInt8]) throws {
        try open().append(bytes)
        hash.withLock { $0.update(bytes) }
        state.withLock { state in
            state.byteCount += bytes.count
            if state.beginning.count < Self.beginningSize {
                state.beginning += bytes.prefix(Self.beginningSize - state.beginning.count)
            }
        }
    }

    /// Up to `count` bytes from a place on; fewer only at its end. Throws `FileError`.
    package func read(at offset: Int, count: Int) throws -> [UInt8] {
        try open().read(at: offset, count: count)
    }

    /// Gives it a name of its own in the data directory, for good; it is then on the disk, and no longer removed. Throws `FileError`.
    package func keep(as path: String) throws {
        try open().move(to: path)
    }

    /// The file, made when it is first needed.
    private func open() throws -> StoredFile {
        if let file = state.withLock({ $0.file }) { return file }
        try Folder.make(directory)
        let file = try StoredFile(new: directory + "/" + Hex.encode(try SecureRandom.bytes(16)))
        state.withLock { $0.file = file }
        return file
    }
}

/// A hash that is fed by whoever holds its lock.
private struct HashOnce: ~Copyable {
    private let context = SHA256Context()

    func update(_ bytes: [UInt8]) { context.update(bytes) }
    func finish() -> [UInt8] { context.finish() }
}

/// Where the content of requests is put that is not held in memory.
package final class IncomingFiles: Sendable {
    private let directory: String
    /// Writing waits for the disk, which the event loops must not; one disk has no use for many writers.
    private let queue = DispatchQueue(label: "salesd.incoming")

    /// In `incoming/` of a data directory, which is made when it is first needed.
    package init(of dataDirectory: String) {
        directory = dataDirectory + "/incoming"
    }

    /// A new one, which is a file once something is put into it.
    package func newFile() -> IncomingFile {
        IncomingFile(in: directory, queue: queue)
    }

    /// Removes what a process that was killed has left. Only before the first request.
    package func clear() {
        for entry in Folder.entries(of: directory) where !entry.isDirectory { Folder.removeFile(directory + "/" + entry.name) }
    }
}
