import Bedrock
import Cryptography
import Platform
import Storage

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
        var bytes = LinkBytes(version: Self.version)
        bytes.append(link.document.uuid)
        bytes.append(link.caller.account?.uuid ?? .zero)
        bytes.append(link.caller.session?.uuid ?? .zero)
        bytes.append(link.caller.organization?.uuid ?? .zero)
        bytes.append(UInt64(bitPattern: link.caller.epoch))
        bytes.append((link.isReview ? 1 : 0) | (link.caller.isPlatform ? 2 : 0) as UInt8)
        bytes.append(UInt64(bitPattern: end.microseconds))
        return (bytes.sealed(by: keys), end)
    }

    /// Reads a link; a problem for one that isn't ours, was changed, or is over.
    func read(_ text: String, at now: Instant) throws(Problem) -> DocumentLink {
        let bytes = try LinkBytes.open(
            text, version: Self.version, length: Self.length, by: keys)
        guard Int64(bitPattern: bytes.number(74)) > now.microseconds else {
            throw Problem(.linkExpired)
        }
        var caller = Caller()
        caller.account = id(bytes, 17)
        caller.session = id(bytes, 33)
        caller.organization = id(bytes, 49)
        caller.epoch = Int64(bitPattern: bytes.number(65))
        caller.isPlatform = bytes.byte(73) & 2 != 0
        return DocumentLink(
            document: ID(uuid: bytes.uuid(1)), caller: caller,
            isReview: bytes.byte(73) & 1 != 0)
    }

    private func id<Subject: Identified>(_ bytes: LinkBytes, _ place: Int) -> ID<Subject>? {
        let uuid = bytes.uuid(place)
        return uuid == .zero ? nil : ID(uuid: uuid)
    }
}

extension UUIDBytes {
    fileprivate static let zero = UUIDBytes(high: 0, low: 0)
}
