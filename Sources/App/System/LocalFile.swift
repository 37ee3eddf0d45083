// Files as commands need them: whole, by name.

import Foundation
import Glibc

/// Small files of the machine.
package enum LocalFile {
    /// The bytes of a file; nil where it cannot be read.
    package static func read(_ path: String) -> [UInt8]? {
        FileManager.default.contents(atPath: path).map { Array($0) }
    }

    static func exists(_ path: String) -> Bool {
        FileManager.default.fileExists(atPath: path)
    }

    static func remove(_ path: String) {
        try? FileManager.default.removeItem(atPath: path)
    }

    /// Makes an empty file that only its owner may read; false where one of that name exists, or none can be made.
    static func claim(_ path: String) -> Bool {
        guard !exists(path) else { return false }
        return (try? Data().write(to: URL(fileURLWithPath: path), options: .withoutOverwriting)) != nil
            && (try? FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: path)) != nil
    }

    /// Makes a file that only its owner may read, whole or not at all, also after the power fails.
    ///
    /// Throws `CommandFailure` where one of that name exists or the disk refuses.
    static func writePrivately(_ bytes: [UInt8], to path: String) throws {
        let partial = path + ".partial"
        remove(partial)
        guard claim(partial), (try? Data(bytes).write(to: URL(fileURLWithPath: partial), options: [])) != nil else {
            throw failure("cannot be made", partial)
        }
        try sync(partial)
        try publish(partial, as: path)
    }

    /// Gives a file another name that is free. Throws where it is not.
    static func move(_ source: String, to target: String) throws {
        try FileManager.default.moveItem(atPath: source, toPath: target)
    }

    /// Gives a finished file its name, which must be free, so that it is there whole or not at all, also after the power fails.
    ///
    /// Throws `CommandFailure` where the name is taken or the disk refuses.
    static func publish(_ source: String, as target: String) throws {
        guard unsafe link(source, target) == 0 else { throw failure("cannot be made", target) }
        remove(source)
        try sync(URL(fileURLWithPath: target).deletingLastPathComponent().path)
    }

    /// Returns when a file, or the names in a directory, are on the disk. Throws `CommandFailure` where that fails.
    static func sync(_ path: String) throws {
        let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw failure("cannot be opened", path) }
        defer { close(descriptor) }
        guard fsync(descriptor) == 0 else { throw failure("cannot be written to the disk", path) }
    }

    private static func failure(_ what: String, _ path: String) -> CommandFailure {
        CommandFailure("\(path) \(what): \(SystemError.text(errno))")
    }

    /// Bytes; 0 for no file.
    static func size(_ path: String) -> Int64 {
        (try? FileManager.default.attributesOfItem(atPath: path)[.size] as? NSNumber)?.int64Value ?? 0
    }

    /// The path from the root, so that it means the same to another process.
    static func absolutePath(_ path: String) -> String {
        URL(fileURLWithPath: path).path
    }

    /// The names in a directory; none where there is no directory.
    static func names(in path: String) -> [String] {
        (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
    }

    /// Makes a directory for its owner alone, unless it exists. Throws where it cannot be made.
    static func makeDirectory(_ path: String) throws {
        guard !exists(path) else { return }
        try FileManager.default.createDirectory(
            atPath: path, withIntermediateDirectories: false, attributes: [.posixPermissions: 0o700])
    }
}
