import Bedrock
import Platform
import Postgres

enum OrderStatements {
    static let place = Statement<
        OrderReceipt, ID<DraftOrder>, ID<Order>, String, Int32?, Instant, ID<Account>, ID<Event>,
        String
    >(
        """
        select $2, number, organization_id, draft_order_id, currency, total_amount, line_count,
            base_quantity, ordered_at, placed_at
        from orders.place($1, $2, $3, $4, $5, $6, $7, $8)
        """, row: OrderReceipt.read)

    static let receipt = Statement<OrderReceipt, ID<Organization>, ID<Order>>(
        """
        select id, number, organization_id, draft_order_id, currency, total_amount, line_count,
            base_quantity, ordered_at, placed_at
        from orders.orders
        where (organization_id = $1 or buyer_organization_id = $1) and id = $2
        """, row: OrderReceipt.read)

    /// Orders' heads, to go on with `where`.
    static let heads: SQL = """
        select organization_id, id, number, buyer_organization_id, company_id, channel_id,
            warehouse_id, draft_order_id, state, currency, total_amount, place,
            tax_amount, excise_amount, deposit_amount, tax_codes, tax_amounts, deposit_kinds,
            deposit_codes, deposit_counts, deposit_nets, deposit_taxes, line_count,
            base_quantity, ordered_at, reference, note, placed_at, version,
            coupons, promotions, delivery_address::text, deliver_from, deliver_until
        from orders.orders
        """

    static let head = Statement<OrderHead, ID<Organization>, ID<Order>>(
        """
        \(heads) where organization_id = $1 and id = $2
        union all
        \(heads) where buyer_organization_id = $1 and id = $2
        """, row: OrderHead.read)

    /// Orders' lines, to go on with `where`.
    private static let orderLines: SQL = """
        select l.line, l.variant_id, l.sku, l.name, l.unit, l.quantity, l.base_quantity,
            l.unit_amount, l.total_amount, l.tax_amount, l.excise_amount, l.deposit_amount,
            o.currency, l.trace
        from orders.orders o join orders.order_lines l
            on l.organization_id = o.organization_id and l.order_id = o.id
        """

    static let lines = Statement<OrderLine, ID<Organization>, ID<Order>>(
        """
        \(orderLines)
        where o.organization_id = $1 and o.id = $2
        union all
        \(orderLines)
        where o.buyer_organization_id = $1 and o.id = $2
        order by 1
        """, row: OrderLine.read)

    static let confirm = Statement<Void, ID<Order>, ID<Account>, String, Instant>(
        "select orders.confirm($1, $2, $3, $4)")

    static let complete = Statement<Void, ID<Order>, ID<Account>, String, Instant>(
        "select orders.complete($1, $2, $3, $4)")

    static let totals = Statement<OrderTotals, ID<Organization>, Instant?, Instant?, Int32>(
        """
        select currency, count(*), sum(line_count)::bigint, sum(base_quantity)::bigint,
            sum(total_amount)::bigint
        from orders.orders
        where case when $4 = 1 then organization_id = $1 else buyer_organization_id = $1 end
            and ($2::timestamptz is null or ordered_at >= $2)
            and ($3::timestamptz is null or ordered_at < $3)
        group by currency order by currency
        """
    ) { row in
        OrderTotals(
            currency: try row.readCurrency(), orders: try row.read(), lines: try row.read(),
            baseQuantity: try row.read(), amount: try row.read())
    }
}

extension OrderReceipt {
    static let read: @Sendable (inout RowReader) throws(RowError) -> OrderReceipt = { row in
        OrderReceipt(
            id: try row.read(), number: try row.read(), seller: try row.read(),
            draft: try row.read(), currency: try row.readCurrency(),
            totalAmount: try row.read(), lineCount: try row.read(),
            baseQuantity: try row.read(), orderedAt: try row.read(), placedAt: try row.read())
    }
}

extension OrderHead {
    static let read: @Sendable (inout RowReader) throws(RowError) -> OrderHead = { row in
        let seller: ID<Organization> = try row.read()
        let id: ID<Order> = try row.read()
        let number: String = try row.read()
        let buyer: ID<Organization> = try row.read()
        let company: ID<Company> = try row.read()
        let channel: ID<Channel> = try row.read()
        let warehouse: ID<Warehouse> = try row.read()
        let draft: ID<DraftOrder> = try row.read()
        let state: String = try row.read()
        let currency = try row.readCurrency()
        return OrderHead(
            seller: seller, id: id, number: number, buyer: buyer, company: company,
            channel: channel, warehouse: warehouse, draft: draft, state: state,
            currency: currency, totalAmount: try row.read(),
            levies: try row.readLevies(currency), lineCount: try row.read(),
            baseQuantity: try row.read(), orderedAt: try row.read(), reference: try row.read(),
            note: try row.read(), placedAt: try row.read(), version: try row.read(),
            coupons: try row.read(), promotions: try row.read(),
            delivery: try row.readDelivery())
    }
}
