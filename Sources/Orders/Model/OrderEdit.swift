package import Bedrock
import Inventory
package import Platform
import PriceEngine
package import Postgres
import Pricing
package import Wire

/// What is to become of a placed order's lines: other quantities, lines that go, lines that come.
package struct OrderEdit: Sendable {
    let changes: [LineChange]
    let added: [LineInput]
    let reason: String?

    /// Declares the fields of a request.
    package init(_ fields: inout Fields) {
        changes =
            fields.optional(
                "changes", "Lines that have another quantity from now on.",
                count: 0...OrderLimits.lines) ?? []
        added =
            fields.optional(
                "added", "Lines that come to it.", count: 0...OrderLimits.lines, inExample: false)
            ?? []
        reason = fields.optional(
            "reason", "Why; both sides read it.", length: 1...500, format: .multiline,
            example: "The bar asked for less.")
        fields.require(
            !changes.isEmpty || !added.isEmpty, "changes", "nothing", "Change or add a line.")
        fields.require(
            Set(changes.map(\.line)).count == changes.count, "changes", "duplicate",
            "Must not name a line twice.")
    }

    /// Puts something else in a line's place, at a price that was agreed on or at the lists'.
    package init(
        replacing line: Int32, by variant: ID<Variant>, unit: String, quantity: Int64,
        agreed: Int64?
    ) {
        changes = [LineChange(line: line, quantity: 0)]
        added = [
            LineInput(
                variant, unit: unit, quantity: quantity,
                agreed: agreed.map { AgreedPrice($0, by: .substitution) })
        ]
        reason = nil
    }
}

/// The quantity a line is to have.
struct LineChange: FieldGroup, Sendable {
    let line: Int32
    let quantity: Int64

    init(line: Int32, quantity: Int64) {
        self.line = line
        self.quantity = quantity
    }

    init(_ fields: inout Fields) {
        line = fields.body(
            "line", "The order's line, by its number.", in: 1...1_000_000, example: 1)
        quantity = fields.body(
            "quantity", "How many of its unit from now on; 0 takes the line off.",
            in: 0...1_000_000_000, example: 3)
    }
}

/// What an edit did to a line.
struct LineDifference: Output, Sendable {
    enum Kind: String, Sendable {
        case changed, added, removed, repriced
    }

    let kind: Kind
    let before: OrderLine?
    let after: OrderLine?

    private var line: OrderLine { after ?? before ?? .example }

    static let example = LineDifference(kind: .changed, before: .example, after: .example)

    func write(_ out: inout OutputWriter) {
        out("line", line.line, "Its number.")
        out(
            "what", kind.rawValue,
            "changed, added, removed, or repriced: an untouched line that the edit moved.")
        out("variant_id", line.variant, "What is bought.")
        out("sku", line.sku, "Its SKU.")
        out("name", line.name, "Its name.")
        out("unit", line.unit, "The unit it is bought in.")
        out("quantity_before", before?.quantity ?? 0, "How many it was.")
        out("quantity_now", after?.quantity ?? 0, "How many it is.")
        out(
            "unit_price_before", before.map { Money($0.unitAmount, $0.currency) },
            "What one cost; null of a new line.")
        out(
            "unit_price_now", after.map { Money($0.unitAmount, $0.currency) },
            "What one costs; null of a line that is gone.")
        out(
            "total_before", Money(before?.totalAmount ?? 0, line.currency), "What it came to.")
        out("total_now", Money(after?.totalAmount ?? 0, line.currency), "What it comes to.")
    }
}

/// What an edit did, line by line and in all.
package struct OrderDifference: Output, Sendable {
    let reason: String?
    let lines: [LineDifference]
    let before: Money
    let now: Money

    package static let example = OrderDifference(
        reason: "The bar asked for less.", lines: [.example], before: Money(40_800, .usd),
        now: Money(20_400, .usd))

    package func write(_ out: inout OutputWriter) {
        out("reason", reason, "Why.")
        out("lines", lines, "The lines that changed.")
        out("total_before", before, "What the order came to.")
        out("total_now", now, "What it comes to.")
    }
}

/// The order as an edit left it, and what the edit did.
package struct OrderEditView: Output, Sendable {
    let order: OrderView
    let difference: OrderDifference

    package static let example = OrderEditView(order: .example, difference: .example)

    package func write(_ out: inout OutputWriter) {
        order.write(&out)
        out("difference", difference, "What changed, line by line and in all.")
    }
}

extension OrderEdit {
    /// Holds the order, prices what changes, lets `write` store it, and answers the order as it
    /// then is. Runs inside the transaction of whoever edits.
    ///
    /// - Parameter isAgreed: whether both sides agreed on it, so that a buyer may bring it about.
    package func apply(
        to id: ID<Order>, isAgreed: Bool = false, _ effect: borrowing Effect,
        _ context: Context<Member>, write: (OrderEditTerms, inout Trip) -> Void
    ) async throws(Problem) -> OrderEditView {
        let own = context.caller.organization
        var reading = Trip()
        let last = reading.add(OrderEditStatements.hold, id, isAgreed)
        let heads = reading.add(OrderStatements.head, own, id)
        let lines = reading.add(OrderStatements.lines, own, id)
        let held = reading.add(OrderEditStatements.onTheirWay, own, id)
        try await effect.send(reading, refused: OrderEdit.problem)
        guard let head = heads.first else { throw Problem.notFound }
        let pricing = try await OrderEditPricing(
            self, of: head, lines.rows, onTheirWay: Set(held.rows), last: last.first ?? 0, context)
        let edited = try pricing.edited()
        var trip = Trip()
        write(edited.terms(reason: reason), &trip)
        let after = trip.add(OrderStatements.head, own, id)
        let left = trip.add(OrderStatements.lines, own, id)
        do throws(Problem) {
            try await effect.send(trip, refused: OrderEdit.problem)
        } catch {
            if error.kind == .pricesMoved {
                context.services.get(PriceBooks.self).forget(head.seller)
            }
            throw error
        }
        guard let after = after.first else { throw Problem.notFound }
        return OrderEditView(
            order: OrderView(head: after, lines: left.rows),
            difference: edited.difference(reason: reason))
    }

    /// Edits again where prices moved between pricing and writing.
    package static func retrying<Answer: Sendable>(
        _ body: () async throws(Problem) -> Answer
    ) async throws(Problem) -> Answer {
        for _ in 0..<3 {
            do throws(Problem) {
                return try await body()
            } catch where error.kind == .pricesMoved {
                continue
            }
        }
        var problem = Problem(.unavailable, "Prices keep moving; ask again.")
        problem.retryAfter = 1
        throw problem
    }

    /// What the functions of editing refuse, in the caller's words.
    package static func problem(_ error: ServerError) -> Problem? {
        switch error.sqlstate {
        case "DR146":
            return Problem(
                .lineOnItsWay, "On their way, or cancelled already: lines \(error.detail ?? "").")
        case "DR147": return Problem(.sellerEdits)
        case "DR110":
            return Problem(
                .approvalNeeded, "The order would come to more than one person may buy.")
        default: return OrderState.problem(error) ?? PlaceDraftOrder.problem(error)
        }
    }

    /// The kinds of problems an edit may have.
    package static let problems: [ProblemKind] = [
        .illegalMove, .lineOnItsWay, .sellerEdits, .outOfStock, .promotionExhausted,
        .notTradingPartners, .approvalNeeded, .amountTooLarge,
    ]
}

/// What is written of an edit, as the database's function takes it.
package struct OrderEditTerms: Sendable {
    package let bookVersion: Int64
    package let head: String
    package let lines: String
    package let removed: [Int32]
    package let difference: String
}
