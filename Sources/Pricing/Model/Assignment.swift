import Bedrock
import Platform
import Postgres
import PriceEngine
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

    /// The engine's audience; nil for one that lacks what it is of.
    var value: Audience? {
        switch audience {
        case .everybody: .everybody
        case .channel: id.map { .channel($0) }
        case .group: id.map { .group($0) }
        case .company: id.map { .company($0) }
        case .role: role.map { .role($0.rawValue) }
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

extension Assignment {
    /// As columns have it.
    init?(audience: String, id: UUIDBytes?, role: String?) {
        guard let audience = AudienceKind(rawValue: audience) else { return nil }
        self.init(audience: audience, id: id, role: role.flatMap(BuyerRole.init(rawValue:)))
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
    /// From three columns that stand side by side.
    init(_ row: inout RowReader) throws(RowError) {
        let audiences: [String] = try row.read()
        let ids: [UUIDBytes?] = try row.read()
        let roles: [String?] = try row.read()
        self = audiences.indices.compactMap {
            Assignment(audience: audiences[$0], id: ids[$0], role: roles[$0])
        }
    }

    /// The columns of a statement that writes them.
    var columns: (audiences: [String], ids: [UUIDBytes?], roles: [String?]) {
        (map(\.audience.rawValue), map(\.id), map { $0.role?.rawValue })
    }

    /// The ids that assignments of a kind name.
    func ids(of audience: AudienceKind) -> [UUIDBytes] {
        filter { $0.audience == audience }.compactMap(\.id)
    }
}
