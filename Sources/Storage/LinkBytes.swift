public import Bedrock
public import Cryptography
public import Platform

/// What a signed link says, as bytes of one length: written in order, read by place.
public struct LinkBytes: Sendable {
    public private(set) var bytes: [UInt8]

    /// A link of a kind and version that its first byte tells.
    public init(version: UInt8) { bytes = [version] }

    /// Adds a byte.
    public mutating func append(_ byte: UInt8) { bytes.append(byte) }

    /// Adds bytes.
    public mutating func append(_ more: some Sequence<UInt8>) { bytes += more }

    /// Adds an id.
    public mutating func append(_ uuid: UUIDBytes) {
        append(uuid.high)
        append(uuid.low)
    }

    /// Adds a number, in eight bytes.
    public mutating func append(_ number: UInt64) {
        for shift in stride(from: 56, through: 0, by: -8) {
            bytes.append(UInt8(truncatingIfNeeded: number >> UInt64(shift)))
        }
    }

    /// The byte at a place.
    public func byte(_ place: Int) -> UInt8 { bytes[place] }

    /// The number at a place.
    public func number(_ place: Int) -> UInt64 {
        bytes[place..<place + 8].reduce(0) { $0 << 8 | UInt64($1) }
    }

    /// The id at a place.
    public func uuid(_ place: Int) -> UUIDBytes {
        UUIDBytes(high: number(place), low: number(place + 8))
    }

    /// The link's text: the bytes and their code.
    public func sealed(by keys: KeyRing<HMACKey>) -> String {
        Base64URL.encode(bytes + keys.current.key.code(over: bytes))
    }

    /// Reads a link of that version and length; a problem for one that isn't ours or was changed.
    public static func open(
        _ text: String, version: UInt8, length: Int, by keys: KeyRing<HMACKey>
    ) throws(Problem) -> LinkBytes {
        guard text.utf8.count <= 512, let bytes = Base64URL.decode(text),
            bytes.count == length + HMACKey.codeLength, bytes[0] == version
        else { throw Problem(.linkInvalid) }
        let signed = Array(bytes[..<length])
        let code = Array(bytes[length...])
        guard keys.entries.contains(where: { $0.key.isCode(code, over: signed) }) else {
            throw Problem(.linkInvalid)
        }
        var link = LinkBytes(version: version)
        link.bytes = signed
        return link
    }
}
