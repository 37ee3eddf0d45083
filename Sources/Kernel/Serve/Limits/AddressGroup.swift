// Which addresses are taken for one and the same peer.

/// Peers as those who count see them.
package enum AddressGroup {
    /// The key under which an address is counted: an IPv4 address itself, of an IPv6 address the first 64 bits, because a peer has all
    /// of the others to choose from. Nil for a Unix socket and for an address that is shared.
    ///
    /// - Parameter address: as the system writes it
    package static func key(of address: String, sharing shared: [String] = []) -> String? {
        let isMapped = address.hasPrefix("::ffff:") && address.contains(".")
        let address = isMapped ? String(address.dropFirst("::ffff:".count)) : address
        guard !address.isEmpty, !shared.contains(address) else { return nil }
        return address.contains(":") ? network(of: address) : address
    }

    /// The first four of the eight groups, with those that "::" stands for.
    private static func network(of address: String) -> String {
        let gap = address.firstRange(of: "::")
        let before = address[..<(gap?.lowerBound ?? address.endIndex)].split(separator: ":")
        let after = gap.map { address[$0.upperBound...].split(separator: ":") } ?? []
        let zeros = [Substring](repeating: "0", count: max(0, 8 - before.count - after.count))
        return (before + zeros + after).prefix(4).joined(separator: ":")
    }
}
