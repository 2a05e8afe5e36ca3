import Bedrock
import Catalog
import Platform
import Postgres
import Wire

/// Previews a change of many prices: who would see what. Nothing changes yet.
struct PreviewPriceChange: Command {
    static let route = Route.post("/v1/price-changes")
    static let summary = "Preview a change of many prices of a list: what moves, for whom."
    static let access = Access.member(.writePrices)
    static let problems: [ProblemKind] = [.priceTooHigh, .priceChangeTooLarge]
    static let constraints = ["price_in_range": ProblemKind.priceTooHigh]

    let list: ID<PriceList>
    let operation: PriceOperation
    let operand: Int64
    let roundingStep: Int64?
    let roundingEnding: Int64?
    let categories: [ID<Category>]
    let brands: [ID<Brand>]
    let skus: [String]
    let unit: String?
    let effectiveAt: Instant?

    init(_ fields: inout Fields) {
        list = fields.body("price_list_id", "The list whose fixed prices change.")
        operation = fields.body("operation", "What becomes of each price.")
        operand = fields.body(
            "value", "Basis points for percent, else minor units; below zero to lower prices.",
            in: -1_000_000_000_000...1_000_000_000_000, example: 300)
        roundingStep = fields.optional(
            "rounding_step", "Prices end alike in every so many minor units: 100 for .99.",
            in: 1...1_000_000, example: 100)
        roundingEnding = fields.optional(
            "rounding_ending", "What they end on, below the step: 99 for .99.", in: 0...999_999,
            example: 99)
        categories = fields.optional(
            "category_ids", "Only in these categories and below.", count: 1...1_000,
            inExample: false) ?? []
        brands = fields.optional(
            "brand_ids", "Only of these brands.", count: 1...1_000, inExample: false) ?? []
        skus = fields.optional(
            "skus", "Only these.", length: 1...100, count: 1...1_000, inExample: false) ?? []
        unit = fields.optional(
            "unit", "Only prices of this unit.", length: 1...40, inExample: false)
        effectiveAt = fields.optional(
            "effective_at", "When it comes into force; when it is applied if left out.",
            inExample: false)
        fields.require(
            operation != .percent || (-10_000...1_000_000).contains(operand), "value", "range",
            "A percentage is from -10000 to 1000000 basis points.")
        fields.require(
            operation != .set || operand >= 0, "value", "range", "A price is never below zero.")
        fields.require(
            (roundingStep == nil) == (roundingEnding == nil)
                && (roundingEnding ?? 0) < (roundingStep ?? 1), "rounding_ending", "choice",
            "Give both rounding_step and a smaller rounding_ending, or neither.")
    }

    func run(_ context: Context<Member>) async throws(Problem) -> Success<PriceChangeView> {
        let own = context.caller.organization
        let id = ID<PriceChange>.make(at: context.now)
        if let effectiveAt, effectiveAt <= context.now {
            throw .invalid("/effective_at", "range", "Must lie in the future.")
        }
        return try await context.transaction { effect throws(Problem) in
            var reading = Trip()
            let found = reading.add(PriceListStatements.lock, own, list)
            let strangers = reading.add(
                PriceChangeStatements.strangers, own, categories, brands, skus)
            try await effect.send(reading)
            guard found.first != nil else {
                throw .invalid("/price_list_id", "unknown", "There is no such list.")
            }
            guard strangers.rows.isEmpty else { throw .invalid(strangers.rows.map(\.violation)) }
            var trip = Trip()
            trip.add(
                PriceChangeStatements.insert, own, id, list, operation.rawValue, operand,
                roundingStep, roundingEnding, categories, brands, skus, unit, effectiveAt,
                context.caller.account, context.now)
            trip.add(
                PriceChangeStatements.preview, own, id, list, operation.rawValue, operand,
                roundingStep, roundingEnding, categories, brands, skus, unit, context.now,
                PriceChangeLimits.entries + 1)
            context.record(
                PricingEvents.changePreviewed, id, of: "price_change", in: own, &trip)
            try await effect.send(trip)
            let view = try await effect.priceChange(id, own)
            guard view.counts.entries <= PriceChangeLimits.entries else {
                throw Problem(.priceChangeTooLarge)
            }
            return .answer(view).location("/v1/price-changes/\(id)")
        }
    }
}

/// Something that a change's filter names and the organization hasn't.
struct FilterStranger: Sendable {
    let field: String
    let place: Int64

    var violation: Violation {
        Violation(
            pointer: "/\(field)/\(place)", code: "unknown", message: "You have no such thing.")
    }
}

/// The limits of a change of many prices.
enum PriceChangeLimits {
    static let entries: Int64 = 100_000
}

/// Applies a previewed change: exactly the prices that the preview showed, or none.
struct ApplyPriceChange: Command {
    static let route = Route.post("/v1/price-changes/{id}/apply")
    static let summary = "Apply a previewed change of prices, at once or at its instant."
    static let access = Access.member(.writePrices)
    static let makes = false
    static let problems: [ProblemKind] = [.illegalMove, .priceBookMoved, .priceChangePending]

    let id: ID<PriceChange>

    init(_ fields: inout Fields) { id = fields.path("id", "The change's id.") }

    func run(_ context: Context<Member>) async throws(Problem) -> Success<PriceChangeView> {
        let own = context.caller.organization
        return try await context.transaction { effect throws(Problem) in
            var view = try await effect.lockPriceChange(id, own)
            guard view.head.state == .previewed else {
                throw .illegalMove(from: view.head.state.rawValue, allowed: [])
            }
            var holding = Trip()
            holding.add(PriceListStatements.lock, own, view.head.list)
            let version = holding.add(PriceChangeStatements.holdBook, own)
            try await effect.send(holding)
            guard version.first == view.head.bookVersion else {
                throw Problem(.priceBookMoved)
            }
            let isLater = view.head.effectiveAt.map { $0 > context.now } ?? false
            try await write(view, isLater: isLater, context, effect)
            view.head.state = isLater ? .scheduled : .applied
            view.head.decidedAt = context.now
            var trip = Trip()
            trip.add(
                PriceChangeStatements.decide, own, id, view.head.state.rawValue, context.now)
            context.record(
                isLater ? PricingEvents.changeScheduled : PricingEvents.changeApplied, id,
                of: "price_change", in: own, &trip
            ) { json in
                json.key("price_list_id")
                json.write(view.head.list.text)
                json.key("entries")
                json.write(view.counts.entries)
            }
            try await effect.send(trip)
            return .answer(view)
        }
    }

    /// Every row must meet the price it was worked out from, or nothing is written.
    private func write(
        _ view: PriceChangeView, isLater: Bool, _ context: Context<Member>,
        _ effect: borrowing Effect
    ) async throws(Problem) {
        guard view.counts.entries > 0 else { return }
        let own = context.caller.organization
        var trip = Trip()
        let written: Reply<ID<PriceList>>
        if isLater, let at = view.head.effectiveAt {
            written = trip.add(
                PriceChangeStatements.schedule, own, id, view.head.list, context.now, at)
        } else {
            written = trip.add(
                PriceChangeStatements.apply, own, id, view.head.list, context.now)
        }
        try await effect.send(trip)
        guard Int64(written.rows.count) == view.counts.entries else {
            throw Problem(isLater ? .priceChangePending : .priceBookMoved)
        }
    }
}

/// Cancels a change that isn't in force: what waits on prices is taken back.
struct CancelPriceChange: Command {
    static let route = Route.post("/v1/price-changes/{id}/cancel")
    static let summary = "Cancel a change of prices that is not in force yet."
    static let access = Access.member(.writePrices)
    static let makes = false
    static let problems: [ProblemKind] = [.illegalMove]

    let id: ID<PriceChange>

    init(_ fields: inout Fields) { id = fields.path("id", "The change's id.") }

    func run(_ context: Context<Member>) async throws(Problem) -> Success<PriceChangeView> {
        let own = context.caller.organization
        return try await context.transaction { effect throws(Problem) in
            var view = try await effect.lockPriceChange(id, own)
            let isDue = view.head.effectiveAt.map { $0 <= context.now } ?? false
            let isScheduled = view.head.state == .scheduled
            guard view.head.state == .previewed || isScheduled && !isDue else {
                throw .illegalMove(
                    from: isScheduled ? "applied" : view.head.state.rawValue, allowed: [])
            }
            var trip = Trip()
            trip.add(PriceListStatements.lock, own, view.head.list)
            if isScheduled {
                trip.add(
                    PriceChangeStatements.unschedule, own, id, view.head.list, context.now)
            }
            view.head.state = .cancelled
            view.head.decidedAt = context.now
            trip.add(PriceChangeStatements.decide, own, id, "cancelled", context.now)
            context.record(
                PricingEvents.changeCancelled, id, of: "price_change", in: own, &trip)
            try await effect.send(trip)
            return .answer(view)
        }
    }
}

extension Effect {
    /// Reads a change with what it comes to.
    fileprivate func priceChange(
        _ id: ID<PriceChange>, _ own: ID<Organization>
    ) async throws(Problem) -> PriceChangeView {
        var trip = Trip()
        let reading = PriceChangeReading(id, own, &trip)
        try await send(trip)
        guard let head = reading.head.first else { throw .notFound }
        var more = Trip()
        let companies = more.add(PriceChangeStatements.companies, own, head.list)
        try await send(more)
        return reading.view(head, companies)
    }

    /// The same, held for a decision.
    fileprivate func lockPriceChange(
        _ id: ID<PriceChange>, _ own: ID<Organization>
    ) async throws(Problem) -> PriceChangeView {
        var trip = Trip()
        trip.add(PriceChangeStatements.lock, own, id)
        try await send(trip)
        return try await priceChange(id, own)
    }
}

/// The replies that make the view of a change.
private struct PriceChangeReading {
    let head: Reply<PriceChangeHead>
    let counts: Reply<PriceChangeCounts>
    let sample: Reply<PriceChangeRow>

    init(_ id: ID<PriceChange>, _ own: ID<Organization>, _ trip: inout Trip) {
        head = trip.add(PriceChangeStatements.head, own, id)
        counts = trip.add(PriceChangeStatements.counts, own, id)
        sample = trip.add(PriceChangeStatements.sample, own, id)
    }

    func view(_ head: PriceChangeHead, _ companies: Reply<ChangedCompanies>) -> PriceChangeView {
        PriceChangeView(
            head: head,
            counts: counts.first
                ?? PriceChangeCounts(entries: 0, raised: 0, lowered: 0, belowCost: 0),
            companies: companies.first ?? ChangedCompanies(count: 0, ids: [], names: []),
            sample: sample.rows)
    }
}

/// Reads a change of prices with what it comes to.
struct ReadPriceChange: Query {
    static let route = Route.get("/v1/price-changes/{id}")
    static let summary = "Read a change of many prices: what moves, for whom."
    static let access = Access.member(.readPrices)

    let id: ID<PriceChange>

    init(_ fields: inout Fields) { id = fields.path("id", "The change's id.") }

    func run(_ context: Context<Member>) async throws(Problem) -> Success<PriceChangeView> {
        let own = context.caller.organization
        var trip = context.trip()
        let reading = PriceChangeReading(id, own, &trip)
        try await context.read(trip)
        guard let head = reading.head.first else { throw .notFound }
        var more = context.trip()
        let companies = more.add(PriceChangeStatements.companies, own, head.list)
        try await context.read(more)
        return .answer(reading.view(head, companies))
    }
}

/// Lists changes of prices.
struct ListPriceChanges: Query {
    static let route = Route.get("/v1/price-changes")
    static let summary = "List changes of many prices, newest first."
    static let access = Access.member(.readPrices)

    let cursor: ID<PriceChange>?
    let limit: Int64

    init(_ fields: inout Fields) {
        cursor = fields.query("cursor", "Where the page begins.")
        limit = fields.query("limit", "How many at most.", in: 1...200, default: 50)
    }

    func run(_ context: Context<Member>) async throws(Problem) -> Success<Page<PriceChangeHead>> {
        var trip = context.trip()
        let page = trip.add(
            PriceChangeStatements.page, context.caller.organization, cursor, limit + 1)
        try await context.read(trip)
        return .answer(Page(page.rows, limit: limit) { $0.id.text })
    }
}

/// Lists the prices of a change, old and new.
struct ListPriceChangeRows: Query {
    static let route = Route.get("/v1/price-changes/{id}/rows")
    static let summary = "List the prices that a change moves, old and new."
    static let access = Access.member(.readPrices)

    let id: ID<PriceChange>
    let cursor: Int64
    let limit: Int64

    init(_ fields: inout Fields) {
        id = fields.path("id", "The change's id.")
        cursor = fields.query("cursor", "Where the page begins.", in: 0...Int.max, default: 0)
        limit = fields.query("limit", "How many at most.", in: 1...1_000, default: 200)
    }

    func run(_ context: Context<Member>) async throws(Problem) -> Success<Page<PriceChangeRow>> {
        let own = context.caller.organization
        var trip = context.trip()
        let head = trip.add(PriceChangeStatements.head, own, id)
        let page = trip.add(PriceChangeStatements.rows, own, id, cursor, limit + 1)
        try await context.read(trip)
        guard head.first != nil else { throw .notFound }
        return .answer(Page(page.rows, limit: limit) { String($0.place) })
    }
}
