import Bedrock
public import Cryptography
public import Platform

/// What the operations of Identity work with beside the database; one for all loops.
public final class IdentityServices: Sendable {
    /// Hashes passwords off the loops.
    public let passwords: PasswordHasher
    /// Issues access tokens; the same that the gate reads them with.
    public let tokens: AccessTokens
    /// Keys of refresh tokens and codes; not those of access tokens.
    public let refreshKeys: KeyRing<HMACKey>
    /// The roles and what they grant.
    public let catalog: PrivilegeCatalog
    /// Seals the secrets of second factors.
    let secondFactors: SealingKey
    /// Hashes recovery codes, which may be years old when they are used.
    let recoveryKey: HMACKey
    /// The page that letters with a code link to.
    private let linkURL: String?

    /// Holds them; nothing is started. `lasting` is a secret that never changes.
    public init(
        passwords: PasswordHasher, tokens: AccessTokens, refreshKeys: KeyRing<HMACKey>,
        catalog: PrivilegeCatalog, lasting: [UInt8], linkURL: String? = nil
    ) {
        self.linkURL = linkURL
        secondFactors = SealingKey(from: lasting, for: "second factors")
        recoveryKey = HMACKey(HMACKey(lasting).code(over: Array("dray recovery codes".utf8)))
        self.passwords = passwords
        self.tokens = tokens
        self.refreshKeys = refreshKeys
        self.catalog = catalog
    }

    /// Where a letter with a code links to. The code stands behind a `#`, which browsers keep to
    /// themselves: it reaches no server's log.
    func link(_ purpose: String, _ email: String, _ code: String) -> String? {
        linkURL.map { page in
            "\(page)#purpose=\(purpose)&email=\(email.percentEncoded)&code=\(code.percentEncoded)"
        }
    }
}

extension Context {
    var identity: IdentityServices { services.get(IdentityServices.self) }
}

extension Problem {
    /// What a caller is told when no password could be hashed.
    init(_ error: PasswordError) {
        switch error {
        case .busy(let retryAfter):
            self.init(.tooManyRequests, "Too many people sign in at this moment.")
            self.retryAfter = max(1, Int(retryAfter.components.seconds))
        case .tooLong:
            self = .invalid(
                "/password", "length",
                "Must have at most \(PasswordHasher.passwordLimit) bytes.")
        case .cancelled, .stopped:
            self.init(.unavailable, "The server is shutting down; ask again.")
            retryAfter = 1
        case .damaged:
            self.init(.internalError)
        }
        cause = "\(error)"
    }
}
