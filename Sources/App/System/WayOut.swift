// What the application opens to the outside for the modules: the client that sends, and the key under which secrets are sealed.

import Crypto
import Delivery
import Outgoing
import Synchronization

/// The way out of one data directory.
final class WayOut: Sendable {
    let client: OutgoingClient
    private let policy: AddressPolicy
    private let keys: SecretKeys
    private let wake = Mutex<(@Sendable () -> Void)?>(nil)
    /// One trial at a time: each keeps a thread of the heavy pool.
    private let isTrying = Atomic(false)

    init(_ options: OutgoingOptions, dataDirectory: String) {
        client = OutgoingClient(options)
        policy = AddressPolicy(allowed: options.allowed)
        keys = SecretKeys(path: dataDirectory + "/secrets.key")
    }

    /// Who looks when something was queued.
    func onWake(_ hook: @escaping @Sendable () -> Void) {
        wake.withLock { $0 = hook }
    }

    var door: DeliveryDoor {
        DeliveryDoor(
            wake: { [self] in wake.withLock { $0 }?() },
            seal: { [keys] text, use in Base64URL.encode(try keys.boxToSeal().seal(Array(text.utf8), for: use)) },
            open: { [keys] sealed, use in
                Base64URL.decode(sealed).flatMap { keys.box()?.open($0, for: use) }.map { String(decoding: $0, as: UTF8.self) }
            },
            permits: { [policy] url in policy.permits(url) },
            trySending: { [self] post in
                guard isTrying.compareExchange(expected: false, desired: true, ordering: .acquiring).exchanged else { return nil }
                defer { isTrying.store(false, ordering: .releasing) }
                return client.send(post)
            })
    }
}

/// The key of secrets, in a file of its own: who has a backup of the database alone cannot read them.
final class SecretKeys: Sendable {
    private let path: String
    private let known = Mutex<SecretBox?>(nil)

    init(path: String) {
        self.path = path
    }

    /// The box of the key that is there; nil where there is none.
    func box() -> SecretBox? {
        known.withLock { known in
            if known == nil { known = read() }
            return known
        }
    }

    /// The same; the first secret makes the key. Throws where it cannot be made, or where another file stands in its place.
    func boxToSeal() throws -> SecretBox {
        try known.withLock { known in
            if let box = known ?? read() {
                known = box
                return box
            }
            let key = try SecureRandom.bytes(SecretBox.keyLength)
            guard let box = SecretBox(key: key) else { throw CryptoError.sealingFailed }
            try LocalFile.writePrivately(Array((Hex.encode(key) + "\n").utf8), to: path)
            known = box
            return box
        }
    }

    private func read() -> SecretBox? {
        LocalFile.read(path).flatMap { Hex.decode(String(decoding: $0.prefix { $0 != 10 }, as: UTF8.self)) }.flatMap { SecretBox(key: $0) }
    }
}
