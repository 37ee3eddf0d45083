// What one record of a story is called, once it was made.

import Kernel
import Synchronization

/// Keeps the id of a record for what happens later.
final class Handle<R: Resource>: Sendable {
    private let kept = Mutex<Int64?>(nil)

    func note(_ record: Record<R>) { kept.withLock { $0 = record.id.integer } }

    /// Throws `DemoFault` before the record is made.
    func id() throws -> ID<R> {
        guard let id = kept.withLock({ $0 }) else { throw DemoFault(text: "there is no \(R.schema.entity) yet in the story") }
        return ID(id)
    }
}
