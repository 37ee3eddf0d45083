// Where the cleaning of contents has come to: one folder a slice, so that the writer is never held for long.

import Synchronization

/// Goes round the folders.
final class BlobPlace: Sendable {
    private let folder = Atomic(0)

    /// The folder that is next.
    func next() -> Int {
        let number = folder.wrappingAdd(1, ordering: .relaxed).oldValue
        return Int(number.magnitude % UInt(BlobStore.folderCount))
    }
}
