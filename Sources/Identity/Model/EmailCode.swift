import Cryptography

/// A code of six digits sent to an address, to show that its owner reads it.
struct EmailCode {
    let digits: String
    /// What the database keeps: without the key, six digits could be tried out from a hash.
    let hash: [UInt8]

    init(for email: String, _ keys: KeyRing<HMACKey>) {
        self.init(Random.digits(6), for: email, keys)
    }

    init(_ digits: String, for email: String, _ keys: KeyRing<HMACKey>) {
        self.digits = digits
        hash = keys.current.key.code(over: Array("dray code \(digits) \(email)".utf8))
    }
}
