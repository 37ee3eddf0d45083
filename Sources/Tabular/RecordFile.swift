// A file on the disk, read record by record with bounded memory.

import Glibc

/// What the disk refuses.
package struct FileTrouble: Error, Sendable, CustomStringConvertible {
    package let description: String

    init(_ what: String, _ path: String) {
        description = "\(path) \(what): \(String(cString: strerror(errno)))"
    }
}

/// Reads the records of a file from a place on. It belongs to one thread at a time, and closes the file with itself.
package final class RecordFile {
    private let path: String
    private let descriptor: Int32
    private var scanner: any RecordScanner
    private var bytes: [UInt8] = []
    private var next = 0
    private var isAtEnd = false
    /// The place in the file behind the last record that was given.
    package private(set) var offset: Int64
    /// The line on which the next record begins.
    package private(set) var line: Int

    private static let blockSize = 65_536

    /// Begins at that byte, where a record begins on that line. Throws `FileTrouble`.
    package init(path: String, offset: Int64, line: Int, _ scanner: any RecordScanner) throws {
        self.path = path
        self.offset = offset
        self.line = line
        self.scanner = scanner
        descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw FileTrouble("cannot be opened", path) }
        guard lseek(descriptor, off_t(offset), SEEK_SET) == off_t(offset) else { throw FileTrouble("cannot be read", path) }
    }

    deinit {
        if descriptor >= 0 { close(descriptor) }
    }

    /// The next record; nil at the end of the file. Throws `FileTrouble`.
    package func nextRecord() throws -> RawRecord? {
        while true {
            if next < bytes.count {
                let (behind, record) = scanner.scan(bytes, from: next)
                next = behind
                if let record { return given(record) }
            }
            guard !isAtEnd else { return scanner.finish().map(given) }
            try readBlock()
        }
    }

    private func given(_ record: RawRecord) -> RawRecord {
        offset += Int64(record.length)
        line = record.nextLine
        return record
    }

    private func readBlock() throws {
        let size = RecordFile.blockSize
        let descriptor = descriptor
        var count = 0
        bytes = [UInt8](unsafeUninitializedCapacity: size) { buffer, filled in
            repeat { count = read(descriptor, buffer.baseAddress, size) } while count < 0 && errno == EINTR
            filled = max(0, count)
        }
        next = 0
        guard count >= 0 else { throw FileTrouble("cannot be read", path) }
        isAtEnd = count == 0
    }
}

/// The beginning of a file, by which it is recognised.
package enum FileBeginning {
    /// Bytes that are looked at.
    package static let length = 65_536

    /// Those bytes, or the whole file where it is shorter. Throws `FileTrouble`.
    package static func read(_ path: String) throws -> [UInt8] {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw FileTrouble("cannot be opened", path) }
        defer { close(descriptor) }
        var count = 0
        let bytes = [UInt8](unsafeUninitializedCapacity: length) { buffer, filled in
            while filled < length {
                count = Glibc.read(descriptor, buffer.baseAddress?.advanced(by: filled), length - filled)
                if count < 0, errno == EINTR { continue }
                guard count > 0 else { break }
                filled += count
            }
        }
        guard count >= 0 else { throw FileTrouble("cannot be read", path) }
        return bytes
    }
}

/// The mark that some programs put before UTF-8.
package let byteOrderMark: [UInt8] = [0xEF, 0xBB, 0xBF]
