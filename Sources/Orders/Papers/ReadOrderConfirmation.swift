import Bedrock
import Levies
import Paper
import Platform
import Postgres
import Pricing
import Wire

/// Prints an order's confirmation: what was ordered, at which prices, with which taxes.
struct ReadOrderConfirmation: Query {
    static let route = Route.get("/v1/orders/{id}/confirmation.pdf")
    static let summary = "Print an order's confirmation, with prices, taxes and deposits."
    static let access = Access.member(.readOrders)
    static let streams: String? = Paper.mediaType

    let id: ID<Order>

    init(_ fields: inout Fields) { id = fields.path("id", "The order's id.") }

    func run(_ context: Context<Member>) async throws(Problem) -> Success<Streamed> {
        var trip = context.trip()
        let paper = trip.add(PaperStatements.head, id)
        let head = trip.add(OrderStatements.head, context.caller.organization, id)
        let lines = trip.add(OrderStatements.lines, context.caller.organization, id)
        try await context.read(trip)
        guard let paper = paper.first, let head = head.first else { throw .notFound }
        let document = OrderConfirmation(paper: paper, head: head, lines: lines.rows).document
        return try await context.print(document, named: "confirmation-\(head.number)")
    }
}

/// An order's confirmation as it is printed.
struct OrderConfirmation {
    let paper: PaperHead
    let head: OrderHead
    let lines: [OrderLine]

    var document: PaperDocument {
        var document = paper.document(
            head.state == "cancelled" ? "Cancelled order" : "Order confirmation")
        let code = head.currency.code
        let isTaxed = lines.contains { $0.taxAmount != 0 || $0.exciseAmount != 0 }
        document.columns = [
            PaperColumn("#", .number, width: 32), PaperColumn("SKU", width: 86),
            PaperColumn("Description"), PaperColumn("Quantity", width: 76),
            PaperColumn("Units", .number, width: 46),
            PaperColumn("Price \(code)", .number, width: 66),
        ]
        if isTaxed { document.columns.append(PaperColumn("Tax", .number, width: 54)) }
        document.columns.append(PaperColumn("Total \(code)", .number, width: 74))
        document.rows = lines.map { line in
            var row = [
                "\(line.line)", line.sku, line.name,
                "\(PaperText.whole(line.quantity)) × \(line.unit)",
                PaperText.whole(line.baseQuantity), amount(line.unitAmount),
            ]
            if isTaxed { row.append(amount(line.taxAmount + line.exciseAmount)) }
            return row + [amount(line.totalAmount)]
        }
        document.sums = sums
        if let note = head.note { document.notes.append(PaperNote("Note", note)) }
        if !head.coupons.isEmpty {
            document.notes.append(
                PaperNote("Coupons", head.coupons.joined(separator: ", ")))
        }
        document.notes.append(paper.zoneNote)
        return document
    }

    private func amount(_ units: Int64) -> String {
        PaperText.amount(units, places: head.currency.exponent)
    }

    /// Net, excise, each tax and each deposit come to the total.
    private var sums: [PaperSum] {
        let levies = head.levies
        let net = head.totalAmount - levies.tax - levies.excise - levies.deposit
        var sums = [PaperSum("Net", amount(net))]
        if levies.excise != 0 { sums.append(PaperSum("Excise", amount(levies.excise))) }
        for tax in levies.taxes { sums.append(PaperSum(tax.code, amount(tax.amount.amount))) }
        for deposit in levies.deposits {
            let kind = deposit.count < 0 ? "Empties" : "Deposit"
            let count = PaperText.whole(abs(deposit.count))
            sums.append(
                PaperSum("\(kind) \(deposit.code), \(count)", amount(deposit.net.amount)))
        }
        let total = "Total \(head.currency.code)"
        sums.append(PaperSum(total, amount(head.totalAmount), isTotal: true))
        return sums
    }
}
