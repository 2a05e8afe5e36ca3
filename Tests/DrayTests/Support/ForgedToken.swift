import Cryptography
import Platform
import Wire

/// A token taken apart, to be put together otherwise: header and claims as JSON.
struct ForgedToken: Sendable {
    var header: JSON
    var claims: JSON

    /// The secret that the tests' server signs with.
    static let secret = TestServer.tokenKeys.split(separator: ":").last
        .flatMap { Base64URL.decode(String($0)) } ?? []

    /// Takes a genuine token apart.
    init(_ token: String) throws {
        let parts = token.split(separator: ".").map { Base64URL.decode(String($0)) ?? [] }
        guard parts.count == 3 else { throw TestFailure("\(token) is no token") }
        header = try JSON.parse(parts[0])
        claims = try JSON.parse(parts[1])
    }

    /// Header and claims, with the dot between them.
    var signed: String {
        Base64URL.encode(header.bytes) + "." + Base64URL.encode(claims.bytes)
    }

    /// The token with the server's own signature, or that of another secret.
    func text(secret: [UInt8] = ForgedToken.secret) -> String {
        "\(signed).\(Base64URL.encode(HMACKey(secret).code(over: Array(signed.utf8))))"
    }

    /// The same with another claim, or without it.
    func with(_ name: String, _ value: JSON?) -> ForgedToken {
        var token = self
        token.claims = claims.with(name, value)
        return token
    }

    /// The same with those privileges alone.
    func with(_ privileges: PrivilegeSet) -> ForgedToken {
        with("prv", .string(Base64URL.encode(privileges.bytes)))
    }
}

extension JSON {
    /// The object with that member, or without it where it is nil.
    func with(_ name: String, _ value: JSON?) -> JSON {
        var members = members ?? []
        if let place = members.firstIndex(where: { $0.name == name }) {
            if let value { members[place].value = value } else { members.remove(at: place) }
        } else if let value {
            members.append(.init(name, value))
        }
        return .object(members)
    }
}
