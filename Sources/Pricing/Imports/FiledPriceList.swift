import Bedrock
import Exchange
import Platform
import PriceEngine
import Wire

/// A row of a file of price lists: one list without its prices; nil where the file says nothing.
struct FiledPriceList: Sendable {
    let line: Int
    let name: String
    let currency: Currency?
    let purpose: ListPurpose?
    let validFrom: Change<Instant>
    let validUntil: Change<Instant>
    let priority: Int32?
    let caseServesBottles: Bool?
    /// As it is written, since its currency may be the one that stands.
    let orderMinimum: Change<String>
    let orderMinimumQuantity: Change<Int64>
    let everybody: Bool?
    let roles: [BuyerRole]?
    let channels: [String]?
    let groups: [String]?
    /// By their numbers or, where they have none, their ids.
    let companies: [String]?
    /// The list that stands, and as the row has it.
    var known: PriceListView?
    var next: PriceListView?

    static let columns: [ImportColumn] = [
        ImportColumn("name", "price_list", "list", isRequired: true), ImportColumn("currency"),
        ImportColumn("purpose"), ImportColumn("valid_from", "from"),
        ImportColumn("valid_until", "until"), ImportColumn("priority"),
        ImportColumn("case_serves_bottles"), ImportColumn("order_minimum"),
        ImportColumn("order_minimum_quantity"), ImportColumn("everybody"),
        ImportColumn("roles", "role"), ImportColumn("channels", "channel"),
        ImportColumn("groups", "group"), ImportColumn("companies", "company"),
    ]

    /// Reads a row; what is wrong with it is reported, and then there is none.
    init?(_ record: ImportRecord, _ report: inout ImportReport) {
        line = record.line
        guard let name = record.name("name", &report) else {
            if !report.isBad(line) {
                report.error(line, "name", "name_missing", "The row names no price list.")
            }
            return nil
        }
        self.name = name
        func word<Value>(
            _ column: String, _ kind: String, _ report: inout ImportReport,
            _ parse: (String) -> Value?
        ) -> Value? {
            guard let text = record.text(column) else { return nil }
            let value = parse(text)
            if value == nil {
                report.error(
                    record.line, column, "\(column)_unknown",
                    "'\(text.prefix(40))' is not \(kind).")
            }
            return value
        }
        func change<Value>(_ column: String, _ value: Value?) -> Change<Value> {
            record.has(column) ? value.map { .set($0) } ?? .cleared : .unchanged
        }
        currency = word("currency", "a currency", &report) { Currency(code: $0.uppercased()) }
        purpose = word("purpose", "a purpose", &report) { ListPurpose(rawValue: $0) }
        let instant = "an instant such as 2026-01-31T00:00:00Z"
        validFrom = change(
            "valid_from", word("valid_from", instant, &report) { Instant(rfc3339: $0) })
        validUntil = change(
            "valid_until", word("valid_until", instant, &report) { Instant(rfc3339: $0) })
        priority = word("priority", "a priority", &report) { text in
            Int32(text).flatMap { (-1_000_000...1_000_000).contains($0) ? $0 : nil }
        }
        caseServesBottles = word("case_serves_bottles", "yes or no", &report) { $0.yesOrNo }
        orderMinimum = change("order_minimum", record.text("order_minimum"))
        orderMinimumQuantity = change(
            "order_minimum_quantity",
            record.integer("order_minimum_quantity", in: 1...1_000_000_000_000, &report))
        let isForAll = word("everybody", "yes or no", &report) { $0.yesOrNo }
        everybody = isForAll ?? (record.has("everybody") ? false : nil)
        func names(_ column: String) -> [String]? {
            record.has(column) ? NameList.read(record.text(column) ?? "") : nil
        }
        roles = names("roles")?.compactMap { text in
            let role = BuyerRole(rawValue: text)
            if role == nil {
                report.error(
                    record.line, "roles", "roles_unknown",
                    "'\(text.prefix(40))' is no kind of buyer.")
            }
            return role
        }
        channels = names("channels")
        groups = names("groups")
        companies = names("companies")
        if report.isBad(line) { return nil }
    }

    /// The assignments that the row has, of the kinds it says something of, beside those that stay.
    func assignments(
        _ known: [Assignment], _ names: AudienceNames, _ report: inout ImportReport
    ) -> [Assignment] {
        var found = known.filter { assignment in
            switch assignment.audience {
            case .everybody: everybody == nil
            case .role: roles == nil
            case .channel: channels == nil
            case .group: groups == nil
            case .company: companies == nil
            }
        }
        if everybody == true { found.append(Assignment(audience: .everybody, id: nil, role: nil)) }
        found += (roles ?? []).map { Assignment(audience: .role, id: nil, role: $0) }
        let named: [(AudienceKind, String, [String]?)] = [
            (.channel, "channels", channels), (.group, "groups", groups),
            (.company, "companies", companies),
        ]
        for (audience, column, list) in named {
            for name in list ?? [] {
                guard let id = names.id(of: name, audience) else {
                    report.error(
                        line, column, "\(audience.rawValue)_unknown",
                        "There is no \(audience.rawValue) '\(name.prefix(60))'.")
                    continue
                }
                found.append(Assignment(audience: audience, id: id, role: nil))
            }
        }
        return found
    }
}

/// What channels, groups and companies are called in files.
struct AudienceNames: Sendable {
    private var ids: [AudienceKind: [String: UUIDBytes]] = [:]

    init(_ rows: [AudienceName]) {
        for row in rows {
            guard let kind = AudienceKind(rawValue: row.kind) else { continue }
            ids[kind, default: [:]][row.name.collapsed] = row.id
            if kind == .company { ids[kind, default: [:]][ID<Company>(uuid: row.id).text] = row.id }
        }
    }

    func id(of name: String, _ kind: AudienceKind) -> UUIDBytes? { ids[kind]?[name] }
}

/// One of them.
struct AudienceName: Sendable {
    let kind: String
    let id: UUIDBytes
    let name: String
}

extension String {
    fileprivate var yesOrNo: Bool? {
        switch lowercased() {
        case "yes", "true", "1", "y": true
        case "no", "false", "0", "n": false
        default: nil
        }
    }
}
