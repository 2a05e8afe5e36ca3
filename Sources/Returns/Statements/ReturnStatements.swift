import Bedrock
import Platform
import Postgres

enum ReturnStatements {
    static let request = Statement<
        Void, ID<Return>, ID<Order>?, ID<Company>?, String?, String?, [Int32], [Int64], [String],
        [ID<DepositKind>], [Int64], ID<Account>, String, Instant
    >("select returns.request($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)")

    static let state = Statement<
        Void, ID<Return>, ID<Company>, String?, String?, String, [ID<Variant>?], [String?],
        [Int64], [Int64], [String], [Int64], [String?], ID<Account>, String, Instant
    >(
        """
        select returns.state($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)
        """)

    static let decide = Statement<
        Void, ID<Return>, String, String?, ID<Account>, String, Instant
    >("select returns.decide($1, $2, $3, $4, $5, $6)")

    static let cancel = Statement<Void, ID<Return>, ID<Account>, String, Instant>(
        "select returns.cancel($1, $2, $3, $4)")

    static let receive = Statement<
        Void, ID<Return>, ID<Warehouse>?, [Int32], [String], [Int64], Bool, ID<Refund>,
        ID<Account>, String, Instant
    >("select returns.receive($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)")

    static let head = Statement<ReturnHead, ID<Organization>, ID<Return>>(
        """
        select r.id, r.organization_id, r.buyer_organization_id, r.company_id, r.order_id,
            o.number, r.by_buyer, r.state, r.currency, r.refund_amount, f.id, f.state,
            r.reference, r.note, r.decision_reason, r.warehouse_id, r.requested_at,
            r.decided_at, r.received_at, r.version
        from returns.returns r
        left join orders.orders o
            on o.organization_id = r.organization_id and o.id = r.order_id
        left join returns.refunds f
            on f.organization_id = r.organization_id and f.return_id = r.id
        where r.organization_id = $1 and r.id = $2
        union all
        select r.id, r.organization_id, r.buyer_organization_id, r.company_id, r.order_id,
            o.number, r.by_buyer, r.state, r.currency, r.refund_amount, f.id, f.state,
            r.reference, r.note, r.decision_reason, r.warehouse_id, r.requested_at,
            r.decided_at, r.received_at, r.version
        from returns.returns r
        left join orders.orders o
            on o.organization_id = r.organization_id and o.id = r.order_id
        left join returns.refunds f
            on f.organization_id = r.organization_id and f.return_id = r.id
        where r.buyer_organization_id = $1 and r.id = $2
        """, row: ReturnHead.read)

    static let page = Statement<
        ReturnHead, ID<Organization>, ID<Order>?, String?, ID<Return>?, Int64
    >(
        """
        (select r.id, r.organization_id, r.buyer_organization_id, r.company_id, r.order_id,
            o.number, r.by_buyer, r.state, r.currency, r.refund_amount, f.id, f.state,
            r.reference, r.note, r.decision_reason, r.warehouse_id, r.requested_at,
            r.decided_at, r.received_at, r.version
        from returns.returns r
        left join orders.orders o
            on o.organization_id = r.organization_id and o.id = r.order_id
        left join returns.refunds f
            on f.organization_id = r.organization_id and f.return_id = r.id
        where r.organization_id = $1 and ($2::uuid is null or r.order_id = $2)
            and ($3::text is null or r.state = $3) and ($4::uuid is null or r.id < $4)
        order by r.organization_id desc, r.id desc limit $5)
        union all
        (select r.id, r.organization_id, r.buyer_organization_id, r.company_id, r.order_id,
            o.number, r.by_buyer, r.state, r.currency, r.refund_amount, f.id, f.state,
            r.reference, r.note, r.decision_reason, r.warehouse_id, r.requested_at,
            r.decided_at, r.received_at, r.version
        from returns.returns r
        left join orders.orders o
            on o.organization_id = r.organization_id and o.id = r.order_id
        left join returns.refunds f
            on f.organization_id = r.organization_id and f.return_id = r.id
        where r.buyer_organization_id = $1 and ($2::uuid is null or r.order_id = $2)
            and ($3::text is null or r.state = $3) and ($4::uuid is null or r.id < $4)
        order by r.buyer_organization_id desc, r.id desc limit $5)
        order by 1 desc limit $5
        """, row: ReturnHead.read)

    static let lines = Statement<ReturnLine, ID<Organization>, ID<Return>>(
        """
        select l.line, l.order_line, l.variant_id, l.kind_id, l.code, l.name, l.reason,
            l.requested_quantity, l.received_quantity, l.refund_amount, r.currency
        from returns.returns r
        join returns.lines l on l.organization_id = r.organization_id and l.return_id = r.id
        where r.organization_id = $1 and r.id = $2
        union all
        select l.line, l.order_line, l.variant_id, l.kind_id, l.code, l.name, l.reason,
            l.requested_quantity, l.received_quantity, l.refund_amount, r.currency
        from returns.returns r
        join returns.lines l on l.organization_id = r.organization_id and l.return_id = r.id
        where r.buyer_organization_id = $1 and r.id = $2
        order by 1
        """
    ) { row in
        ReturnLine(
            line: try row.read(), orderLine: try row.read(), variant: try row.read(),
            kind: try row.read(), code: try row.read(), name: try row.read(),
            reason: try row.read(), requestedQuantity: try row.read(),
            receivedQuantity: try row.read(), refundAmount: try row.read(),
            currency: try row.read())
    }

    static let receipts = Statement<ReturnReceipt, ID<Organization>, ID<Return>>(
        """
        select n.line, n.condition, n.quantity, n.restocked, n.refunded
        from returns.returns r
        join returns.receipts n on n.organization_id = r.organization_id and n.return_id = r.id
        where r.organization_id = $1 and r.id = $2
        union all
        select n.line, n.condition, n.quantity, n.restocked, n.refunded
        from returns.returns r
        join returns.receipts n on n.organization_id = r.organization_id and n.return_id = r.id
        where r.buyer_organization_id = $1 and r.id = $2
        order by 1, 2
        """
    ) { row in
        ReturnReceipt(
            line: try row.read(), condition: try row.read(), quantity: try row.read(),
            restocked: try row.read(), refunded: try row.read())
    }

    static let conditions = Statement<ReturnCondition, ID<Organization>, String?, Int64>(
        """
        select code, name, restocks, refunds from returns.conditions_of($1)
        where $2::text is null or code > $2
        order by code limit $3
        """
    ) { row in
        ReturnCondition(
            code: try row.read(), name: try row.read(), restocks: try row.read(),
            refunds: try row.read())
    }

    static let setCondition = Statement<
        Void, ID<Organization>, String, String, Bool, Bool, Instant
    >(
        """
        insert into returns.conditions
            (organization_id, code, name, restocks, refunds, updated_at)
        values ($1, $2, $3, $4, $5, $6)
        on conflict (organization_id, code) do update set name = excluded.name,
            restocks = excluded.restocks, refunds = excluded.refunds,
            updated_at = excluded.updated_at
        """)
}

extension ReturnHead {
    static let read: @Sendable (inout RowReader) throws(RowError) -> ReturnHead = { row in
        ReturnHead(
            id: try row.read(), seller: try row.read(), buyer: try row.read(),
            company: try row.read(), order: try row.read(), orderNumber: try row.read(),
            byBuyer: try row.read(), state: try row.read(), currency: try row.read(),
            refundAmount: try row.read(), refund: try row.read(), refundState: try row.read(),
            reference: try row.read(), note: try row.read(), decisionReason: try row.read(),
            warehouse: try row.read(), requestedAt: try row.read(), decidedAt: try row.read(),
            receivedAt: try row.read(), version: try row.read())
    }
}
