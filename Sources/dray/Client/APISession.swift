import Bedrock
import Wire

/// A party's tokens and the organization they stand for.
struct APISession: Sendable {
    let access: String
    let refresh: String
    let expires: Instant
    let organization: String?
    /// `preparing`, `approved`, …; nil without an organization.
    let organizationState: String?
    let channel: String?
    let warehouse: String?
    /// The ids of all organizations the account is a member of.
    let memberships: [String]

    init(_ document: APIDocument) throws {
        access = try document.text("access_token")
        refresh = try document.text("refresh_token")
        guard let expires = Instant(rfc3339: try document.text("expires_at")) else {
            throw APIProblem(document.request, "the answer's 'expires_at' is no instant")
        }
        self.expires = expires
        organization = document.json["organization"]?["id"]?.text
        organizationState = document.json["organization"]?["state"]?.text
        channel = document.json["channel_id"]?.text
        warehouse = document.json["warehouse_id"]?.text
        memberships = document.json["organizations"]?.items?.compactMap { $0["id"]?.text } ?? []
    }

    /// Whether the access token is about to end.
    func isStale(at now: Instant) -> Bool {
        expires.microseconds - now.microseconds < 20_000_000
    }
}
