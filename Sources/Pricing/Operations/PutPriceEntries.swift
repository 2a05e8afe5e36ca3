import Bedrock
import Catalog
import Platform
import Postgres
import Wire

/// Puts entries on a price list: each stands in the place of the one for the same target and unit.
struct PutPriceEntries: Command {
    static let route = Route.put("/v1/price-lists/{id}/entries")
    static let summary = "Put up to 1,000 prices on a list; the same again changes nothing."
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
            let tally = ImportTally(try await writer.apply(resolved, effect))
            if tally.created + tally.updated > 0 {
                var trip = Trip()
                context.recordList(PricingEvents.entriesChanged, id, &trip) { json in
                    json.key("created")
                    json.write(Int64(tally.created))
                    json.key("updated")
                    json.write(Int64(tally.updated))
                }
                try await effect.send(trip)
            }
            return Success.answer(EntryChanges(tally: tally))
        }
        context.forgetOwnBook()
        return put
    }
}

/// How many entries a request made and changed.
struct EntryChanges: Output, Sendable {
    let tally: ImportTally

    static let example = EntryChanges(
        tally: ImportTally(created: 12, updated: 3, unchanged: 85))

    func write(_ out: inout OutputWriter) {
        out("created", tally.created, "Entries that are new.")
        out("updated", tally.updated, "Entries that are different now.")
        out("unchanged", tally.unchanged, "Entries that stood already as given.")
    }
}
