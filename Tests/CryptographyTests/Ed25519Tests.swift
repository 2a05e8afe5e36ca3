import Cryptography
import Testing

@Suite("Ed25519 signs and verifies")
struct Ed25519Tests {
    @Test(
        "the vectors of RFC 8032, section 7.1",
        arguments: [
            (
                "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
                "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a", "",
                "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bac"
                    + "c61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b"
            ),
            (
                "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
                "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c", "72",
                "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e"
                    + "458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"
            ),
        ])
    func vectors(seed: String, publicKey: String, message: String, signature: String) throws {
        let key = try needed(Ed25519Key(seed: try hex(seed)))
        let message = try hex(message)
        #expect(Hexadecimal.encode(key.publicKey) == publicKey)
        #expect(Hexadecimal.encode(key.signature(over: message)) == signature)
        let verifier = try #require(Ed25519Key(publicKey: key.publicKey))
        #expect(!verifier.canSign)
        let bytes = try hex(signature)
        #expect(verifier.isSignature(bytes, over: message))
    }

    @Test("a signature says no to changed bytes, another message and another key")
    func refuses() throws {
        let key = Ed25519Key.generate()
        let message: [UInt8] = Array("an order".utf8)
        let signature = key.signature(over: message)
        #expect(key.isSignature(signature, over: message))
        #expect(!Ed25519Key.generate().isSignature(signature, over: message))
        #expect(!key.isSignature(signature, over: Array("another".utf8)))
        #expect(!key.isSignature(Array(signature.dropLast()), over: message))
        for index in signature.indices {
            var changed = signature
            changed[index] ^= 0x10
            #expect(!key.isSignature(changed, over: message))
        }
    }

    @Test("keys of other lengths are none", arguments: [0, 31, 33, 64])
    func lengths(count: Int) {
        #expect(Ed25519Key(seed: [UInt8](repeating: 1, count: count)) == nil)
        #expect(Ed25519Key(publicKey: [UInt8](repeating: 1, count: count)) == nil)
    }

    @Test("the key set shows public halves only, current key first")
    func keySet() throws {
        let seed = [UInt8](repeating: 7, count: 32)
        let current = try #require(Ed25519Key(seed: seed))
        let ring = try KeyRing(
            current: ("2026-11", current), previous: [("2026-10", Ed25519Key.generate())])
        let document = JWKS.document(ring)
        #expect(document.hasPrefix(#"{"keys":[{"kty":"OKP","crv":"Ed25519","alg":"EdDSA""#))
        let x = Base64URL.encode(current.publicKey)
        #expect(document.contains(#""kid":"2026-11","x":"\#(x)"}"#))
        #expect(document.contains(#""kid":"2026-10""#))
        #expect(!document.contains(Base64URL.encode(seed)))
        #expect(!document.contains(#""d":"#))
        #expect(!"\(current)".contains(Base64URL.encode(seed)))
    }
}
