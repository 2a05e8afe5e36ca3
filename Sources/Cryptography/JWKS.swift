/// The public halves of a ring as a JSON Web Key Set (RFC 7517, RFC 8037), for third parties.
public enum JWKS {
    /// The document; ids and keys need no escaping, being words of the base64url alphabet.
    public static func document(_ ring: KeyRing<Ed25519Key>) -> String {
        let keys = ring.entries.map { entry in
            let x = Base64URL.encode(entry.key.publicKey)
            return #"{"kty":"OKP","crv":"Ed25519","alg":"EdDSA","use":"sig","#
                + #""kid":"\#(entry.id)","x":"\#(x)"}"#
        }
        return #"{"keys":["# + keys.joined(separator: ",") + "]}"
    }
}
