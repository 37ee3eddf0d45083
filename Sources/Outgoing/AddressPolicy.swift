// Which addresses salesd may connect to: those of the public internet, and what the operator has allowed beside.

/// Asked with the address that is really connected to, so that a name that resolves to something else a second time gains nothing.
package struct AddressPolicy: Sendable {
    private let allowed: [NetworkRange]

    /// - Parameter allowed: ranges beside the public ones, such as `10.1.0.0/16` of one's own machines
    package init(allowed: [NetworkRange] = []) {
        self.allowed = allowed
    }

    /// Whether the address may be connected to. Plain HTTP goes to allowed ranges alone: elsewhere others could read it.
    package func permits(_ address: NetworkAddress, isPlain: Bool) -> Bool {
        if allowed.contains(where: { $0.contains(address) }) { return true }
        return !isPlain && AddressPolicy.isPublic(address)
    }

    /// Whether a connection to the URL could be let through: where it names an address, that decides; what a name means is asked of each
    /// connection.
    package func permits(_ url: OutgoingURL) -> Bool {
        url.address.map { permits($0, isPlain: url.isPlain) } ?? true
    }

    /// Whether the address is one of the public internet (IANA, special-purpose address registries).
    static func isPublic(_ address: NetworkAddress) -> Bool {
        if address.bytes.count == 4 { return !special.contains { $0.contains(address) } }
        // A gateway turns these into the IPv4 address in their last bytes (RFC 6052).
        if gateway?.contains(address) == true, let inner = NetworkAddress(bytes: Array(address.bytes.suffix(4))) {
            return isPublic(inner)
        }
        return globalUnicast?.contains(address) == true && !special.contains { $0.contains(address) }
    }

    private static let globalUnicast = NetworkRange("2000::/3")
    private static let gateway = NetworkRange("64:ff9b::/96")

    private static let special = [
        // This network, private, shared by carriers, this machine, this link, protocols.
        "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24",
        // Documentation, relays of 6to4, private, measurements.
        "192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24",
        // To many, reserved, to all.
        "224.0.0.0/4", "240.0.0.0/4",
        // Of what lies in 2000::/3: protocols and Teredo, documentation, 6to4, documentation.
        "2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20",
    ].compactMap { NetworkRange($0) }
}
