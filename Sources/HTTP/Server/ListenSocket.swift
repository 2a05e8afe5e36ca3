import CMicrohttpd
import Glibc

/// A socket that connections come in by; one for each loop, all on one address.
public struct ListenSocket: Sendable {
    /// The socket; closed by the server it is given to.
    public let descriptor: Int32
    /// The port, also where the system was left to choose it.
    public let port: UInt16

    /// No socket could be opened on that address.
    public struct Failure: Error, CustomStringConvertible {
        /// The address asked for.
        public let address: String
        /// The port asked for.
        public let port: UInt16
        /// The system's error number.
        public let code: Int32

        public var description: String {
            "cannot listen on \(address) port \(port): \(String(cString: strerror(code)))"
        }
    }

    /// Opens sockets that share an address, among which the kernel spreads the connections.
    /// - Parameters:
    ///   - address: an IPv4 or IPv6 address, such as `127.0.0.1`, `0.0.0.0` or `::`.
    ///   - port: 0 lets the system choose.
    public static func open(
        address: String, port: UInt16, count: Int, backlog: Int = 1024
    ) throws(Failure) -> [ListenSocket] {
        if port != 0 {
            // Sockets that share would join another server's silently: see that none is there.
            let probe = try bind(address, port, shared: false)
            close(probe.descriptor)
        }
        var sockets: [ListenSocket] = []
        for _ in 0..<count {
            let socket = try bind(address, sockets.first?.port ?? port, shared: true)
            guard listen(socket.descriptor, Int32(clamping: backlog)) == 0 else {
                throw Failure(address: address, port: port, code: errno)
            }
            sockets.append(socket)
        }
        return sockets
    }

    private static func bind(
        _ address: String, _ port: UInt16, shared: Bool
    ) throws(Failure) -> ListenSocket {
        guard var name = SocketAddress(address, port: port) else {
            throw Failure(address: address, port: port, code: EADDRNOTAVAIL)
        }
        let kind = Int32(SOCK_STREAM.rawValue) | 0o2_000_000 | 0o4_000
        let descriptor = socket(name.family, kind, 0)
        guard descriptor >= 0 else { throw Failure(address: address, port: port, code: errno) }
        var one: Int32 = 1
        let size = socklen_t(MemoryLayout<Int32>.size)
        setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &one, size)
        if shared {
            setsockopt(descriptor, SOL_SOCKET, SO_REUSEPORT, &one, size)
        }
        guard name.bind(descriptor) == 0 else {
            let code = errno
            close(descriptor)
            throw Failure(address: address, port: port, code: code)
        }
        return ListenSocket(
            descriptor: descriptor, port: SocketAddress.port(of: descriptor) ?? port)
    }
}
