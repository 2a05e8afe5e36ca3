/// The keys of one purpose, by id: the first signs, all verify, so that keys can be rotated.
///
/// To rotate, put the new key first and keep the old one until its last token has expired.
public struct KeyRing<Key: TokenKey>: Sendable {
    /// How many keys a ring may hold; each costs a comparison per token.
    public static var limit: Int { 8 }

    /// A key and the id that tokens name it by.
    public struct Entry: Sendable {
        /// 1 to 32 of `A–Z a–z 0–9 . _ -`.
        public let id: String
        /// The key.
        public let key: Key
    }

    /// Every key, the one that signs first.
    public let entries: [Entry]

    /// Takes the current key and those that were current before.
    ///
    /// Throws when ids are badly formed or repeated, or there are more than `limit` keys.
    public init(
        current: (id: String, key: Key), previous: [(id: String, key: Key)] = []
    ) throws(KeyRingError) {
        let all = [current] + previous
        guard all.count <= Self.limit else { throw .tooMany(limit: Self.limit) }
        var seen: Set<String> = []
        for (id, _) in all {
            guard isTokenWord(id, limit: 32) else { throw .badID(id) }
            guard seen.insert(id).inserted else { throw .repeated(id) }
        }
        entries = all.map { Entry(id: $0.id, key: $0.key) }
    }

    /// The key that signs.
    public var current: Entry { entries[0] }
}

extension KeyRing where Key == HMACKey {
    /// The fewest bytes of a secret in a ring: as many as a code has (RFC 7518, section 3.2).
    public static var leastSecretLength: Int { 32 }

    /// Reads `id:base64url[,id:base64url…]`, the key that signs first.
    ///
    /// Throws as the other initializer does, and when a secret is not base64url or is shorter than
    /// 32 bytes; no error repeats a secret.
    public init(text: String) throws(KeyRingError) {
        var keys: [(id: String, key: HMACKey)] = []
        for part in text.split(separator: ",", omittingEmptySubsequences: false) {
            guard let colon = part.firstIndex(of: ":") else { throw .badForm }
            let id = String(part[..<colon])
            guard let secret = Base64URL.decode(String(part[part.index(after: colon)...])) else {
                throw .badSecret(id)
            }
            guard secret.count >= Self.leastSecretLength else {
                throw .shortSecret(id, least: Self.leastSecretLength)
            }
            keys.append((id, HMACKey(secret)))
        }
        guard let current = keys.first else { throw .badForm }
        try self.init(current: current, previous: Array(keys.dropFirst()))
    }
}

/// Why keys make no ring.
public enum KeyRingError: Error, Equatable, CustomStringConvertible {
    /// Not `id:base64url[,id:base64url…]`.
    case badForm
    /// An id that isn't 1 to 32 of `A–Z a–z 0–9 . _ -`.
    case badID(String)
    /// Two keys of one id.
    case repeated(String)
    /// The secret of this id isn't base64url.
    case badSecret(String)
    /// The secret of this id has too few bytes.
    case shortSecret(String, least: Int)
    /// More keys than a ring holds.
    case tooMany(limit: Int)

    /// The reason in words, without any secret.
    public var description: String {
        switch self {
        case .badForm: "keys are written id:base64url, separated by commas"
        case .badID: "a key id is 1 to 32 letters, digits, dots, underscores or hyphens"
        case .repeated(let id): "the key id \(id) stands twice"
        case .badSecret(let id): "the secret of key \(id) is not base64url without padding"
        case .shortSecret(let id, let least): "the secret of key \(id) is under \(least) bytes"
        case .tooMany(let limit): "more than \(limit) keys"
        }
    }
}

/// Whether a text needs no escaping inside a token's header: letters, digits, `. _ - +`.
func isTokenWord(_ text: String, limit: Int) -> Bool {
    (1...limit).contains(text.utf8.count)
        && text.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "_"),
                UInt8(ascii: "-"), UInt8(ascii: "+"):
                true
            default: false
            }
        }
}
