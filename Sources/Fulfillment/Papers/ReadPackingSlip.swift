import Bedrock
import Orders
import Paper
import Platform
import Postgres
import Wire

/// Prints what a fulfillment packs, without prices: what lies in the box.
struct ReadFulfillmentPackingSlip: Query {
    static let route = Route.get("/v1/fulfillments/{id}/packing-slip.pdf")
    static let summary = "Print a fulfillment's packing slip: what is in it, without prices."
    static let access = Access.member(.readFulfillments)
    static let streams: String? = Paper.mediaType

    let id: ID<OrderFulfillment>

    init(_ fields: inout Fields) { id = fields.path("id", "The fulfillment's id.") }

    func run(_ context: Context<Member>) async throws(Problem) -> Success<Streamed> {
        let own = context.caller.organization
        var trip = context.trip()
        let head = trip.add(FulfillmentStatements.head, own, id)
        let paper = trip.add(SlipStatements.fulfillmentHead, own, id)
        let rows = trip.add(SlipStatements.fulfillmentRows, own, id)
        try await context.read(trip)
        guard let head = head.first, let paper = paper.first else { throw .notFound }
        let facts = [PaperFact("Part", "\(head.number)")]
        let slip = PackingSlip(paper: paper, facts: facts, rows: rows.rows)
        return try await context.print(
            slip.document, named: "packing-slip-\(paper.number)-\(head.number)")
    }
}

/// Prints what a shipment holds, without prices.
struct ReadShipmentPackingSlip: Query {
    static let route = Route.get("/v1/shipments/{id}/packing-slip.pdf")
    static let summary = "Print a shipment's packing slip: what is in it, without prices."
    static let access = Access.member(.readFulfillments)
    static let streams: String? = Paper.mediaType

    let id: ID<Shipment>

    init(_ fields: inout Fields) { id = fields.path("id", "The shipment's id.") }

    func run(_ context: Context<Member>) async throws(Problem) -> Success<Streamed> {
        let own = context.caller.organization
        var trip = context.trip()
        let head = trip.add(ShipmentStatements.head, own, id)
        let paper = trip.add(SlipStatements.shipmentHead, own, id)
        let rows = trip.add(SlipStatements.shipmentRows, own, id)
        try await context.read(trip)
        guard let head = head.first, let paper = paper.first else { throw .notFound }
        var facts: [PaperFact] = []
        if let carrier = head.carrier { facts.append(PaperFact("Carrier", carrier)) }
        if let number = head.trackingNumber { facts.append(PaperFact("Tracking", number)) }
        if let day = head.expectedOn { facts.append(PaperFact("Expected", day)) }
        let slip = PackingSlip(paper: paper, facts: facts, rows: rows.rows)
        return try await context.print(
            slip.document, named: "packing-slip-\(paper.number)-\(head.id)")
    }
}

/// So much of a line in a box.
struct SlipRow: Sendable {
    let line: Int32
    let sku: String
    let name: String
    /// In base units: in the box, and ordered.
    let quantity: Int64
    let ordered: Int64
    /// The unit it was ordered in, and how many base units one is.
    let unit: String
    let unitSize: Int64
}

/// What is in a box, as it is printed.
struct PackingSlip {
    let paper: PaperHead
    let facts: [PaperFact]
    let rows: [SlipRow]

    var document: PaperDocument {
        var document = paper.document("Packing slip")
        document.facts += facts
        document.columns = [
            PaperColumn("", .box, width: 22), PaperColumn("#", .number, width: 32),
            PaperColumn("SKU", width: 96), PaperColumn("Description"),
            PaperColumn("Packs", width: 100), PaperColumn("Ordered", .number, width: 56),
            PaperColumn("Enclosed", .number, width: 60),
        ]
        document.rows = rows.map { row in
            [
                "", "\(row.line)", row.sku, row.name,
                PackText.text(row.quantity, of: row.unitSize, called: row.unit),
                PaperText.whole(row.ordered), PaperText.whole(row.quantity),
            ]
        }
        let units = rows.reduce(0) { $0 + $1.quantity }
        document.sums = [PaperSum("Units enclosed", PaperText.whole(units), isTotal: true)]
        if let note = paper.note { document.notes.append(PaperNote("Note", note)) }
        document.signatures = ["Received by", "Date and time"]
        return document
    }
}

enum SlipStatements {
    /// As whichever party of it the caller is.
    static let fulfillmentHead = Statement<PaperHead, ID<Organization>, ID<OrderFulfillment>>(
        """
        select h.is_seller, h.number, h.state, h.currency, h.total_amount, h.reference, h.note,
            h.ordered, h.placed, h.deliver_from, h.deliver_until, h.zone, h.placed_at,
            h.delivery_address, h.company_code, h.warehouse, h.seller_name, h.seller_country,
            h.seller_details, h.buyer_name, h.buyer_country, h.buyer_details
        from (
            select f.order_id from fulfillment.fulfillments f
            where f.organization_id = $1 and f.id = $2
            union all
            select f.order_id from fulfillment.fulfillments f
            where f.buyer_organization_id = $1 and f.id = $2) f
        cross join lateral orders.paper_head(f.order_id) h
        """, row: PaperHead.read)

    static let shipmentHead = Statement<PaperHead, ID<Organization>, ID<Shipment>>(
        """
        select h.is_seller, h.number, h.state, h.currency, h.total_amount, h.reference, h.note,
            h.ordered, h.placed, h.deliver_from, h.deliver_until, h.zone, h.placed_at,
            h.delivery_address, h.company_code, h.warehouse, h.seller_name, h.seller_country,
            h.seller_details, h.buyer_name, h.buyer_country, h.buyer_details
        from (
            select s.order_id from fulfillment.shipments s
            where s.organization_id = $1 and s.id = $2
            union all
            select s.order_id from fulfillment.shipments s
            where s.buyer_organization_id = $1 and s.id = $2) s
        cross join lateral orders.paper_head(s.order_id) h
        """, row: PaperHead.read)

    static let fulfillmentRows = Statement<SlipRow, ID<Organization>, ID<OrderFulfillment>>(
        """
        select l.line, n.sku, n.name, l.quantity, n.base_quantity, n.unit,
            n.base_quantity / n.quantity
        from fulfillment.lines l join orders.order_lines n
            on n.organization_id = l.organization_id and n.order_id = l.order_id
            and n.line = l.line
        where l.organization_id = $1 and l.fulfillment_id = $2
        union all
        select l.line, n.sku, n.name, l.quantity, n.base_quantity, n.unit,
            n.base_quantity / n.quantity
        from fulfillment.lines l join orders.order_lines n
            on n.organization_id = l.organization_id and n.order_id = l.order_id
            and n.line = l.line
        where l.buyer_organization_id = $1 and l.fulfillment_id = $2
        order by 1
        """, row: SlipRow.read)

    static let shipmentRows = Statement<SlipRow, ID<Organization>, ID<Shipment>>(
        """
        select l.line, n.sku, n.name, l.quantity, n.base_quantity, n.unit,
            n.base_quantity / n.quantity
        from fulfillment.shipments s
        join fulfillment.shipment_lines l
            on l.organization_id = s.organization_id and l.shipment_id = s.id
        join orders.order_lines n on n.organization_id = s.organization_id
            and n.order_id = s.order_id and n.line = l.line
        where s.organization_id = $1 and s.id = $2
        union all
        select l.line, n.sku, n.name, l.quantity, n.base_quantity, n.unit,
            n.base_quantity / n.quantity
        from fulfillment.shipments s
        join fulfillment.shipment_lines l
            on l.organization_id = s.organization_id and l.shipment_id = s.id
        join orders.order_lines n on n.organization_id = s.organization_id
            and n.order_id = s.order_id and n.line = l.line
        where s.buyer_organization_id = $1 and s.id = $2
        order by 1
        """, row: SlipRow.read)
}

extension SlipRow {
    fileprivate static let read: @Sendable (inout RowReader) throws(RowError) -> SlipRow = { row in
        SlipRow(
            line: try row.read(), sku: try row.read(), name: try row.read(),
            quantity: try row.read(), ordered: try row.read(), unit: try row.read(),
            unitSize: try row.read())
    }
}
