// A thread for what a test does beside itself.

@testable import HTTPServer

/// A thread that is joined when the test says so.
struct BackgroundThread {
    private let thread: LoopThread?

    init(_ body: @escaping @Sendable () -> Void) {
        thread = try? LoopThread("test", body)
    }

    func join() {
        thread?.join()
    }
}
