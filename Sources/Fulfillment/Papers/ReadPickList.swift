import Bedrock
import Orders
import Paper
import Platform
import Postgres
import Wire

/// Prints what is left to pick of a fulfillment, bin by bin.
struct ReadPickList: Query {
    static let route = Route.get("/v1/fulfillments/{id}/pick-list.pdf")
    static let summary = "Print what is left to pick of a fulfillment, bin by bin, lots first out."
    static let access = Access.member(.readFulfillments)
    static let problems: [ProblemKind] = [.illegalMove]
    static let streams: String? = Paper.mediaType

    let id: ID<OrderFulfillment>

    init(_ fields: inout Fields) { id = fields.path("id", "The fulfillment's id.") }

    func run(_ context: Context<Member>) async throws(Problem) -> Success<Streamed> {
        var trip = context.trip()
        let found = trip.add(
            PaperPickStatements.fulfillment, context.caller.organization, id)
        let rows = trip.add(PaperPickStatements.rows, id, context.now)
        let paper = trip.add(PaperPickStatements.head, context.caller.organization, id)
        try await context.read(trip)
        // Where goods lie in a warehouse is its own affair.
        guard let found = found.first, let paper = paper.first else { throw .notFound }
        guard !rows.rows.isEmpty else {
            let moves = FulfillmentState(rawValue: found.state)?.moves ?? []
            throw .illegalMove(from: found.state, allowed: moves)
        }
        let document = PickList(paper: paper, fulfillment: found, rows: rows.rows).document
        return try await context.print(
            document, named: "pick-list-\(paper.number)-\(found.number)")
    }
}

/// The fulfillment of a paper.
struct PaperFulfillment: Sendable {
    let number: Int32
    let state: String
    let warehouse: String
}

/// So much of something in one place.
struct PickRow: Sendable {
    let lines: [Int32]
    let bin: String?
    let lot: String?
    let expiresOn: String?
    let sku: String
    let name: String
    let caseSize: Int32
    let quantity: Int64
    let isThere: Bool
}

/// What is left to pick, as it is printed.
struct PickList {
    let paper: PaperHead
    let fulfillment: PaperFulfillment
    let rows: [PickRow]

    var document: PaperDocument {
        var document = paper.document("Pick list")
        document.addresses.removeFirst()
        document.facts.insert(PaperFact("Warehouse", fulfillment.warehouse), at: 0)
        document.facts.insert(PaperFact("Part", "\(fulfillment.number)"), at: 1)
        document.columns = [
            PaperColumn("", .box, width: 22), PaperColumn("Bin", width: 62),
            PaperColumn("SKU", width: 88), PaperColumn("Description"),
            PaperColumn("Lot, until", width: 84), PaperColumn("Cases", width: 92),
            PaperColumn("Units", .number, width: 50),
        ]
        document.rows = rows.map { row in
            let lot = [row.lot, row.expiresOn].compactMap { $0 }.joined(separator: "\n")
            return [
                "", row.isThere ? row.bin ?? "loose" : "not on hand", row.sku, row.name, lot,
                PackText.text(row.quantity, of: Int64(row.caseSize), called: "case"),
                PaperText.whole(row.quantity),
            ]
        }
        let units = rows.reduce(0) { $0 + $1.quantity }
        document.sums = [PaperSum("Units to pick", PaperText.whole(units), isTotal: true)]
        if let note = paper.note { document.notes.append(PaperNote("Note", note)) }
        document.signatures = ["Picked by", "Date and time"]
        return document
    }
}

/// How many packs a quantity of base units is.
enum PackText {
    /// `2 × case of 12 + 3`; nothing where a pack is one unit.
    static func text(_ quantity: Int64, of size: Int64, called unit: String) -> String {
        guard size > 1, quantity >= size else { return "" }
        let (packs, rest) = quantity.quotientAndRemainder(dividingBy: size)
        let whole = "\(PaperText.whole(packs)) × \(unit) of \(PaperText.whole(size))"
        return rest == 0 ? whole : "\(whole) + \(PaperText.whole(rest))"
    }
}

enum PaperPickStatements {
    static let fulfillment = Statement<
        PaperFulfillment, ID<Organization>, ID<OrderFulfillment>
    >(
        """
        select f.number, f.state, w.name
        from fulfillment.fulfillments f join organizations.warehouses w
            on w.organization_id = f.organization_id and w.id = f.warehouse_id
        where f.organization_id = $1 and f.id = $2
        """
    ) { row in
        PaperFulfillment(
            number: try row.read(), state: try row.read(), warehouse: try row.read())
    }

    static let rows = Statement<PickRow, ID<OrderFulfillment>, Instant>(
        """
        select lines, bin, lot, expires_on, sku, name, case_size, quantity, is_there
        from fulfillment.pick_list($1, ($2 at time zone 'UTC')::date)
        """
    ) { row in
        PickRow(
            lines: try row.read(), bin: try row.read(), lot: try row.read(),
            expiresOn: try row.read(), sku: try row.read(), name: try row.read(),
            caseSize: try row.read(), quantity: try row.read(), isThere: try row.read())
    }

    static let head = Statement<PaperHead, ID<Organization>, ID<OrderFulfillment>>(
        """
        select h.is_seller, h.number, h.state, h.currency, h.total_amount, h.reference, h.note,
            h.ordered, h.placed, h.deliver_from, h.deliver_until, h.zone, h.placed_at,
            h.delivery_address, h.company_code, h.warehouse, h.seller_name, h.seller_country,
            h.seller_details, h.buyer_name, h.buyer_country, h.buyer_details
        from fulfillment.fulfillments f cross join lateral orders.paper_head(f.order_id) h
        where f.organization_id = $1 and f.id = $2
        """, row: PaperHead.read)
}
