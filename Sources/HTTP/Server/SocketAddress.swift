import Bedrock
import CMicrohttpd
import Glibc

/// An IPv4 or IPv6 address and port, as the socket calls want it.
struct SocketAddress {
    private(set) var storage = sockaddr_storage()
    private(set) var length: socklen_t = 0

    init(storage: sockaddr_storage) {
        self.storage = storage
        length = SocketAddress.length(of: storage.ss_family)
    }

    init?(_ text: String, port: UInt16) {
        var v4 = sockaddr_in()
        var v6 = sockaddr_in6()
        if inet_pton(AF_INET, text, &v4.sin_addr) == 1 {
            v4.sin_family = sa_family_t(AF_INET)
            v4.sin_port = port.bigEndian
            withUnsafeMutableBytes(of: &storage) { $0.storeBytes(of: v4, as: sockaddr_in.self) }
        } else if inet_pton(AF_INET6, text, &v6.sin6_addr) == 1 {
            v6.sin6_family = sa_family_t(AF_INET6)
            v6.sin6_port = port.bigEndian
            withUnsafeMutableBytes(of: &storage) { $0.storeBytes(of: v6, as: sockaddr_in6.self) }
        } else {
            return nil
        }
        length = SocketAddress.length(of: storage.ss_family)
    }

    var family: Int32 { Int32(storage.ss_family) }

    /// The address alone; nil of a socket of another family.
    var ip: IPAddress? {
        withUnsafeBytes(of: storage) { bytes in
            switch family {
            case AF_INET:
                IPAddress(
                    v4: UInt32(
                        bigEndian: bytes.loadUnaligned(fromByteOffset: 4, as: UInt32.self)))
            case AF_INET6: IPAddress(bytes: UnsafeRawBufferPointer(rebasing: bytes[8..<24]))
            default: nil
            }
        }
    }

    mutating func bind(_ descriptor: Int32) -> Int32 {
        withAddress { Glibc.bind(descriptor, $0, $1) }
    }

    mutating func withAddress<T>(_ body: (UnsafePointer<sockaddr>, socklen_t) -> T) -> T {
        let length = length
        return withUnsafePointer(to: &storage) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { body($0, length) }
        }
    }

    /// The port a socket is bound to.
    static func port(of descriptor: Int32) -> UInt16? {
        var storage = sockaddr_storage()
        var length = socklen_t(MemoryLayout<sockaddr_storage>.size)
        let result = withUnsafeMutablePointer(to: &storage) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                getsockname(descriptor, $0, &length)
            }
        }
        guard result == 0 else { return nil }
        // The port is at the same place in both families.
        return withUnsafeBytes(of: &storage) {
            UInt16(bigEndian: $0.loadUnaligned(fromByteOffset: 2, as: UInt16.self))
        }
    }

    private static func length(of family: sa_family_t) -> socklen_t {
        Int32(family) == AF_INET6
            ? socklen_t(MemoryLayout<sockaddr_in6>.size)
            : socklen_t(MemoryLayout<sockaddr_in>.size)
    }
}
