import Bedrock
import Platform
import Postgres
import Wire

/// A version of the seller's price book: one change that could move a price.
struct BookVersionView: Output, Sendable {
    let version: Int64
    let cause: String
    let account: ID<Account>?
    let at: Instant
    let entries: Int64

    static let example = BookVersionView(
        version: 7, cause: "entries", account: ID(uuid: UUIDBytes(high: 1, low: 1)),
        at: Instant(microseconds: 1_790_000_000_000_000), entries: 12)

    func write(_ out: inout OutputWriter) {
        out("version", version, "The version.")
        out("cause", cause, "What changed: entries, price_lists, promotions, variants, …")
        out("account_id", account, "Who changed it; null for the platform itself.")
        out("at", at, "When.")
        out("entries", entries, "How many prices of lists it added, changed or removed.")
    }
}

/// Lists the versions of the seller's price book.
struct ListBookVersions: Query {
    static let route = Route.get("/v1/price-book/versions")
    static let summary = "List the versions of your price book, newest first: what moved it, who."
    static let access = Access.member(.readPrices)

    let cursor: Int64?
    let limit: Int64

    init(_ fields: inout Fields) {
        cursor = fields.query("cursor", "Where the page begins.", in: 1...Int.max)
        limit = fields.query("limit", "How many at most.", in: 1...200, default: 50)
    }

    func run(_ context: Context<Member>) async throws(Problem) -> Success<Page<BookVersionView>> {
        var trip = context.trip()
        let page = trip.add(
            BookHistoryStatements.versions, context.caller.organization, cursor, limit + 1)
        try await context.read(trip)
        return .answer(Page(page.rows, limit: limit) { String($0.version) })
    }
}

/// Two versions of the price book that are compared.
struct BookSpan: Sendable {
    let from: Int64
    /// Nil for the latest.
    let until: Int64?

    init(_ fields: inout Fields) {
        from = fields.requiredQuery("from", "The earlier version.", in: 0...Int.max)
        until = fields.query("until", "The later version; the latest if left out.", in: 0...Int.max)
    }

    /// Refuses one that runs backwards.
    func check() throws(Problem) {
        guard until.map({ $0 >= from }) ?? true else {
            throw .invalid("query:until", "range", "Must not come before `from`.")
        }
    }

    /// Refuses one that ends behind the latest version.
    func check(against latest: Int64) throws(Problem) {
        guard max(from, until ?? 0) <= latest else {
            throw .invalid("query:until", "unknown", "There is no such version yet.")
        }
    }
}

/// How a price differs between two versions.
enum EntryMove: String, FieldEnum {
    case added, removed, moved
}

/// A price that differs between two versions of the price book.
struct MovedEntry: Sendable {
    let list: ID<PriceList>
    let listName: String
    let currency: Currency
    let key: PriceEntry.Key
    let sku: String?
    let name: String?
    let before: PriceEntry?
    let after: PriceEntry?

    /// Where the next page begins behind it.
    var cursor: String { "\(list.text):\(EntryCursor(key: key).text)" }
}

extension MovedEntry: Output {
    static let example = MovedEntry(
        list: ID(uuid: UUIDBytes(high: 1, low: 1)), listName: "Trade prices", currency: .usd,
        key: .init(variant: ID(uuid: UUIDBytes(high: 1, low: 1)), unit: "case"), sku: "BW-1001",
        name: "Harbour Light Gin", before: PriceEntryView.example.entry,
        after: PriceEntryView.example.entry)

    func write(_ out: inout OutputWriter) {
        let move: EntryMove = before == nil ? .added : after == nil ? .removed : .moved
        out("price_list_id", list, "The list.")
        out("price_list", listName, "Its name.")
        out("change", move, "Whether the price is new, gone or different.")
        out("target", (after ?? before)?.scope ?? .list, "What it prices.")
        out("variant_id", key.variant, "The variant; null for the other targets.")
        out("sku", sku, "Its SKU.")
        out("name", name, "Its name.")
        out("category_id", key.category, "The category; null for the other targets.")
        out("unit", key.unit, "The unit it prices.")
        out(
            "before", before.map { EntryTermsView(entry: $0, currency: currency) },
            "The price at the earlier version; null where there was none.")
        out(
            "after", after.map { EntryTermsView(entry: $0, currency: currency) },
            "The price at the later version; null where there is none.")
    }
}

/// What an entry of a price list says, apart from what it prices.
struct EntryTermsView: Output, Sendable {
    let entry: PriceEntry
    let currency: Currency

    static let example = EntryTermsView(entry: PriceEntryView.example.entry, currency: .usd)

    func write(_ out: inout OutputWriter) {
        out("kind", entry.kind, "How the breaks say the price.")
        out("base_list_id", entry.baseList, "The list that `percent_off` takes off from.")
        out("mode", entry.mode, "How the ladder is read.")
        out("mix_group", entry.mixGroup, "Entries of one group count their lines together.")
        out("minimum_quantity", entry.minimum, "The least that may be ordered.")
        out("maximum_quantity", entry.maximum, "The most that may be ordered.")
        out("multiple_quantity", entry.multiple, "What quantities must be a multiple of.")
        out("breaks", entry.breaks(in: currency), "The ladder, from the least quantity.")
    }
}

/// Compares two versions of the price book: every price that differs, old and new.
struct CompareBooks: Query {
    static let route = Route.get("/v1/price-book/compare")
    static let summary = "Compare two versions of your price book: every price that differs."
    static let access = Access.member(.readPrices)

    let span: BookSpan
    let list: ID<PriceList>?
    let cursor: String?
    let limit: Int64

    init(_ fields: inout Fields) {
        span = BookSpan(&fields)
        list = fields.query("price_list_id", "Only prices of this list.")
        cursor = fields.query("cursor", "Where the page begins.", length: 1...140)
        limit = fields.query("limit", "How many at most.", in: 1...1_000, default: 200)
    }

    func run(_ context: Context<Member>) async throws(Problem) -> Success<Page<MovedEntry>> {
        let own = context.caller.organization
        let behind = cursor.flatMap(CompareBooks.place)
        guard cursor == nil || behind != nil else {
            throw .invalid("query:cursor", "format", "Must be a `next_cursor` given before.")
        }
        try span.check()
        let last = UUIDBytes(high: .max, low: .max)
        var trip = context.trip()
        let current = trip.add(BookHistoryStatements.version, own)
        let page = trip.add(
            BookHistoryStatements.compare, own, span.from, span.until ?? .max, list, behind?.list,
            behind?.key.variant?.uuid ?? last, behind?.key.category?.uuid ?? last,
            behind?.key.unit ?? "", limit + 1)
        try await context.read(trip)
        try span.check(against: current.first ?? 0)
        return .answer(Page(page.rows, limit: limit) { $0.cursor })
    }

    private static func place(
        _ text: String
    ) -> (list: ID<PriceList>, key: PriceEntry.Key)? {
        guard let colon = text.firstIndex(of: ":"),
            let list = ID<PriceList>(String(text[..<colon])),
            let entry = EntryCursor(String(text[colon...].dropFirst()))
        else { return nil }
        return (list, entry.key)
    }
}

/// What a book is made of beside its prices.
enum TermsKind: String, FieldEnum {
    case priceList = "price_list"
    /// Whom a list is for.
    case assignment
    case promotion
    case taxRate = "tax_rate"
    case exciseRate = "excise_rate"
    case depositKind = "deposit_kind"
    /// How prices are found.
    case setting
    /// What a channel makes of a variant.
    case listing
    case variant
    case category

    /// The table that such things stand in.
    var table: String { self == .category ? "categories" : rawValue + "s" }

    init?(table: String) {
        guard let kind = TermsKind.allCases.first(where: { $0.table == table }) else { return nil }
        self = kind
    }

    /// Nil for what has no id of its own.
    func text(of id: UUIDBytes) -> String? {
        switch self {
        case .priceList, .assignment: ID<PriceList>(uuid: id).text
        case .promotion: ID<Promotion>(uuid: id).text
        case .taxRate: ID<TaxRate>(uuid: id).text
        case .exciseRate: ID<ExciseRate>(uuid: id).text
        case .depositKind: ID<DepositKind>(uuid: id).text
        case .setting: ID<Organization>(uuid: id).text
        case .variant: ID<Variant>(uuid: id).text
        case .category: ID<Category>(uuid: id).text
        case .listing: nil
        }
    }
}

/// Something beside prices that differs between two versions of the price book.
struct MovedTerms: Output, Sendable {
    let table: String
    let id: UUIDBytes
    let name: String
    let before: FreeForm?
    let after: FreeForm?

    static let example = MovedTerms(
        table: "promotions", id: UUIDBytes(high: 1, low: 1), name: "Half a dozen",
        before: FreeForm(trusted: Array(#"{"basis_points":500}"#.utf8)),
        after: FreeForm(trusted: Array(#"{"basis_points":750}"#.utf8)))

    /// Where the next page begins behind it.
    var cursor: String { "\(table):\(id.text)" }

    func write(_ out: inout OutputWriter) {
        let kind = TermsKind(table: table) ?? .promotion
        let move: EntryMove = before == nil ? .added : after == nil ? .removed : .moved
        out("kind", kind, "What it is.")
        out("id", kind.text(of: id), "Its id, its list's for assignments; null for a listing.")
        out("name", name, "Its name, its code, or its SKU.")
        out("change", move, "Whether it is new, gone or different.")
        out(
            "before", before?.withAPINames,
            "What it said at the earlier version; null where it wasn't there.")
        out(
            "after", after?.withAPINames,
            "What it says at the later version; null where it is gone.")
    }
}

extension FreeForm {
    /// A row's terms, with the members and ids that the rest of the API has.
    fileprivate var withAPINames: FreeForm {
        guard let members = (try? JSON.parse(bytes))?.members else { return self }
        return FreeForm(trusted: JSON.object(members.map(FreeForm.told)).bytes)
    }

    private static func told(_ member: JSON.Member) -> JSON.Member {
        if member.name == "assignments", let items = member.value.items {
            return JSON.Member(member.name, .array(items.map(assignment)))
        }
        guard let (name, text) = ids[member.name] else { return member }
        func told(_ value: JSON) -> JSON {
            value.text.flatMap { UUIDBytes(text: $0) }.map { .string(text($0)) } ?? value
        }
        let value = member.value.items.map { JSON.array($0.map(told)) } ?? told(member.value)
        return JSON.Member(name, value)
    }

    private static func assignment(_ json: JSON) -> JSON {
        let audience = json["audience"]?.text.flatMap(AudienceKind.init(rawValue:)) ?? .everybody
        let id = json["id"]?.text.flatMap { UUIDBytes(text: $0) }
        let role = json["role"]?.text.flatMap(BuyerRole.init(rawValue:))
        let text = Assignment(audience: audience, id: id, role: role).idText
        return .members(
            ("audience", .string(audience.rawValue)), ("id", text.map(JSON.string) ?? .null),
            ("role", json["role"] ?? .null))
    }

    /// Columns that hold ids: what the API calls them, and what it makes of an id.
    private static let ids: [String: (name: String, text: @Sendable (UUIDBytes) -> String)] = {
        let variant: @Sendable (UUIDBytes) -> String = { ID<Variant>(uuid: $0).text }
        let category: @Sendable (UUIDBytes) -> String = { ID<Category>(uuid: $0).text }
        let channel: @Sendable (UUIDBytes) -> String = { ID<Channel>(uuid: $0).text }
        return [
            "variants": ("variant_ids", variant), "get_variants": ("get_variant_ids", variant),
            "variant_id": ("variant_id", variant), "categories": ("category_ids", category),
            "get_categories": ("get_category_ids", category),
            "category_id": ("category_id", category), "parent_id": ("parent_id", category),
            "brands": ("brand_ids", { ID<Brand>(uuid: $0).text }),
            "tags": ("tag_ids", { ID<Tag>(uuid: $0).text }),
            "channels": ("channel_ids", channel), "channel_id": ("channel_id", channel),
            "container_kinds": ("container_kinds", { ID<DepositKind>(uuid: $0).text }),
        ]
    }()
}

/// Compares two versions of the price book apart from its prices.
struct CompareBookTerms: Query {
    static let route = Route.get("/v1/price-book/compare/terms")
    static let summary =
        "Compare two versions of your price book: all that differs beside entries of lists."
    static let access = Access.member(.readPrices)

    let span: BookSpan
    let cursor: String?
    let limit: Int64

    init(_ fields: inout Fields) {
        span = BookSpan(&fields)
        cursor = fields.query("cursor", "Where the page begins.", length: 1...140)
        limit = fields.query("limit", "How many at most.", in: 1...1_000, default: 200)
    }

    func run(_ context: Context<Member>) async throws(Problem) -> Success<Page<MovedTerms>> {
        let own = context.caller.organization
        let behind = cursor.flatMap(CompareBookTerms.place)
        guard cursor == nil || behind != nil else {
            throw .invalid("query:cursor", "format", "Must be a `next_cursor` given before.")
        }
        try span.check()
        var trip = context.trip()
        let current = trip.add(BookHistoryStatements.version, own)
        let page = trip.add(
            BookHistoryStatements.compareTerms, own, span.from, span.until ?? .max,
            behind?.table ?? "", behind?.id ?? UUIDBytes(high: 0, low: 0), limit + 1)
        try await context.read(trip)
        try span.check(against: current.first ?? 0)
        return .answer(Page(page.rows, limit: limit) { $0.cursor })
    }

    private static func place(_ text: String) -> (table: String, id: UUIDBytes)? {
        let parts = text.split(separator: ":")
        guard parts.count == 2, TermsKind(table: String(parts[0])) != nil,
            let id = UUIDBytes(text: String(parts[1]))
        else { return nil }
        return (String(parts[0]), id)
    }
}
