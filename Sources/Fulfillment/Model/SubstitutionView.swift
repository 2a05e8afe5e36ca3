import Bedrock
import Platform
import Postgres
import Wire

/// The states of a substitution and the moves each allows.
enum SubstitutionState: String, Sendable, CaseIterable {
    case proposed, agreed, declined, withdrawn

    /// What can be done to one.
    enum Move: String, Sendable, CaseIterable {
        case agree, decline, withdraw
    }

    /// The one table of legal moves.
    var moves: [Move: SubstitutionState] {
        switch self {
        case .proposed: [.agree: .agreed, .decline: .declined, .withdraw: .withdrawn]
        case .agreed, .declined, .withdrawn: [:]
        }
    }

    /// What the database's function refuses: DR102 of a substitution, and of its order.
    static func problem(_ error: ServerError) -> Problem? {
        guard error.sqlstate == "DR148" else { return nil }
        let moves = SubstitutionState(rawValue: error.message)?.moves.keys.map(\.rawValue) ?? []
        return .illegalMove(from: error.message, allowed: moves.sorted())
    }
}

/// What becomes of a line whose substitution is declined.
enum DeclinedLine: String, FieldEnum, Sendable {
    case keep, cancel
}

/// Something else that the seller proposes in a line's place.
struct SubstitutionView: Output, Sendable {
    let id: ID<Substitution>
    let order: ID<Order>
    let orderNumber: String
    let line: Int32
    let replacedSKU: String
    let state: String
    let variant: ID<Variant>
    let sku: String
    let name: String
    let unit: String
    let quantity: Int64
    let unitAmount: Int64?
    let currency: Currency
    let declined: String
    let note: String?
    let proposedAt: Instant
    let answeredAt: Instant?

    static let example = SubstitutionView(
        id: .sample(FieldRule()), order: FulfillmentHead.example.order,
        orderNumber: FulfillmentHead.example.orderNumber, line: 1, replacedSKU: "BW-1001",
        state: "proposed", variant: FulfillmentLine.example.variant, sku: "BW-1002",
        name: "Harbour Light Rum", unit: "case", quantity: 2, unitAmount: 19_900, currency: .usd,
        declined: "keep", note: "The gin comes in May.",
        proposedAt: Instant(microseconds: 1_790_000_000_000_000), answeredAt: nil)

    func write(_ out: inout OutputWriter) {
        out("id", id, "The substitution's id.")
        out("order_id", order, "The order.")
        out("order_number", orderNumber, "The order's number.")
        out("line", line, "The line in whose place it comes.")
        out("replaced_sku", replacedSKU, "What that line has.")
        out("state", state, "proposed, agreed, declined or withdrawn.")
        out("variant_id", variant, "What is proposed.")
        out("sku", sku, "Its SKU.")
        out("name", name, "Its name.")
        out("unit", unit, "The unit it is counted in.")
        out("quantity", quantity, "How many of the unit.")
        out(
            "unit_price", unitAmount.map { Money($0, currency) },
            "What one costs, before what is levied on it; null for the lists' price.")
        out("if_declined", declined, "`keep` or `cancel`: what then becomes of the line.")
        out("note", note, "What the seller says to it.")
        out("proposed_at", proposedAt, "When it was proposed.")
        out("answered_at", answeredAt, "When it was agreed on, declined or withdrawn.")
    }

    static let read: @Sendable (inout RowReader) throws(RowError) -> SubstitutionView = { row in
        let id: ID<Substitution> = try row.read()
        let order: ID<Order> = try row.read()
        let number: String = try row.read()
        let line: Int32 = try row.read()
        let replaced: String = try row.read()
        let state: String = try row.read()
        let variant: ID<Variant> = try row.read()
        let sku: String = try row.read()
        let name: String = try row.read()
        let unit: String = try row.read()
        let quantity: Int64 = try row.read()
        let amount: Int64? = try row.read()
        let code: String = try row.read()
        return SubstitutionView(
            id: id, order: order, orderNumber: number, line: line, replacedSKU: replaced,
            state: state, variant: variant, sku: sku, name: name, unit: unit, quantity: quantity,
            unitAmount: amount, currency: Currency(code: code) ?? .usd,
            declined: try row.read(), note: try row.read(), proposedAt: try row.read(),
            answeredAt: try row.read())
    }
}
