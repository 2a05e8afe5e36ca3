import Bedrock
import Platform
import Postgres

enum ReceiptStatements {
    static let receive = Statement<
        Void, ID<GoodsReceipt>, ID<Shipment>, String?, String?, [Int32], [Int64], [Int64],
        [Int64], [Int64], [Int64], [String?], ID<Account>, String, Instant
    >(
        """
        select fulfillment.receive_goods($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13,
            $14)
        """)

    /// Receipts' heads, to go on with `where`.
    private static let heads: SQL = """
        select r.id, r.order_id, o.number, r.shipment_id, r.reference, r.note,
            r.has_discrepancies, r.received_by, r.received_at
        from fulfillment.goods_receipts r join orders.orders o
            on o.organization_id = r.organization_id and o.id = r.order_id
        """

    static let head = Statement<GoodsReceiptHead, ID<Organization>, ID<GoodsReceipt>>(
        """
        \(heads)
        where r.organization_id = $1 and r.id = $2
        union all
        \(heads)
        where r.buyer_organization_id = $1 and r.id = $2
        """, row: GoodsReceiptHead.read)

    /// Receipts' lines, to go on with `where`.
    private static let receiptLines: SQL = """
        select n.line, l.sku, l.name, n.received_quantity, n.damaged_quantity, n.wrong_quantity,
            n.missing_quantity, n.over_quantity, n.note
        from fulfillment.goods_receipts r
        join fulfillment.goods_receipt_lines n
            on n.organization_id = r.organization_id and n.receipt_id = r.id
        join orders.order_lines l on l.organization_id = r.organization_id
            and l.order_id = r.order_id and l.line = n.line
        """

    static let lines = Statement<GoodsReceiptLine, ID<Organization>, ID<GoodsReceipt>>(
        """
        \(receiptLines)
        where r.organization_id = $1 and r.id = $2
        union all
        \(receiptLines)
        where r.buyer_organization_id = $1 and r.id = $2
        order by 1
        """
    ) { row in
        GoodsReceiptLine(
            line: try row.read(), sku: try row.read(), name: try row.read(),
            received: try row.read(), damaged: try row.read(), wrong: try row.read(),
            missing: try row.read(), over: try row.read(), note: try row.read())
    }

    static let page = Statement<
        GoodsReceiptHead, ID<Organization>, ID<Order>?, Bool, ID<GoodsReceipt>?, Int64
    >(
        """
        (\(heads)
        where r.organization_id = $1 and ($2::uuid is null or r.order_id = $2)
            and (not $3::boolean or r.has_discrepancies) and ($4::uuid is null or r.id < $4)
        order by r.organization_id desc, r.id desc limit $5)
        union all
        (\(heads)
        where r.buyer_organization_id = $1 and ($2::uuid is null or r.order_id = $2)
            and (not $3::boolean or r.has_discrepancies) and ($4::uuid is null or r.id < $4)
        order by r.buyer_organization_id desc, r.id desc limit $5)
        order by 1 desc limit $5
        """, row: GoodsReceiptHead.read)

    static let receiving = Statement<ReceivingLine, ID<Organization>, ID<Order>>(
        """
        select line, variant_id, sku, name, ordered, shipped, received, damaged, wrong, missing,
            over
        from fulfillment.receiving($1, $2)
        """
    ) { row in
        ReceivingLine(
            line: try row.read(), variant: try row.read(), sku: try row.read(),
            name: try row.read(), ordered: try row.read(), shipped: try row.read(),
            received: try row.read(), damaged: try row.read(), wrong: try row.read(),
            missing: try row.read(), over: try row.read())
    }
}

extension GoodsReceiptHead {
    static let read: @Sendable (inout RowReader) throws(RowError) -> GoodsReceiptHead = { row in
        GoodsReceiptHead(
            id: try row.read(), order: try row.read(), orderNumber: try row.read(),
            shipment: try row.read(), reference: try row.read(), note: try row.read(),
            hasDiscrepancies: try row.read(), receivedBy: try row.read(),
            receivedAt: try row.read())
    }
}
