// Holds up whoever waits, until a test lets them go on.

import Dispatch
import Foundation

final class DispatchGate: Sendable {
    private let semaphore = DispatchSemaphore(value: 0)

    func wait() {
        semaphore.wait()
        semaphore.signal()
    }

    func open() {
        semaphore.signal()
    }
}

/// Work beside the test, with its result.
final class Background<Value: Sendable>: @unchecked Sendable {
    // @unchecked: `result` is written before the group is left and read after it was waited for.
    private let group = DispatchGroup()
    private var result: Value?

    init(_ work: @escaping @Sendable () throws -> Value) {
        group.enter()
        Thread.detachNewThread { [self] in
            result = try? work()
            group.leave()
        }
    }

    func value() -> Value? {
        group.wait()
        return result
    }
}
