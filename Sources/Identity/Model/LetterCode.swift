import Bedrock
import Cryptography

/// A code that opens something: sent by letter, or kept on paper for the day a device is lost.
///
/// Ten characters of Crockford's alphabet, fifty bits; however they are typed (`o` for zero, small
/// letters, with or without the hyphen) they are the same.
struct LetterCode {
    private static let alphabet = Array("0123456789ABCDEFGHJKMNPQRSTVWXYZ".utf8)

    /// What a code may look like in a request.
    static let length = 10...20

    /// As it is written: `7KQ4M-2XWPD`.
    let text: String
    private let bytes: [UInt8]

    /// A new one.
    init() {
        bytes = Random.bytes(10).map { LetterCode.alphabet[Int($0) & 31] }
        text = String(decoding: bytes[..<5] + [0x2D] + bytes[5...], as: UTF8.self)
    }

    /// One that somebody typed; nil where it can't be one.
    init?(typed text: String) {
        bytes = text.uppercased().utf8.compactMap { byte in
            switch byte {
            case UInt8(ascii: "-"), UInt8(ascii: " "): nil
            case UInt8(ascii: "O"): UInt8(ascii: "0")
            case UInt8(ascii: "I"), UInt8(ascii: "L"): UInt8(ascii: "1")
            default: byte
            }
        }
        guard bytes.count == 10, bytes.allSatisfy(LetterCode.alphabet.contains) else { return nil }
        self.text = text
    }

    /// What the database keeps of one that is of use for one purpose and one subject only.
    func hash(_ purpose: String, for subject: String, _ key: HMACKey) -> [UInt8] {
        key.code(over: Array("dray \(purpose) ".utf8) + bytes + Array(" \(subject)".utf8))
    }
}

/// What a code sent by letter is for; the words of the database.
enum CodePurpose: String {
    case resetPassword = "reset_password"
    case signIn = "sign_in"
    case changeEmail = "change_email"
}

extension IdentityServices {
    /// What the database keeps of a code sent by letter.
    func hash(_ code: LetterCode, _ purpose: CodePurpose, for subject: String) -> [UInt8] {
        code.hash(purpose.rawValue, for: subject, refreshKeys.current.key)
    }
}
