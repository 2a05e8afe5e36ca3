import Bedrock
import Catalog
import Platform
import Postgres
import Wire

/// Makes codes of a promotion: one that is given, or as many as are asked for.
///
/// From then on the promotion is for those alone who give one of its codes.
struct CreateCoupons: Command {
    static let route = Route.post("/v1/promotions/{id}/coupons")
    static let summary = "Make codes that open a promotion: one by name, or many at random."
    static let access = Access.member(.writePrices)
    static let problems: [ProblemKind] = [.codeTaken]
    static let constraints = ["coupons_pkey": ProblemKind.codeTaken]

    let id: ID<Promotion>
    let code: String?
    let count: Int?
    let most: Int64?
    let perCompany: Int64?
    let validFrom: Instant?
    let validUntil: Instant?

    init(_ fields: inout Fields) {
        id = fields.path("id", "The promotion's id.")
        code = fields.optional(
            "code", "The one code; left out where `count` is given.", length: 3...40,
            example: "SUMMER")
        count = fields.optional(
            "count", "How many are made at random; left out where `code` is given.",
            in: 1...1_000, inExample: false)
        most = fields.optional(
            "most", "Orders that may take each.", in: PromotionRules.quantity, example: 100)
        perCompany = fields.optional(
            "per_company", "Orders of one company that may take each.",
            in: PromotionRules.quantity, example: 1)
        validFrom = fields.optional("valid_from", "It opens from then on.", inExample: false)
        validUntil = fields.optional("valid_until", "It opens before then.", inExample: false)
        fields.require(
            (code == nil) != (count == nil), "code", "choice", "Give either code or count.")
        fields.requireValidity(from: validFrom, until: validUntil)
    }

    func run(_ context: Context<Member>) async throws(Problem) -> Success<CouponBatchView> {
        let own = context.caller.organization
        let view = CouponBatchView(
            id: .make(at: context.now), promotion: id,
            codes: code.map { [$0.uppercased()] } ?? CouponCode.make(count ?? 1))
        return try await context.transaction { effect throws(Problem) in
            var reading = Trip()
            let found = reading.add(PromotionStatements.lock, own, id)
            try await effect.send(reading)
            guard found.first != nil else { throw .notFound }
            var trip = Trip()
            trip.add(CouponStatements.close, own, id)
            trip.add(
                CouponStatements.insert, own, view.codes, id, view.id, most, perCompany,
                validFrom, validUntil, context.now)
            context.record(
                PricingEvents.couponsCreated, id, of: "promotion", in: own, &trip
            ) { json in
                json.key("batch_id")
                json.write(view.id.text)
                json.key("count")
                json.write(Int64(view.codes.count))
            }
            try await effect.send(trip)
            return Success.answer(view).location("/v1/promotions/\(id)/coupons")
        }
    }
}

/// Lists the codes of a promotion.
struct ListCoupons: Query {
    static let route = Route.get("/v1/promotions/{id}/coupons")
    static let summary = "List a promotion's codes, their limits, and how often they were taken."
    static let access = Access.member(.readPrices)

    let id: ID<Promotion>
    let cursor: String?
    let limit: Int64

    init(_ fields: inout Fields) {
        id = fields.path("id", "The promotion's id.")
        cursor = fields.query("cursor", "Where the page begins.", length: 1...40)
        limit = fields.query("limit", "How many at most.", in: 1...1_000, default: 200)
    }

    func run(_ context: Context<Member>) async throws(Problem) -> Success<Page<CouponView>> {
        let own = context.caller.organization
        var trip = context.trip()
        let head = trip.add(PromotionStatements.head, own, id)
        let page = trip.add(CouponStatements.page, own, id, cursor ?? "", limit + 1)
        try await context.read(trip)
        guard head.first != nil else { throw .notFound }
        return .answer(Page(page.rows, limit: limit) { $0.code })
    }
}

/// Disables codes at once; what they were taken for stays.
struct DisableCoupons: Command {
    static let route = Route.post("/v1/promotions/{id}/coupons/disable")
    static let summary = "Disable codes of a promotion by name, or a batch of them whole."
    static let access = Access.member(.writePrices)
    static let makes = false

    let id: ID<Promotion>
    let codes: [String]
    let batch: ID<CouponBatch>?

    init(_ fields: inout Fields) {
        id = fields.path("id", "The promotion's id.")
        let given: [String]? = fields.optional(
            "codes", "Which codes.", length: 3...40, count: 1...1_000)
        codes = (given ?? []).map { $0.uppercased() }
        batch = fields.optional("batch_id", "All that were made together.", inExample: false)
        fields.require(
            codes.isEmpty != (batch == nil), "codes", "choice", "Give either codes or batch_id.")
    }

    func run(_ context: Context<Member>) async throws(Problem) -> Success<DisabledCoupons> {
        let own = context.caller.organization
        return try await context.transaction { effect throws(Problem) in
            var trip = Trip()
            let head = trip.add(PromotionStatements.head, own, id)
            let done = trip.add(
                CouponStatements.disable, own, id, codes, batch, context.now)
            try await effect.send(trip)
            guard head.first != nil else { throw .notFound }
            if !done.rows.isEmpty {
                var telling = Trip()
                context.record(
                    PricingEvents.couponsDisabled, id, of: "promotion", in: own, &telling
                ) { json in
                    json.key("count")
                    json.write(Int64(done.rows.count))
                }
                try await effect.send(telling)
            }
            return .answer(DisabledCoupons(count: done.rows.count))
        }
    }
}
