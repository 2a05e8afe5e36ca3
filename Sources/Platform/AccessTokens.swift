public import Bedrock
public import Cryptography
import Wire

/// Makes and reads access tokens: a JWT of ten minutes that carries its caller.
///
/// The token is a cache of the caller; each transaction checks its epoch against the authority.
public struct AccessTokens: Sendable {
    /// How long a token holds.
    public static let lifetime: Duration = .seconds(600)

    private let jwt: JWT<HMACKey>
    private let catalogVersion: Int

    public init(keys: KeyRing<HMACKey>, catalogVersion: Int) {
        jwt = JWT(kind: "at+jwt", audience: "dray", keys: keys)
        self.catalogVersion = catalogVersion
    }

    /// A token of that caller, and when it expires: at `until`, where that comes first.
    public func issue(
        _ caller: Caller, at now: Instant, until: Instant? = nil
    ) throws(TokenError) -> (token: String, expiresAt: Instant) {
        let lifetime = now.advanced(by: AccessTokens.lifetime)
        let expiresAt = until.map { min($0, lifetime) } ?? lifetime
        var writer = JSONWriter(capacity: 512)
        writer.beginObject()
        writer.key("aud")
        writer.write("dray")
        writer.key("sub")
        writer.write(caller.account?.text ?? "")
        func member<Subject>(_ name: StaticString, _ id: ID<Subject>?) {
            guard let id else { return }
            writer.key(name)
            writer.write(id.text)
        }
        member("org", caller.organization)
        member("sid", caller.session)
        member("app", caller.app)
        member("act", caller.actor)
        member("chn", caller.channel)
        member("whs", caller.warehouse)
        writer.key("iat")
        writer.write(now.seconds)
        writer.key("exp")
        writer.write(expiresAt.seconds)
        writer.key("cat")
        writer.write(Int64(catalogVersion))
        writer.key("epo")
        writer.write(caller.epoch)
        writer.key("prv")
        writer.write(Base64URL.encode(caller.privileges.bytes))
        if !caller.ownPrivileges.isEmpty {
            var own = PrivilegeSet()
            for ordinal in caller.ownPrivileges { own.insert(ordinal) }
            writer.key("own")
            writer.write(Base64URL.encode(own.bytes))
        }
        writer.key("dny")
        writer.write(Int64(caller.denies.rawValue))
        writer.key("plt")
        writer.write(caller.isPlatform)
        writer.endObject()
        return (try jwt.sign(writer.bytes), expiresAt)
    }

    /// The caller a token carries; throws unless it is ours, meant for here and valid now.
    public func caller(of token: String, at now: Instant) throws(TokenError) -> Caller {
        try claims(of: token, at: now).caller
    }

    func claims(of token: String, at now: Instant) throws(TokenError) -> AccessClaims {
        let version = catalogVersion
        return try jwt.open(token, at: now) { payload throws(TokenError) in
            guard let claims = AccessClaims(payload), claims.catalogVersion == version else {
                throw .badClaims
            }
            return claims
        }
    }
}

struct AccessClaims: TokenClaims {
    let audience: String
    let expiresAt: Int64
    let catalogVersion: Int
    let caller: Caller

    init?(_ payload: [UInt8]) {
        guard let json = try? JSON.parse(payload),
            let audience = json["aud"]?.text, let expiresAt = json["exp"]?.integer,
            let version = json["cat"]?.integer, let epoch = json["epo"]?.integer,
            let account = json["sub"]?.text.flatMap({ ID<Account>($0) }),
            let session = json["sid"]?.text.flatMap({ ID<Session>($0) }),
            let privileges = json["prv"]?.text.flatMap({ Base64URL.decode($0) }),
            let denies = json["dny"]?.integer.flatMap({ UInt8(exactly: $0) }),
            let isPlatform = json["plt"]?.bool
        else { return nil }
        var caller = Caller()
        caller.account = account
        caller.session = session
        caller.organization = json["org"]?.text.flatMap { ID($0) }
        caller.app = json["app"]?.text.flatMap { ID($0) }
        caller.actor = json["act"]?.text.flatMap { ID($0) }
        caller.ownPrivileges = json["own"]?.text.flatMap { Base64URL.decode($0) }
            .map { PrivilegeSet(bytes: $0).ordinals } ?? []
        caller.channel = json["chn"]?.text.flatMap { ID($0) }
        caller.warehouse = json["whs"]?.text.flatMap { ID($0) }
        caller.epoch = epoch
        caller.privileges = PrivilegeSet(bytes: privileges)
        caller.denies = Denies(rawValue: denies)
        caller.isPlatform = isPlatform
        self.audience = audience
        self.expiresAt = expiresAt
        catalogVersion = Int(version)
        self.caller = caller
    }
}
