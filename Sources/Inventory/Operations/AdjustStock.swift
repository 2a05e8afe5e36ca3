import Bedrock
import Platform
import Postgres
import Wire

/// Corrects what is on hand, by a difference or to what was counted.
struct AdjustStock: Command {
    static let route = Route.post("/v1/stock-adjustments")
    static let summary = "Correct what is on hand, by a difference or to what was counted."
    static let access = Access.member(.writeStock)
    static let problems = StockConstraints.problems
    static let constraints = StockConstraints.kinds

    let warehouse: ID<Warehouse>
    let variant: ID<Variant>?
    let sku: String?
    let delta: Int64?
    let counted: Int64?
    let reason: String
    let bin: String?
    let lot: String?

    init(_ fields: inout Fields) {
        warehouse = fields.body("warehouse_id", "Where.")
        variant = fields.optional("variant_id", "What; or give its `sku`.")
        sku = fields.optional(
            "sku", "Its SKU; or give its `variant_id`.", length: 1...100, inExample: false)
        delta = fields.optional(
            "delta", "Base units to add, or below zero to take away; or give `counted`.",
            in: -StockLimits.quantity...StockLimits.quantity, example: -2)
        counted = fields.optional(
            "counted", "Base units that are there; or give `delta`.", in: 0...StockLimits.quantity,
            inExample: false)
        reason = fields.body(
            "reason", "Why: breakage, theft, a count.", length: 1...200, example: "breakage")
        bin = fields.optional(
            "bin", "The code of the bin meant.", length: 1...40, inExample: false)
        lot = fields.optional(
            "lot", "The number of the lot meant.", length: 1...60, inExample: false)
        fields.require(
            (variant == nil) != (sku == nil), "variant_id", "choice",
            "Give either variant_id or sku.")
        fields.require(
            (delta == nil) != (counted == nil), "delta", "choice",
            "Give either delta or counted.")
    }

    func run(_ context: Context<Member>) async throws(Problem) -> Success<StockLevel> {
        try await context.transaction { effect throws(Problem) in
            var level = try await locked(context, effect)
            if bin != nil || lot != nil { return try await adjustPart(of: level, context, effect) }
            let difference = counted.map { $0 - level.onHand } ?? delta ?? 0
            guard difference != 0 else { return .answer(level) }
            let before = level
            level.onHand += difference
            guard level.backorder || difference > 0 || level.available >= 0 else {
                throw AdjustStock.refusal(before, difference)
            }
            let own = context.caller.organization
            var trip = Trip()
            trip.add(
                StockStatements.adjust, own, warehouse, level.variant, difference,
                .make(at: context.now), counted == nil ? "adjusted" : "counted", reason,
                context.caller.account, context.now)
            record(difference, of: level, context, &trip)
            try await effect.send(trip)
            return .answer(level)
        }
    }

    /// Corrects what lies in the bin or is of the lot.
    private func adjustPart(
        of level: StockLevel, _ context: Context<Member>, _ effect: borrowing Effect
    ) async throws(Problem) -> Success<StockLevel> {
        let own = context.caller.organization
        var trip = Trip()
        let moved = trip.add(
            StockPartStatements.adjust, own, warehouse, level.variant, bin ?? "", lot ?? "", delta,
            counted, reason, context.caller.account, context.now)
        try await effect.send(trip)
        var level = level
        let difference = moved.first ?? 0
        level.onHand += difference
        guard difference != 0 else { return .answer(level) }
        var recording = Trip()
        record(difference, of: level, context, &recording)
        try await effect.send(recording)
        return .answer(level)
    }

    private func record(
        _ difference: Int64, of level: StockLevel, _ context: Context<Member>, _ trip: inout Trip
    ) {
        context.record(
            InventoryEvents.adjusted, level.variant, of: "variant",
            in: context.caller.organization, &trip
        ) { json in
            json.key("warehouse_id")
            json.write(warehouse.text)
            json.key("delta")
            json.write(difference)
            json.key("on_hand")
            json.write(level.onHand)
            json.key("reason")
            json.write(reason)
        }
    }

    /// The level, made where there was none, and held against everybody else.
    private func locked(
        _ context: Context<Member>, _ effect: borrowing Effect
    ) async throws(Problem) -> StockLevel {
        let own = context.caller.organization
        var trip = Trip()
        let place = trip.add(StockStatements.warehouse, own, warehouse)
        trip.add(StockStatements.open, own, warehouse, variant, sku)
        let level = trip.add(StockStatements.lock, own, warehouse, variant, sku)
        try await effect.send(trip)
        guard place.first != nil else { throw .invalid([.unknownWarehouse]) }
        guard let level = level.first else {
            throw .invalid([.unknownVariant(at: "", bySKU: variant == nil)])
        }
        return level
    }

    private static func refusal(_ level: StockLevel, _ difference: Int64) -> Problem {
        var problem = Problem(
            .stockCommitted,
            "\(level.onHand) are on hand, of which \(level.reserved + level.allocated) are "
                + "promised; \(-difference) can't be taken away.")
        problem.members = [
            ("on_hand", Array("\(level.onHand)".utf8)),
            ("available", Array("\(level.available)".utf8)),
        ]
        return problem
    }
}
