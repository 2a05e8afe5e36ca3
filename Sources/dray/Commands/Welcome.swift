/// What `dray dev` prints once it serves.
enum Welcome {
    static func text(base: String, demo: [DemoSignIn]) -> String {
        let buyer = demo.first { $0.isBuyer } ?? demo.first
        let email = buyer?.email ?? "you@example.com"
        let password = buyer?.password ?? "your password"
        let seller = buyer?.sellerID ?? "org_…"
        let sku = buyer?.sku ?? "…"
        let signIns = demo.map { "  \($0.role)  \($0.email)  \($0.password)" }
        return """

            Dray serves at \(base)   docs: \(base)/docs   letters: \(base)/dev/mailbox

            Demo sign-ins (role, e-mail, password):
            \(signIns.joined(separator: "\n"))

            A store orders two cases, in three lines:

              TOKEN=$(curl -s \(base)/v1/sessions -H 'Content-Type: application/json' \
            -d '{"email":"\(email)","password":"\(password)"}' \
            | sed 's/.*"access_token":"\\([^"]*\\)".*/\\1/')
              DRAFT=$(curl -s \(base)/v1/draft-orders -H "Authorization: Bearer $TOKEN" \
            -H 'Content-Type: application/json' -H "Idempotency-Key: draft-$RANDOM" \
            -d '{"seller_id":"\(seller)","lines":[{"sku":"\(sku)","unit":"case","quantity":2}]}' \
            | sed 's/^{"id":"\\([^"]*\\)".*/\\1/')
              curl -s -X POST \(base)/v1/draft-orders/$DRAFT/place \
            -H "Authorization: Bearer $TOKEN" -H "Idempotency-Key: place-$DRAFT"

            Ctrl-C stops everything.
            """
    }
}

/// A demo account to sign in with.
struct DemoSignIn: Sendable {
    let role: String
    let email: String
    let password: String
    /// For a buyer: whom it buys from, and something that is offered.
    var sellerID: String?
    var sku: String?

    var isBuyer: Bool { sellerID != nil }
}
