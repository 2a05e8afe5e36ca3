import Bedrock
import Platform
import Wire

/// Whether an account has a second factor, as its owner sees it.
struct SecondFactorView: Output, Sendable {
    let confirmedAt: Instant?
    let recoveryCodesLeft: Int64

    static let example = SecondFactorView(
        confirmedAt: .sample(FieldRule()), recoveryCodesLeft: 10)

    static let none = SecondFactorView(confirmedAt: nil, recoveryCodesLeft: 0)

    func write(_ out: inout OutputWriter) {
        out("enabled", confirmedAt != nil, "Whether signing in takes a second factor.")
        out("confirmed_at", confirmedAt, "Since when.")
        out("recovery_codes_left", recoveryCodesLeft, "Recovery codes that were not used yet.")
    }
}

/// What an authenticator app is told once.
struct SecondFactorSecret: Output, Sendable {
    let secret: String
    let url: String

    static let example = SecondFactorSecret(
        secret: "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ",
        url: "otpauth://totp/Dray:ada%40example.com?secret=GEZDGNBVGY3TQOJQ&issuer=Dray")

    func write(_ out: inout OutputWriter) {
        out("secret", secret, "To type into an authenticator app; shown once.")
        out("url", url, "The same as a link, to show as a QR code.")
    }
}

/// Recovery codes, shown once.
struct RecoveryCodes: Output, Sendable {
    let codes: [String]

    static let example = RecoveryCodes(codes: ["7KQ4M-2XWPD", "9AZ0T-FH3RN"])

    func write(_ out: inout OutputWriter) {
        out("recovery_codes", codes, "Each stands in for the second factor once; shown once.")
    }
}
