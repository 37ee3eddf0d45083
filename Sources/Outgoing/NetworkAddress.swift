// An address of the network layer, and ranges of them.

import Glibc

/// Where a connection goes: 4 bytes of IPv4 or 16 of IPv6. An IPv4 address within an IPv6 one (RFC 4291 §2.5.5.2) counts as IPv4.
package struct NetworkAddress: Sendable, Hashable {
    /// In network order.
    package let bytes: [UInt8]

    /// Of 4 or 16 bytes; nil for another number.
    package init?(bytes: [UInt8]) {
        guard bytes.count == 4 || bytes.count == 16 else { return nil }
        let isMapped = bytes.count == 16 && bytes.prefix(10).allSatisfy { $0 == 0 } && bytes[10] == 0xFF && bytes[11] == 0xFF
        self.bytes = isMapped ? Array(bytes.suffix(4)) : bytes
    }

    /// An address as people write it, such as `127.0.0.1` or `fd00::5`; nil for anything else.
    package init?(_ text: String) {
        var four = in_addr()
        var six = in6_addr()
        if inet_pton(AF_INET, text, &four) == 1 {
            self.init(bytes: withUnsafeBytes(of: four) { Array($0) })
        } else if inet_pton(AF_INET6, text, &six) == 1 {
            self.init(bytes: withUnsafeBytes(of: six) { Array($0) })
        } else {
            return nil
        }
    }

    /// The address that a URL's host is without any look-up, also in spellings such as `127.1`, `0x7f000001` or `[::1]`; nil for a name.
    init?(host: String) {
        let isBracketed = host.hasPrefix("[") && host.hasSuffix("]")
        let bare = isBracketed ? String(host.dropFirst().dropLast()) : host.hasSuffix(".") ? String(host.dropLast()) : host
        var hints = addrinfo()
        hints.ai_flags = AI_NUMERICHOST
        var found: UnsafeMutablePointer<addrinfo>?
        guard getaddrinfo(bare, nil, &hints, &found) == 0, let found else { return nil }
        defer { freeaddrinfo(found) }
        guard let address = found.pointee.ai_addr else { return nil }
        self.init(address)
    }

    /// The address of a socket; nil for a family that is neither IPv4 nor IPv6.
    init?(_ address: UnsafePointer<sockaddr>) {
        switch Int32(address.pointee.sa_family) {
        case AF_INET:
            let four = UnsafeRawPointer(address).loadUnaligned(as: sockaddr_in.self)
            self.init(bytes: withUnsafeBytes(of: four.sin_addr) { Array($0) })
        case AF_INET6:
            let six = UnsafeRawPointer(address).loadUnaligned(as: sockaddr_in6.self)
            self.init(bytes: withUnsafeBytes(of: six.sin6_addr) { Array($0) })
        default:
            return nil
        }
    }
}

/// A range of addresses, such as `10.0.0.0/8`.
package struct NetworkRange: Sendable, Hashable {
    private let first: NetworkAddress
    private let bits: Int

    /// `10.0.0.0/8`, `fd00::/8`, or one address alone; nil for anything else.
    package init?(_ text: String) {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard (1...2).contains(parts.count), let first = NetworkAddress(String(parts[0])) else { return nil }
        let all = first.bytes.count * 8
        guard parts.count == 2 else {
            self.first = first
            bits = all
            return
        }
        guard let bits = Int(parts[1]), (0...all).contains(bits), String(bits) == parts[1] else { return nil }
        self.first = first
        self.bits = bits
    }

    /// Whether the address lies within it.
    package func contains(_ address: NetworkAddress) -> Bool {
        guard address.bytes.count == first.bytes.count else { return false }
        let whole = bits / 8
        guard address.bytes.prefix(whole) == first.bytes.prefix(whole) else { return false }
        guard bits % 8 > 0 else { return true }
        let mask = UInt8(truncatingIfNeeded: 0xFF00 >> (bits % 8))
        return address.bytes[whole] & mask == first.bytes[whole] & mask
    }
}
