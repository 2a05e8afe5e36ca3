/// A stored password: parameters, salt and tag, in the PHC string format.
///
/// `$argon2id$v=19$m=65536,t=2,p=1$<salt>$<tag>`, base64 without padding.
public struct PasswordHash: Hashable, Sendable, CustomStringConvertible {
    /// The salt of new hashes in bytes.
    static let saltLength = 16

    /// The tag of new hashes in bytes.
    static let tagLength = 32

    /// The longest text that is read, in characters.
    static let textLimit = 512

    /// What the hash cost.
    public let parameters: Argon2Parameters

    let salt: [UInt8]
    let tag: [UInt8]

    init(parameters: Argon2Parameters, salt: [UInt8], tag: [UInt8]) {
        self.parameters = parameters
        self.salt = salt
        self.tag = tag
    }

    /// Reads a PHC string of Argon2id version 19; nothing for anything else, other spellings of
    /// the same numbers, a salt outside 8...64 bytes or a tag outside 16...64.
    public init?(text: String) {
        guard text.utf8.count <= Self.textLimit else { return nil }
        let parts = text.split(separator: "$", omittingEmptySubsequences: false)
        guard parts.count == 6, parts[0].isEmpty, parts[1] == "argon2id", parts[2] == "v=19" else {
            return nil
        }
        let numbers = parts[3].split(separator: ",", omittingEmptySubsequences: false)
        guard numbers.count == 3, let memory = Self.number(numbers[0], after: "m="),
            let passes = Self.number(numbers[1], after: "t="),
            let lanes = Self.number(numbers[2], after: "p="),
            let parameters = Argon2Parameters(memoryKiB: memory, passes: passes, lanes: lanes),
            let salt = Base64Alphabet.standard.decode(Array(parts[4].utf8).span),
            let tag = Base64Alphabet.standard.decode(Array(parts[5].utf8).span),
            (8...64).contains(salt.count), (16...64).contains(tag.count)
        else { return nil }
        self.init(parameters: parameters, salt: salt, tag: tag)
    }

    /// The PHC string, for the database.
    public var text: String {
        var text: [UInt8] = Array("$argon2id$v=19$m=".utf8)
        text.append(contentsOf: String(parameters.memoryKiB).utf8)
        text.append(contentsOf: ",t=\(parameters.passes),p=\(parameters.lanes)$".utf8)
        Base64Alphabet.standard.append(salt.span, to: &text)
        text.append(UInt8(ascii: "$"))
        Base64Alphabet.standard.append(tag.span, to: &text)
        return String(decoding: text, as: UTF8.self)
    }

    /// Says nothing of salt and tag; `text` does.
    public var description: String { "PasswordHash(***)" }

    /// A decimal number as it would be written: no sign, no leading zero.
    private static func number(_ text: Substring, after prefix: String) -> Int? {
        guard text.hasPrefix(prefix) else { return nil }
        let digits = text.dropFirst(prefix.count)
        guard let number = Int(digits), number > 0, String(number) == digits else { return nil }
        return number
    }
}
