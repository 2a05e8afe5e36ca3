import Bedrock
import Platform
import Postgres
import Wire

/// An account in an organization: its roles there, and what a token of it carries.
struct Standing: Sendable {
    let organization: ID<Organization>
    let name: String
    let businessType: String
    let state: String
    let epoch: Int64
    /// Whether the membership is active or suspended.
    let membership: String
    let roles: [String]
    let channel: ID<Channel>?
    let warehouse: ID<Warehouse>?

    /// What is refused whatever the roles grant.
    var denies: Denies {
        var denies: Denies = state == "approved" ? [] : .awaitingApproval
        if state == "disabled" { denies.insert(.disabledOrganization) }
        if membership != "active" { denies.insert(.suspended) }
        return denies
    }

    /// Nobody gets anything done in an organization that is disabled, or suspended there.
    var isUsable: Bool { denies.isDisjoint(with: .standing) }

    var isPlatform: Bool { businessType == "platform" && state == "approved" }

    static func read(_ row: inout RowReader) throws(RowError) -> Standing {
        Standing(
            organization: try row.read(), name: try row.read(), businessType: try row.read(),
            state: try row.read(), epoch: try row.read(), membership: try row.read(),
            roles: try row.read(), channel: try row.read(),
            warehouse: try row.read())
    }
}

/// The organization of a session, in short.
struct OrganizationSummary: Output, Sendable {
    let standing: Standing

    static let example = OrganizationSummary(standing: .example)

    func write(_ out: inout OutputWriter) {
        out("id", standing.organization, "The organization's id.")
        out("name", standing.name, "Its name.")
        out("business_type", standing.businessType, "What kind of business it is.")
        out("state", standing.state, "Where it stands; it trades when `approved`.")
    }
}

extension Standing: Output {
    static let example = Standing(
        organization: .sample(FieldRule()), name: "Prairie Wines", businessType: "wholesaler",
        state: "approved", epoch: 0, membership: "active", roles: ["owner", "wholesaler"],
        channel: .sample(FieldRule()), warehouse: .sample(FieldRule()))

    func write(_ out: inout OutputWriter) {
        out("id", organization, "The organization's id.")
        out("name", name, "Its name.")
        out("business_type", businessType, "What kind of business it is.")
        out("state", state, "Where it stands; it trades when `approved`.")
        out("membership", membership, "Whether the membership is `active` or `suspended`.")
        out("roles", roles, "The account's roles in it.")
    }
}

/// The app of a session, in short.
struct AppSummary: Output, Sendable {
    let holding: Holding

    static let example = AppSummary(holding: .example)

    func write(_ out: inout OutputWriter) {
        out("id", holding.app, "The app's id.")
        out("kind", holding.kind, "What kind of app it is.")
        out("name", holding.name, "Its name.")
    }
}
