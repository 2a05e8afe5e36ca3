import Bedrock
import Platform
import Postgres
import Wire

/// Requests a return of what came damaged or as something else, as a receipt of goods says.
struct ClaimGoods: Command {
    static let route = Route.post("/v1/goods-receipts/{id}/returns")
    static let summary = "Request a return of what a receipt says came damaged or wrong."
    static let access = Access.trading(.requestReturns)
    static let problems: [ProblemKind] = [.notFound, .quantityNotReturnable]
    static let constraints = ReturnRefusals.constraints

    let receipt: ID<GoodsReceipt>
    let reference: String?
    let note: String?

    init(_ fields: inout Fields) {
        receipt = fields.path("id", "The receipt's id.")
        reference = fields.optional(
            "reference", "Your own reference.", length: 1...200, example: "RMA-7")
        note = fields.optional(
            "note", "A note to the seller.", length: 1...2_000, format: .multiline,
            inExample: false)
    }

    func run(_ context: Context<Member>) async throws(Problem) -> Success<ReturnView> {
        let id = ID<Return>.make(at: context.now)
        let own = context.caller.organization
        return try await context.transaction { effect throws(Problem) in
            var trip = Trip()
            let there = trip.add(ClaimStatements.receipt, own, receipt)
            trip.add(
                ClaimStatements.claim, id, own, receipt, reference, note,
                context.caller.account, context.requestID, context.now)
            let head = trip.add(ReturnStatements.head, own, id)
            let lines = trip.add(ReturnStatements.lines, own, id)
            try await effect.send(trip, refused: ReturnState.problem)
            guard there.first != nil else { throw .notFound }
            guard let head = head.first else {
                throw Problem(
                    .quantityNotReturnable,
                    "The receipt says of nothing that it came damaged or as something else.")
            }
            return .answer(ReturnView(head: head, lines: lines.rows, receipts: []))
                .version(head.version)
        }.location("/v1/returns/\(id)")
    }
}

enum ClaimStatements {
    static let receipt = Statement<Bool, ID<Organization>, ID<GoodsReceipt>>(
        """
        select true from fulfillment.goods_receipts
        where buyer_organization_id = $1 and id = $2
        """
    ) { row in try row.read() }

    /// Of a receipt without anything damaged or wrong nothing is requested.
    static let claim = Statement<
        Void, ID<Return>, ID<Organization>, ID<GoodsReceipt>, String?, String?, ID<Account>,
        String, Instant
    >(
        """
        select returns.request($1, g.order_id, null, $4, $5, g.lines, g.quantities, g.reasons,
            '{}'::uuid[], '{}'::bigint[], $6, $7, $8)
        from (
            select r.order_id, array_agg(n.line order by n.line) as lines,
                array_agg(n.damaged_quantity + n.wrong_quantity order by n.line) as quantities,
                array_agg(coalesce(n.note, case when n.wrong_quantity = 0 then 'Damaged.'
                    else 'Not what was ordered.' end) order by n.line) as reasons
            from fulfillment.goods_receipts r join fulfillment.goods_receipt_lines n
                on n.organization_id = r.organization_id and n.receipt_id = r.id
            where r.buyer_organization_id = $2 and r.id = $3
                and n.damaged_quantity + n.wrong_quantity > 0
            group by r.order_id) g
        """)
}
