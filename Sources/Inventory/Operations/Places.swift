import Bedrock
import Platform
import Postgres
import Wire

/// Says where a warehouse is, so that the nearest can serve an order.
struct SetWarehousePlace: Command {
    static let route = Route.put("/v1/warehouses/{id}/place")
    static let summary = "Say where a warehouse is, so that the nearest can serve an order."
    static let access = Access.member(.ruleStock)

    let warehouse: ID<Warehouse>
    let place: StockPlace

    init(_ fields: inout Fields) {
        warehouse = fields.path("id", "The warehouse's id.")
        place = StockPlace(&fields)
    }

    func run(_ context: Context<Member>) async throws(Problem) -> Success<StockPlace> {
        try await context.put(place, at: warehouse, of: "warehouse") { own, trip in
            let found = trip.add(StockStatements.warehouse, own, warehouse)
            return { found.first != nil }
        }
    }
}

/// Says where a company is delivered to, so that the nearest warehouse can serve it.
struct SetCompanyPlace: Command {
    static let route = Route.put("/v1/companies/{id}/place")
    static let summary = "Say where a company is delivered to, so that the nearest can serve it."
    static let access = Access.member(.ruleStock)

    let company: ID<Company>
    let place: StockPlace

    init(_ fields: inout Fields) {
        company = fields.path("id", "The company's id.")
        place = StockPlace(&fields)
    }

    func run(_ context: Context<Member>) async throws(Problem) -> Success<StockPlace> {
        try await context.put(place, at: company, of: "company") { own, trip in
            let found = trip.add(StockRuleStatements.company, own, company)
            return { found.first != nil }
        }
    }
}

extension Context where Scope == Member {
    /// Keeps where something of the organization's own is.
    fileprivate func put<Subject: Identified>(
        _ place: StockPlace, at subject: ID<Subject>, of kind: String,
        looking: (ID<Organization>, inout Trip) -> () -> Bool
    ) async throws(Problem) -> Success<StockPlace> {
        let own = caller.organization
        return try await transaction { effect throws(Problem) in
            var trip = Trip()
            let isThere = looking(own, &trip)
            try await effect.send(trip)
            guard isThere() else { throw Problem.notFound }
            var writing = Trip()
            writing.add(
                StockRuleStatements.putPlace, own, subject.uuid, place.country, place.region,
                place.postalCode, place.latitude, place.longitude, now)
            record(InventoryEvents.placeChanged, subject, of: kind, in: own, &writing) { json in
                json.key("country")
                json.write(place.country)
            }
            try await effect.send(writing)
            return .answer(place)
        }
    }
}

/// Where something is, as far as choosing the nearest needs it.
struct StockPlace: FieldGroup, Output, Sendable {
    let country: String
    let region: String?
    let postalCode: String?
    /// In millionths of a degree, as is the other.
    let latitude: Int64?
    let longitude: Int64?

    init(
        country: String, region: String?, postalCode: String?, latitude: Int64?,
        longitude: Int64?
    ) {
        self.country = country
        self.region = region
        self.postalCode = postalCode
        self.latitude = latitude
        self.longitude = longitude
    }

    init(_ fields: inout Fields) {
        country = fields.body("country", "Two letters of ISO 3166.", format: .land)
        region = fields.optional("region", "State or province.", length: 1...60, example: "IA")
        postalCode = fields.optional(
            "postal_code", "Its first three characters tell areas apart.", length: 1...20,
            example: "50309")
        latitude = fields.optional(
            "latitude_micro", "Millionths of a degree north.", in: -90_000_000...90_000_000,
            example: 41_586_835)
        longitude = fields.optional(
            "longitude_micro", "Millionths of a degree east.", in: -180_000_000...180_000_000,
            example: -93_624_959)
        fields.require(
            (latitude == nil) == (longitude == nil), "latitude_micro", "choice",
            "Give both or neither.")
    }

    static let example = StockPlace(
        country: "US", region: "IA", postalCode: "50309", latitude: 41_586_835,
        longitude: -93_624_959)

    func write(_ out: inout OutputWriter) {
        out("country", country, "Two letters of ISO 3166.")
        out("region", region, "State or province.")
        out("postal_code", postalCode, "Its postal code.")
        out("latitude_micro", latitude, "Millionths of a degree north.")
        out("longitude_micro", longitude, "Millionths of a degree east.")
    }
}

extension TextFormat {
    /// A country's two capital letters.
    fileprivate static let land = TextFormat(
        pattern: "^[A-Z]{2}$", length: 2...2, sample: "US",
        message: "Must be a country's two capital letters."
    ) { bytes in bytes.allSatisfy { $0 >= 0x41 && $0 <= 0x5A } }
}
