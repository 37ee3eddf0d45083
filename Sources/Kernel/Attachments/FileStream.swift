// The bytes of a kept file as an answer's content, a portion at a time while the peer takes them.

import Dispatch
import HTTP
import Storage
import Synchronization

/// Reads a part of a file beside the event loops.
final class FileStream: ContentStream {
    /// Read at once. Bytes.
    private static let portion = 128 * 1024
    private static let queue = DispatchQueue(label: "salesd.files", attributes: .concurrent)

    private let file: StoredFile
    private let range: Range<Int>
    private let place: Mutex<Int>

    init(_ file: StoredFile, _ range: Range<Int>) {
        self.file = file
        self.range = range
        place = Mutex(range.lowerBound)
    }

    var byteCount: Int? { range.count }

    func makeNext(_ deliver: @escaping @Sendable (ContentPortion) -> Void) {
        FileStream.queue.async { [self] in
            let start = place.withLock { $0 }
            let count = min(FileStream.portion, range.upperBound - start)
            // What was promised and is not there ends the connection, so that nobody takes a part for the whole.
            guard let bytes = try? file.read(at: start, count: count), bytes.count == count else { return deliver(.failed) }
            place.withLock { $0 = start + count }
            deliver(start + count == range.upperBound ? .last(bytes) : .more(bytes))
        }
    }
}
