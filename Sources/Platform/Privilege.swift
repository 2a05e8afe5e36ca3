/// A verb a token may allow, such as `draft_orders.write`; declared by the context it guards.
public struct Privilege: Hashable, Sendable {
    public let name: String

    public init(_ name: String) {
        self.name = name
    }
}

/// Privileges as a bitset over the hard catalog's ordinals: what a token carries.
public struct PrivilegeSet: Hashable, Sendable {
    /// Least significant bit of the first word is ordinal 0.
    private(set) var words: [UInt64] = []

    public init() {}

    public mutating func insert(_ ordinal: Int) {
        while words.count <= ordinal / 64 { words.append(0) }
        words[ordinal / 64] |= 1 << UInt64(ordinal % 64)
    }

    public func contains(_ ordinal: Int) -> Bool {
        ordinal / 64 < words.count && words[ordinal / 64] & (1 << UInt64(ordinal % 64)) != 0
    }

    /// The ordinals in it, in their order.
    public var ordinals: [Int] { (0..<words.count * 64).filter(contains) }

    mutating func formUnion(_ other: PrivilegeSet) {
        while words.count < other.words.count { words.append(0) }
        for (index, word) in other.words.enumerated() { words[index] |= word }
    }

    mutating func formIntersection(_ other: PrivilegeSet) {
        for index in words.indices {
            words[index] &= index < other.words.count ? other.words[index] : 0
        }
    }

    mutating func subtract(_ other: PrivilegeSet) {
        for index in 0..<min(words.count, other.words.count) { words[index] &= ~other.words[index] }
    }

    public func isSuperset(of other: PrivilegeSet) -> Bool {
        for (index, word) in other.words.enumerated() {
            let own = index < words.count ? words[index] : 0
            if word & ~own != 0 { return false }
        }
        return true
    }

    /// The bytes a token carries: eight a word, least significant first, trailing zeros cut.
    public var bytes: [UInt8] {
        var bytes: [UInt8] = []
        for word in words {
            for shift in stride(from: UInt64(0), to: 64, by: 8) {
                bytes.append(UInt8(truncatingIfNeeded: word >> shift))
            }
        }
        while bytes.last == 0 { bytes.removeLast() }
        return bytes
    }

    public init(bytes: some Collection<UInt8>) {
        for (index, byte) in bytes.enumerated() {
            for bit in 0..<8 where byte & (1 << UInt8(bit)) != 0 { insert(index * 8 + bit) }
        }
    }
}
