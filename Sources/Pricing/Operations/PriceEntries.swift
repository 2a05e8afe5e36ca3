import Bedrock
import Platform
import Postgres
import Wire

/// Lists a price list's entries: variants' first, then categories', then the whole list's.
struct ListPriceEntries: Query {
    static let route = Route.get("/v1/price-lists/{id}/entries")
    static let summary = "List a price list's entries: variants, then categories, then the rest."
    static let access = Access.member(.readPrices)

    let id: ID<PriceList>
    let cursor: String?
    let limit: Int64

    init(_ fields: inout Fields) {
        id = fields.path("id", "The list's id.")
        cursor = fields.query("cursor", "Where the page begins.", length: 1...100)
        limit = fields.query("limit", "How many at most.", in: 1...1_000, default: 200)
    }

    func run(_ context: Context<Member>) async throws(Problem) -> Success<Page<PriceEntryView>> {
        let behind = cursor.flatMap { EntryCursor($0) }?.key
        guard cursor == nil || behind != nil else {
            throw .invalid("query:cursor", "format", "Must be a `next_cursor` given before.")
        }
        let own = context.caller.organization
        var trip = context.trip()
        let head = trip.add(PriceListStatements.head, own, id)
        let isBroad = behind.map { $0.variant == nil } ?? false
        let variants = isBroad
            ? nil
            : trip.add(
                PriceEntryStatements.variantPage, own, id, behind?.variant, behind?.unit ?? "",
                limit + 1)
        let broadStart = isBroad ? behind?.category?.uuid ?? ListPriceEntries.last : nil
        let broad = trip.add(
            PriceEntryStatements.broadPage, own, id, broadStart, behind?.unit ?? "", limit + 1)
        try await context.read(trip)
        guard head.first != nil else { throw .notFound }
        let rows = (variants?.rows ?? []) + broad.rows
        return .answer(
            Page(Array(rows.prefix(Int(limit) + 1)), limit: limit) {
                EntryCursor(behind: $0.entry).text
            })
    }

    /// Where an entry of the whole list stands among those of categories.
    private static let last = UUIDBytes(high: .max, low: .max)
}

/// Puts entries on a price list: each stands in the place of the one for the same target and unit.
struct PutPriceEntries: Command {
    static let route = Route.put("/v1/price-lists/{id}/entries")
    static let summary = "Put or remove up to 1,000 prices; the same again changes nothing."
    static let access = Access.member(.writePrices)

    let id: ID<PriceList>
    let entries: [PriceEntryInput]

    init(_ fields: inout Fields) {
        id = fields.path("id", "The list's id.")
        entries = fields.body(
            "entries", "Prices of variants, categories or the whole list.",
            count: 1...PricingRules.entries)
    }

    func run(_ context: Context<Member>) async throws(Problem) -> Success<EntryChanges> {
        let own = context.caller.organization
        return try await context.transaction { effect throws(Problem) in
            let resolution = try await EntryResolution(entries, list: id, own, effect)
            let resolved = try resolution.entries(entries)
            let writer = EntryWriter(organization: own, list: id)
            let changes = EntryChanges(outcomes: try await writer.apply(resolved, effect))
            if changes.unchanged < resolved.count {
                var trip = Trip()
                context.recordList(PricingEvents.entriesChanged, id, &trip) { json in
                    json.key("created")
                    json.write(Int64(changes.created))
                    json.key("updated")
                    json.write(Int64(changes.updated))
                    json.key("removed")
                    json.write(Int64(changes.removed))
                }
                try await effect.send(trip)
            }
            return Success.answer(changes)
        }
    }
}

/// How many entries a request made, changed and removed.
struct EntryChanges: Output, Sendable {
    let created: Int
    let updated: Int
    let removed: Int
    let unchanged: Int

    init(outcomes: [EntryOutcome]) {
        created = outcomes.count(of: .created)
        updated = outcomes.count(of: .updated)
        removed = outcomes.count(of: .removed)
        unchanged = outcomes.count(of: .unchanged)
    }

    static let example = EntryChanges(outcomes: [.created, .updated, .unchanged])

    func write(_ out: inout OutputWriter) {
        out("created", created, "Entries that are new.")
        out("updated", updated, "Entries that are different now.")
        out("removed", removed, "Entries that are gone.")
        out("unchanged", unchanged, "Entries that stood already as given, or weren't there.")
    }
}
