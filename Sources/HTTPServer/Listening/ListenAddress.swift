// Where the server listens: "127.0.0.1:8080", "[::1]:8080" or "unix:/path".

import Glibc

/// An address to listen at; port 0 asks for a free one.
package enum ListenAddress: Sendable, Hashable, CustomStringConvertible {
    case ipv4(host: String, port: UInt16)
    case ipv6(host: String, port: UInt16)
    case unix(path: String)

    /// Reads the text; nil when it is none of the three forms. "localhost" stands for 127.0.0.1.
    package init?(_ text: String) {
        if text.hasPrefix("unix:") {
            let path = String(text.dropFirst(5))
            guard !path.isEmpty, path.utf8.count < 108, !path.utf8.contains(0) else { return nil }
            self = .unix(path: path)
            return
        }
        guard let colon = text.lastIndex(of: ":"), let port = Self.port(text[text.index(after: colon)...]) else { return nil }
        let host = text[..<colon]
        if host.hasPrefix("["), host.hasSuffix("]") {
            self = .ipv6(host: String(host.dropFirst().dropLast()), port: port)
        } else {
            self = .ipv4(host: host == "localhost" ? "127.0.0.1" : String(host), port: port)
        }
        guard withSocketAddress({ _, _ in true }) == true else { return nil }
    }

    private static func port(_ text: Substring) -> UInt16? {
        text.utf8.allSatisfy { $0 >= 0x30 && $0 <= 0x39 } ? UInt16(text) : nil
    }

    package var description: String {
        switch self {
        case .ipv4(let host, let port): "\(host):\(port)"
        case .ipv6(let host, let port): "[\(host)]:\(port)"
        case .unix(let path): "unix:\(path)"
        }
    }

    /// The port; nil for a Unix socket.
    package var port: UInt16? {
        switch self {
        case .ipv4(_, let port), .ipv6(_, let port): port
        case .unix: nil
        }
    }

    /// The same host at another port.
    func withPort(_ port: UInt16) -> ListenAddress {
        switch self {
        case .ipv4(let host, _): .ipv4(host: host, port: port)
        case .ipv6(let host, _): .ipv6(host: host, port: port)
        case .unix: self
        }
    }

    var family: Int32 {
        switch self {
        case .ipv4: AF_INET
        case .ipv6: AF_INET6
        case .unix: AF_UNIX
        }
    }

    /// Lends the address in the system's form; nil when the host is not one of its family.
    func withSocketAddress<Result>(_ body: (UnsafePointer<sockaddr>, socklen_t) throws -> Result) rethrows -> Result? {
        var storage = sockaddr_storage()
        let length = withUnsafeMutableBytes(of: &storage) { fill($0) }
        guard let length else { return nil }
        return try withUnsafeBytes(of: &storage) { bytes in
            guard let base = bytes.baseAddress else { return nil }
            return try body(base.assumingMemoryBound(to: sockaddr.self), length)
        }
    }

    private func fill(_ bytes: UnsafeMutableRawBufferPointer) -> socklen_t? {
        switch self {
        case .ipv4(let host, let port):
            var address = sockaddr_in()
            address.sin_family = sa_family_t(AF_INET)
            address.sin_port = port.bigEndian
            guard inet_pton(AF_INET, host, &address.sin_addr) == 1 else { return nil }
            bytes.storeBytes(of: address, as: sockaddr_in.self)
            return socklen_t(MemoryLayout<sockaddr_in>.size)
        case .ipv6(let host, let port):
            var address = sockaddr_in6()
            address.sin6_family = sa_family_t(AF_INET6)
            address.sin6_port = port.bigEndian
            guard inet_pton(AF_INET6, host, &address.sin6_addr) == 1 else { return nil }
            bytes.storeBytes(of: address, as: sockaddr_in6.self)
            return socklen_t(MemoryLayout<sockaddr_in6>.size)
        case .unix(let path):
            bytes.storeBytes(of: sa_family_t(AF_UNIX), as: sa_family_t.self)
            let offset = MemoryLayout<sa_family_t>.size
            guard path.utf8.count < 108 else { return nil }
            UnsafeMutableRawBufferPointer(rebasing: bytes[offset...]).copyBytes(from: path.utf8)
            return socklen_t(offset + path.utf8.count + 1)
        }
    }

    /// The host part of a peer's address, empty for a Unix socket.
    static func hostText(of storage: inout sockaddr_storage) -> String {
        var text = [CChar](repeating: 0, count: Int(INET6_ADDRSTRLEN) + 1)
        let family = Int32(storage.ss_family)
        let length = socklen_t(text.count)
        let isText = withUnsafeBytes(of: &storage) { bytes -> Bool in
            guard let base = bytes.baseAddress else { return false }
            switch family {
            case AF_INET: return inet_ntop(AF_INET, base + 4, &text, length) != nil
            case AF_INET6: return inet_ntop(AF_INET6, base + 8, &text, length) != nil
            default: return false
            }
        }
        guard isText else { return "" }
        return String(decoding: text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
}
