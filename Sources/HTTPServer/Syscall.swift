// The one funnel for system calls: EINTR is repeated, "not ready" is a value, errno is read where the call failed.

import Glibc

/// A system call that failed.
package struct SocketError: Error, Sendable, CustomStringConvertible {
    /// The call's name.
    package let call: String
    /// Its errno.
    package let code: Int32

    package var description: String { "\(call): \(String(cString: strerror(code)))" }
}

/// System calls that return a negative number when they fail.
enum Syscall {
    /// The call's result; repeated when a signal interrupted it.
    @inline(__always) @discardableResult
    static func result<Number: SignedInteger>(_ call: StaticString, _ body: () -> Number) throws(SocketError) -> Number {
        while true {
            let number = body()
            if number >= 0 { return number }
            let code = errno
            if code != EINTR { throw SocketError(call: "\(call)", code: code) }
        }
    }

    /// The call's result, nil when it would have to wait.
    @inline(__always)
    static func ifReady<Number: SignedInteger>(_ call: StaticString, _ body: () -> Number) throws(SocketError) -> Number? {
        while true {
            let number = body()
            if number >= 0 { return number }
            let code = errno
            if code == EAGAIN || code == EWOULDBLOCK { return nil }
            if code != EINTR { throw SocketError(call: "\(call)", code: code) }
        }
    }
}
