// The listening sockets: one per event loop and address, at a port that no other process has.

import Glibc

/// One socket of one loop.
struct Listener {
    let descriptor: Int32
    /// What connections to it are secured with; nil for none.
    let certificate: ServerCertificate?
}

/// What listening at one address has given.
struct Listeners: Sendable {
    /// The address with its real port.
    let address: ListenAddress
    /// One descriptor for each loop; for a Unix socket the same one.
    let descriptors: [Int32]

    /// The socket of one loop. A Unix socket is this machine's own and needs no TLS.
    func listener(of loop: Int, _ certificate: ServerCertificate?) -> Listener {
        Listener(descriptor: descriptors[loop], certificate: address.port == nil ? nil : certificate)
    }

    /// Listens at an address for all loops of the configuration.
    static func open(_ address: ListenAddress, _ configuration: ServerConfiguration) throws(SocketError) -> Listeners {
        let (loops, backlog) = (max(1, configuration.loops), configuration.limits.backlog)
        if case .unix(let path) = address {
            let descriptor = try openUnix(address, path: path, mode: configuration.socketMode, backlog: backlog)
            return Listeners(address: address, descriptors: Array(repeating: descriptor, count: loops))
        }
        return try openPort(address, loops: loops, backlog: backlog)
    }

    /// Closes the sockets and takes a Unix socket's path away.
    func close() {
        for descriptor in Set(descriptors) { Socket.close(descriptor) }
        if case .unix(let path) = address { _ = unlink(path) }
    }

    /// Claims the port, then opens one socket for each loop.
    ///
    /// SO_REUSEPORT alone would let a second server of the same user share the port by accident. So a socket without it listens first:
    /// that fails when anyone listens there, and for two that start at once the later `listen` fails. Only then is SO_REUSEPORT
    /// set on it, which lets the loops' sockets beside it, and it is closed when they listen; against those, the next claim fails.
    private static func openPort(_ address: ListenAddress, loops: Int, backlog: Int32) throws(SocketError) -> Listeners {
        let claim = try prepared(address)
        defer { Socket.close(claim) }
        try Socket.bind(claim, to: address)
        try Socket.listen(claim, backlog: 1)
        try Socket.set(claim, SOL_SOCKET, SO_REUSEPORT, 1)
        let bound = address.withPort(try Socket.port(claim))
        var descriptors: [Int32] = []
        do throws(SocketError) {
            for _ in 0..<loops {
                let descriptor = try prepared(bound)
                descriptors.append(descriptor)
                try Socket.set(descriptor, SOL_SOCKET, SO_REUSEPORT, 1)
                try Socket.bind(descriptor, to: bound)
                try Socket.listen(descriptor, backlog: backlog)
            }
        } catch {
            for descriptor in descriptors { Socket.close(descriptor) }
            throw error
        }
        return Listeners(address: bound, descriptors: descriptors)
    }

    /// A socket with the options that accepted ones inherit; SO_REUSEADDR lets a port just left be used at once.
    private static func prepared(_ address: ListenAddress) throws(SocketError) -> Int32 {
        let descriptor = try Socket.open(address)
        do throws(SocketError) {
            try Socket.set(descriptor, SOL_SOCKET, SO_REUSEADDR, 1)
            try Socket.set(descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, 1)
            if case .ipv6 = address { try Socket.set(descriptor, Int32(IPPROTO_IPV6), IPV6_V6ONLY, 1) }
        } catch {
            Socket.close(descriptor)
            throw error
        }
        return descriptor
    }

    /// The mode is set before anyone can connect.
    private static func openUnix(_ address: ListenAddress, path: String, mode: UInt32, backlog: Int32) throws(SocketError) -> Int32 {
        try removeStale(address, path: path)
        let descriptor = try Socket.open(address)
        do throws(SocketError) {
            try Socket.bind(descriptor, to: address)
            try Syscall.result("chmod") { chmod(path, mode) }
            try Socket.listen(descriptor, backlog: backlog)
        } catch {
            Socket.close(descriptor)
            throw error
        }
        return descriptor
    }

    /// Removes a socket that a dead process has left; one where somebody answers, or a file of another kind, stays.
    private static func removeStale(_ address: ListenAddress, path: String) throws(SocketError) {
        var status = stat()
        guard lstat(path, &status) == 0 else { return }
        guard status.st_mode & S_IFMT == S_IFSOCK else { throw SocketError(call: "bind \(address)", code: EEXIST) }
        let probe = try Socket.open(address)
        defer { Socket.close(probe) }
        do throws(SocketError) {
            try Socket.connect(probe, to: address)
        } catch {
            guard error.code == ECONNREFUSED else { throw SocketError(call: "bind \(address)", code: EADDRINUSE) }
            _ = unlink(path)
            return
        }
        throw SocketError(call: "bind \(address)", code: EADDRINUSE)
    }
}
