import Bedrock
import Platform
import Postgres
import Wire

/// Where a company's goods go, or where the seller is, as taxes see it.
struct TaxPlaceView: Output, Sendable {
    /// Nil for the seller's own.
    let company: ID<Company>?
    let jurisdiction: String?

    static let example = TaxPlaceView(company: .sample(FieldRule()), jurisdiction: "US-IA")

    func write(_ out: inout OutputWriter) {
        out("company_id", company, "The company; null for your own place.")
        out(
            "jurisdiction", jurisdiction,
            "What was said of it; null where the address that it was onboarded with counts.")
    }
}

/// Lists the places that were said; all others are where their organizations' addresses are.
struct ListTaxPlaces: Query {
    static let route = Route.get("/v1/tax-places")
    static let summary = "List where you and your companies are, where it was said for taxes."
    static let access = Access.member(.readPrices)

    let cursor: ID<Company>?
    let limit: Int64

    init(_ fields: inout Fields) {
        cursor = fields.query("cursor", "Where the page begins.")
        limit = fields.query("limit", "How many at most.", in: 1...200, default: 50)
    }

    func run(_ context: Context<Member>) async throws(Problem) -> Success<Page<TaxPlaceView>> {
        var trip = context.trip()
        let page = trip.add(
            TaxPlaceStatements.page, context.caller.organization, cursor, limit + 1)
        try await context.read(trip)
        return .answer(
            Page(page.rows, limit: limit) { ($0.company ?? TaxPlaceStatements.own).text })
    }
}

/// Says where the seller itself is.
struct PutOwnTaxPlace: Command {
    static let route = Route.put("/v1/tax-places/own")
    static let summary = "Say where you are, for taxes on what isn't sent anywhere known."
    static let access = Access.member(.writePrices)

    let jurisdiction: String?

    init(_ fields: inout Fields) { jurisdiction = fields.place() }

    func run(_ context: Context<Member>) async throws(Problem) -> Success<TaxPlaceView> {
        try await context.putPlace(jurisdiction, of: nil)
    }
}

/// Says where a company's goods go.
struct PutCompanyTaxPlace: Command {
    static let route = Route.put("/v1/companies/{id}/tax-place")
    static let summary = "Say where a company's goods go, for taxes and excise."
    static let access = Access.member(.writePrices)

    let id: ID<Company>
    let jurisdiction: String?

    init(_ fields: inout Fields) {
        id = fields.path("id", "The company's id.")
        jurisdiction = fields.place()
    }

    func run(_ context: Context<Member>) async throws(Problem) -> Success<TaxPlaceView> {
        try await context.putPlace(jurisdiction, of: id)
    }
}

extension Fields {
    fileprivate mutating func place() -> String? {
        optional(
            "jurisdiction", "A country or a part of one; null for where its address is.",
            format: .jurisdiction, example: "US-IA")
    }
}

extension Context where Scope == Member {
    fileprivate func putPlace(
        _ jurisdiction: String?, of company: ID<Company>?
    ) async throws(Problem) -> Success<TaxPlaceView> {
        let own = caller.organization
        return try await transaction { effect throws(Problem) in
            var trip = Trip()
            if let company {
                let known = trip.add(TaxPlaceStatements.company, own, company)
                try await effect.send(trip)
                guard known.first != nil else { throw .notFound }
                trip = Trip()
            }
            let key = company ?? TaxPlaceStatements.own
            if let jurisdiction {
                trip.add(TaxPlaceStatements.store, own, key, jurisdiction, now)
            } else {
                trip.add(TaxPlaceStatements.delete, own, key)
            }
            record("tax_place_changed", own, of: "tax_place", in: own, &trip) { json in
                json.key("company_id")
                json.write(company?.text ?? "")
                json.key("jurisdiction")
                json.write(jurisdiction ?? "")
            }
            try await effect.send(trip)
            return .answer(TaxPlaceView(company: company, jurisdiction: jurisdiction))
        }
    }
}
