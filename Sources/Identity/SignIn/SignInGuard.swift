// Slows down whoever tries passwords, without telling which users exist: unknown names are counted like all others.

import Kernel
import Synchronization

/// What was tried lately, by user name and by address. One for the whole server.
package final class SignInGuard: Sendable {
    private struct State {
        var names: WrongTries
        var addresses: WrongTries
        var tries = 0
    }

    private let limits: SignInLimits
    private let state: Mutex<State>

    /// Nobody has failed yet.
    package init(_ limits: SignInLimits) {
        self.limits = limits
        state = Mutex(
            State(
                names: WrongTries(freeFailures: limits.freeFailuresPerName, limits),
                addresses: WrongTries(freeFailures: limits.freeFailuresPerAddress, limits)))
    }

    /// Lets somebody try a password for a user name, as it is stored, and counts that as a failure until it proves to be none: so tries
    /// that come together do not get past the limit.
    ///
    /// Throws `too_many_requests` where the name or the address has to wait, `busy` where too many try at once.
    func begin(_ name: String, from remoteAddress: String, at now: Instant) throws -> PasswordTry {
        let address = AddressGroup.key(of: remoteAddress, sharing: limits.sharedAddresses)
        try state.withLock { state throws(Failure) in
            let wait = max(state.names.wait(of: name, at: now), address.map { state.addresses.wait(of: $0, at: now) } ?? 0)
            guard wait == 0 else { throw .waiting(milliseconds: wait) }
            guard state.tries < limits.triesAtOnce else { throw Failure.later(.busy, after: 1) }
            state.tries += 1
            state.names.add(name, at: now)
            if let address { state.addresses.add(address, at: now) }
        }
        return PasswordTry { [self] outcome in end(outcome, name, address) }
    }

    /// Forgets the failures of a user name: its password was set anew.
    func forget(_ name: String) {
        state.withLock { $0.names.remove(name) }
    }

    private func end(_ outcome: PasswordTry.Outcome, _ name: String, _ address: String?) {
        state.withLock { state in
            state.tries -= 1
            switch outcome {
            case .wrong: return
            case .right: state.names.remove(name)
            case .notCompared: state.names.takeBack(name)
            }
            if let address { state.addresses.takeBack(address) }
        }
    }
}

/// One try at a password. Where nobody compares it, because the server has no time, it ends by itself and does not count.
final class PasswordTry: Sendable {
    fileprivate enum Outcome {
        case right, wrong, notCompared
    }

    private let end: @Sendable (Outcome) -> Void
    private let hasEnded = Atomic(false)

    fileprivate init(end: @escaping @Sendable (Outcome) -> Void) {
        self.end = end
    }

    deinit {
        finish(.notCompared)
    }

    /// Compares the password, which ends the try: it was right where there is an account.
    func compare(_ body: () throws -> Account?) throws -> Account? {
        var outcome = Outcome.notCompared
        defer { finish(outcome) }
        let account = try body()
        outcome = account == nil ? .wrong : .right
        return account
    }

    private func finish(_ outcome: Outcome) {
        if !hasEnded.exchange(true, ordering: .acquiringAndReleasing) { end(outcome) }
    }
}

extension Failure {
    fileprivate static func waiting(milliseconds: Int64) -> Failure {
        let seconds = (milliseconds + 999) / 1000
        return .later(.tooManyRequests, after: seconds, ["seconds": String(seconds)])
    }
}
