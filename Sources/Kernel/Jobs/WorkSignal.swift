// How a request tells whoever carries long work out, such as imports and exports, that there is some.

import Synchronization

/// Wakes whoever has asked for it.
final class WorkSignal: Sendable {
    private let hook = Mutex<(@Sendable () -> Void)?>(nil)

    func onWake(_ hook: @escaping @Sendable () -> Void) {
        self.hook.withLock { $0 = hook }
    }

    func wake() {
        hook.withLock { $0 }?()
    }
}
