// Cryptography: what the house needs of OpenSSL's libcrypto and of libargon2, and nothing of them
// in its face.
//
// - `Random`: bytes and opaque tokens.
// - `ConstantTime`, `SHA256`, `HMACKey`: compare, digest, authenticate.
// - `Base64`, `Base64URL`: strict codecs; one text for one value.
// - `JWT`: compact tokens over a `KeyRing` of `HMACKey` (inside the trust domain) or
//   `Ed25519Key` (third parties, with a `JWKS` page). Algorithm, kind and audience are fixed by
//   whoever verifies; the token's header is compared byte for byte, never read.
// - `PasswordHasher`: Argon2id on threads and memory of its own, with a bounded queue.
//
// Invariants: secrets are compared in constant time and described by nothing; every decoder
// accepts exactly one spelling; every input has a named limit.
//
// A failure of the libraries themselves (no entropy, no memory) is not an answer anybody could
// handle: it stops the process.
