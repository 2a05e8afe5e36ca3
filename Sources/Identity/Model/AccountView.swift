import Bedrock
import Platform
import Wire

/// An account as its owner sees it.
struct AccountView: Output, Sendable {
    let id: ID<Account>
    let email: String
    let name: String
    let verified: Bool
    let createdAt: Instant

    static let example = AccountView(
        id: .sample(FieldRule()), email: "ada@example.com", name: "Ada Wong", verified: true,
        createdAt: .sample(FieldRule()))

    func write(_ out: inout OutputWriter) {
        out("id", id, "The account's id.")
        out("email", email, "The address it signs in with.")
        out("name", name, "The person's name.")
        out("verified", verified, "Whether the address was shown to be theirs.")
        out("created_at", createdAt, "When it was made.")
    }
}
