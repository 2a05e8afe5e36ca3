import Bedrock
import Cryptography
import Platform

/// What a link stands for: one document, for one person, as the session that asked for it.
struct DocumentLink {
    let document: ID<Document>
    /// Who asked: account, organization, session and epoch, so that the link ends with the session.
    let caller: Caller
    /// Whether it was asked for as a reviewer, and not as the document's owner.
    let isReview: Bool
}

/// Makes and reads links to documents: signed, short-lived, good for that one purpose.
///
/// The keys are derived for links alone: no token of another kind is one, and no link is a token.
struct DocumentLinks: Sendable {
    /// How long a link holds.
    static let lifetime: Duration = .seconds(240)
    private static let version: UInt8 = 1
    private static let length = 82

    let keys: KeyRing<HMACKey>

    /// A link's text, and when it ends.
    func make(_ link: DocumentLink, at now: Instant) -> (text: String, end: Instant) {
        let end = now.advanced(by: Self.lifetime)
        var bytes: [UInt8] = [Self.version]
        append(link.document.uuid, &bytes)
        append(link.caller.account?.uuid ?? .zero, &bytes)
        append(link.caller.session?.uuid ?? .zero, &bytes)
        append(link.caller.organization?.uuid ?? .zero, &bytes)
        append(UInt64(bitPattern: link.caller.epoch), &bytes)
        bytes.append((link.isReview ? 1 : 0) | (link.caller.isPlatform ? 2 : 0))
        append(UInt64(bitPattern: end.microseconds), &bytes)
        bytes += keys.current.key.code(over: bytes)
        return (Base64URL.encode(bytes), end)
    }

    /// Reads a link; a problem for one that isn't ours, was changed, or is over.
    func read(_ text: String, at now: Instant) throws(Problem) -> DocumentLink {
        guard text.utf8.count <= 512, let bytes = Base64URL.decode(text),
            bytes.count == Self.length + HMACKey.codeLength, bytes[0] == Self.version
        else { throw Problem(.linkInvalid) }
        let signed = Array(bytes[..<Self.length])
        let code = Array(bytes[Self.length...])
        guard keys.entries.contains(where: { $0.key.isCode(code, over: signed) }) else {
            throw Problem(.linkInvalid)
        }
        guard Int64(bitPattern: number(signed, 74)) > now.microseconds else {
            throw Problem(.linkExpired)
        }
        var caller = Caller()
        caller.account = id(signed, 17)
        caller.session = id(signed, 33)
        caller.organization = id(signed, 49)
        caller.epoch = Int64(bitPattern: number(signed, 65))
        caller.isPlatform = signed[73] & 2 != 0
        return DocumentLink(
            document: ID(uuid: uuid(signed, 1)), caller: caller, isReview: signed[73] & 1 != 0)
    }

    private func append(_ uuid: UUIDBytes, _ bytes: inout [UInt8]) {
        append(uuid.high, &bytes)
        append(uuid.low, &bytes)
    }

    private func append(_ number: UInt64, _ bytes: inout [UInt8]) {
        for shift in stride(from: 56, through: 0, by: -8) {
            bytes.append(UInt8(truncatingIfNeeded: number >> UInt64(shift)))
        }
    }

    private func number(_ bytes: [UInt8], _ place: Int) -> UInt64 {
        bytes[place..<place + 8].reduce(0) { $0 << 8 | UInt64($1) }
    }

    private func uuid(_ bytes: [UInt8], _ place: Int) -> UUIDBytes {
        UUIDBytes(high: number(bytes, place), low: number(bytes, place + 8))
    }

    private func id<Subject: Identified>(_ bytes: [UInt8], _ place: Int) -> ID<Subject>? {
        let uuid = uuid(bytes, place)
        return uuid == .zero ? nil : ID(uuid: uuid)
    }
}

extension UUIDBytes {
    fileprivate static let zero = UUIDBytes(high: 0, low: 0)
}
