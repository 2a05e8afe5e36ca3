import Bedrock
import Cryptography
import Platform

/// What an invitation's letter holds: which one it is, and 256 random bits that nobody else knows.
///
/// The database keeps a digest. A slow one would add nothing: there is no guessing such a secret.
struct InvitationSecret {
    private static let length = 64

    let organization: ID<Organization>
    let invitation: ID<Invitation>
    private let bytes: [UInt8]

    init(of invitation: ID<Invitation>, in organization: ID<Organization>) {
        self.organization = organization
        self.invitation = invitation
        var bytes: [UInt8] = []
        for half in [
            organization.uuid.high, organization.uuid.low, invitation.uuid.high,
            invitation.uuid.low,
        ] {
            withUnsafeBytes(of: half.bigEndian) { bytes.append(contentsOf: $0) }
        }
        self.bytes = bytes + Random.bytes(32)
    }

    /// Reads one; nil for what has another shape.
    init?(_ text: String) {
        guard let bytes = Base64URL.decode(text), bytes.count == InvitationSecret.length else {
            return nil
        }
        self.bytes = bytes
        (organization, invitation) = bytes.withUnsafeBytes { bytes in
            (
                ID(uuid: UUIDBytes(bytes: UnsafeRawBufferPointer(rebasing: bytes[..<16]))),
                ID(uuid: UUIDBytes(bytes: UnsafeRawBufferPointer(rebasing: bytes[16..<32])))
            )
        }
    }

    /// As the letter has it.
    var text: String { Base64URL.encode(bytes) }

    /// What the database keeps of it.
    var hash: [UInt8] { SHA256.digest(of: Array("dray invitation ".utf8) + bytes) }

    /// The letter that carries it.
    func letter(from organization: String, until expires: Instant?) -> (String, String) {
        (
            "\(organization) invites you",
            """
            Hello,

            \(organization) invites you to work for it. Sign in, or register with this address,
            and accept the invitation with this secret\(expires.map { ", until \($0.rfc3339)" }
                ?? ""):

            \(text)

            It can be used once, and by the account of this address alone. If you know nothing of
            it, do nothing.
            """
        )
    }
}
