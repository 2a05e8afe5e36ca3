import Bedrock
import Platform
import Wire

/// The kinds of audience a price list can have, from the least specific.
enum AudienceKind: String, FieldEnum {
    case everybody, channel, role, group, company

    /// Whether one is named by an id.
    var takesID: Bool { self == .channel || self == .group || self == .company }
}

/// What a buyer is, as prices see it.
enum BuyerRole: String, FieldEnum {
    case retailer, distributor, wholesaler, consumer
    case brandOwner = "brand_owner"
}

/// Whom a price list is for: one audience of it.
struct Assignment: Hashable, Sendable {
    let audience: AudienceKind
    /// The channel's, the group's or the company's.
    let id: UUIDBytes?
    let role: BuyerRole?

    /// The id with the prefix that says whose it is.
    var idText: String? {
        guard let id else { return nil }
        return switch audience {
        case .channel: ID<Channel>(uuid: id).text
        case .group: ID<CompanyGroup>(uuid: id).text
        case .company: ID<Company>(uuid: id).text
        case .everybody, .role: nil
        }
    }

    private static func uuid(_ text: String, of audience: AudienceKind) -> UUIDBytes? {
        switch audience {
        case .channel: ID<Channel>(text)?.uuid
        case .group: ID<CompanyGroup>(text)?.uuid
        case .company: ID<Company>(text)?.uuid
        case .everybody, .role: nil
        }
    }
}

extension Assignment: FieldGroup {
    init(_ fields: inout Fields) {
        let audience: AudienceKind = fields.body("audience", "The kind of audience.")
        let text: String? = fields.optional(
            "id", "Which channel, company group or company; only for those.", length: 30...30,
            example: "chn_0000000000000000000000000g", inExample: false)
        let role: BuyerRole? = fields.optional(
            "role", "Which buyers; only for the audience `role`.", inExample: false)
        let id = text.flatMap { Assignment.uuid($0, of: audience) }
        fields.require(
            audience.takesID == (text != nil), "id", "choice",
            audience.takesID ? "Is required for this audience." : "This audience takes no id.")
        fields.require(
            text == nil || !audience.takesID || id != nil, "id", "format",
            "Must be an id of the audience's kind.")
        fields.require(
            (audience == .role) == (role != nil), "role", "choice",
            audience == .role ? "Is required for this audience." : "This audience takes no role.")
        self.init(audience: audience, id: id, role: role)
    }
}

extension Assignment: Output {
    static let example = Assignment(audience: .role, id: nil, role: .retailer)

    func write(_ out: inout OutputWriter) {
        out("audience", audience, "The kind of audience.")
        out("id", idText, "The channel's, group's or company's id; null for the other kinds.")
        out("role", role, "Which buyers; null for the other kinds.")
    }
}

extension [Assignment] {
    /// The columns of a statement that writes them.
    var columns: (audiences: [String], ids: [UUIDBytes?], roles: [String?]) {
        (map(\.audience.rawValue), map(\.id), map { $0.role?.rawValue })
    }

    /// The ids that assignments of a kind name.
    func ids(of audience: AudienceKind) -> [UUIDBytes] {
        filter { $0.audience == audience }.compactMap(\.id)
    }
}
