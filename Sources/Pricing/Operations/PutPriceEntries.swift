import Bedrock
import Platform
import Postgres
import Wire

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
        let put = try await context.transaction { effect throws(Problem) in
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
        context.forgetOwnBook()
        return put
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
