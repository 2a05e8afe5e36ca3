import Glibc

/// An IPv4 or IPv6 address; an IPv4 one is kept as `::ffff:a.b.c.d`, so that the two spellings of
/// one address are equal.
public struct IPAddress: Hashable, Sendable {
    /// The first eight bytes, the most significant first.
    public let high: UInt64
    /// The last eight.
    public let low: UInt64

    /// The address of these two halves.
    public init(high: UInt64, low: UInt64) {
        self.high = high
        self.low = low
    }

    /// An IPv4 address by its four bytes, the most significant first.
    public init(v4 bytes: UInt32) {
        self.init(high: 0, low: IPAddress.v4Prefix | UInt64(bytes))
    }

    /// Reads either family's usual spelling, and nothing around it: no port, brackets or zone.
    public init?(_ text: some StringProtocol) {
        // A zero would end the text early for the functions of C.
        guard text.utf8.count <= 45, text.utf8.allSatisfy({ $0 > 0x20 }) else { return nil }
        let text = String(text)
        var v4 = in_addr()
        var v6 = in6_addr()
        if inet_pton(AF_INET, text, &v4) == 1 {
            self.init(v4: UInt32(bigEndian: v4.s_addr))
        } else if inet_pton(AF_INET6, text, &v6) == 1 {
            self = withUnsafeBytes(of: &v6) { IPAddress(bytes: $0) }
        } else {
            return nil
        }
    }

    /// Sixteen bytes as the network has them.
    public init(bytes: UnsafeRawBufferPointer) {
        self.init(
            high: UInt64(bigEndian: bytes.loadUnaligned(fromByteOffset: 0, as: UInt64.self)),
            low: UInt64(bigEndian: bytes.loadUnaligned(fromByteOffset: 8, as: UInt64.self)))
    }

    private static let v4Prefix: UInt64 = 0xFFFF_0000_0000

    /// Whether it is an IPv4 address.
    public var isV4: Bool { high == 0 && low & 0xFFFF_FFFF_0000_0000 == IPAddress.v4Prefix }

    /// What one customer of a network provider has: the address itself, or the /64 of an IPv6 one,
    /// whose other half a client makes up as it likes.
    public var site: IPAddress { isV4 ? self : IPAddress(high: high, low: 0) }

    /// The usual spelling.
    public var text: String {
        var bytes = in6_addr()
        withUnsafeMutableBytes(of: &bytes) {
            $0.storeBytes(of: high.bigEndian, toByteOffset: 0, as: UInt64.self)
            $0.storeBytes(of: low.bigEndian, toByteOffset: 8, as: UInt64.self)
        }
        return withUnsafeTemporaryAllocation(of: CChar.self, capacity: 64) { buffer in
            let start = buffer.baseAddress!
            let written = withUnsafeBytes(of: &bytes) { bytes in
                isV4 ? inet_ntop(AF_INET, bytes.baseAddress! + 12, start, 64)
                    : inet_ntop(AF_INET6, bytes.baseAddress!, start, 64)
            }
            return written == nil ? "" : String(cString: start)
        }
    }
}

/// A block of addresses such as `10.0.0.0/8`; an address alone is a block of one.
public struct AddressRange: Hashable, Sendable {
    private let first: IPAddress
    private let highMask: UInt64
    private let lowMask: UInt64

    /// Reads an address, or an address and the length of its prefix; what the prefix leaves out
    /// must be zero, so that a slip of the finger is not taken for a wider block.
    public init?(_ text: some StringProtocol) {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard (1...2).contains(parts.count), let address = IPAddress(parts[0]) else { return nil }
        var length = 128
        if parts.count == 2 {
            let most = address.isV4 ? 32 : 128
            guard (1...3).contains(parts[1].utf8.count),
                parts[1].utf8.allSatisfy({ (0x30...0x39).contains($0) }),
                let given = Int(parts[1]), given <= most
            else { return nil }
            length = given + 128 - most
        }
        highMask = AddressRange.mask(length)
        lowMask = AddressRange.mask(length - 64)
        guard address.high & ~highMask == 0, address.low & ~lowMask == 0 else { return nil }
        first = address
    }

    /// Whether an address lies in it.
    public func contains(_ address: IPAddress) -> Bool {
        address.high & highMask == first.high && address.low & lowMask == first.low
    }

    private static func mask(_ ones: Int) -> UInt64 {
        ones <= 0 ? 0 : ones >= 64 ? .max : ~(.max >> UInt64(ones))
    }
}
