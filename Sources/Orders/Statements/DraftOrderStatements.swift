import Bedrock
import Platform
import Postgres

enum DraftOrderStatements {
    /// Writes lines `l` of the draft `$2`, to go on with `from`.
    private static let linesFrom: SQL = """
        insert into orders.draft_order_lines
            (organization_id, draft_order_id, line, buyer_organization_id, variant_id, sku, name,
            unit, quantity, base_quantity, unit_amount, total_amount, trace, tax_amount,
            excise_amount, deposit_amount)
        select $1, $2, l.line, $3, l.variant_id, l.sku, l.name, l.unit, l.quantity,
            l.base_quantity, l.unit_amount, l.total_amount, l.trace::json, l.tax_amount,
            l.excise_amount, l.deposit_amount
        """

    /// The draft and all its lines at once; lines come as arrays of one length.
    static let insert = Statement<
        Void, ID<Organization>, ID<DraftOrder>, ID<Organization>, ID<Company>, ID<Channel>,
        ID<Warehouse>, String, Int64, Int32, Int64, Instant?, String?, String?, Int64, Instant,
        ID<Account>, [Int32], [ID<Variant>], [String], [String], [String], [Int64], [Int64],
        [Int64], [Int64], [String], [String], [ID<Promotion>], String?, Int64, Int64, Int64,
        [String], [Int64], [ID<DepositKind>], [String], [Int64], [Int64], [Int64], [Int64],
        [Int64], [Int64]
    >(
        """
        with draft as (
            insert into orders.draft_orders
                (organization_id, id, buyer_organization_id, company_id, channel_id, warehouse_id,
                state, currency, total_amount, line_count, base_quantity, ordered_at, reference,
                note, book_version, priced_at, created_by, created_at, updated_at, coupons,
                promotions, place, tax_amount, excise_amount, deposit_amount, tax_codes,
                tax_amounts, deposit_kinds, deposit_codes, deposit_counts, deposit_nets,
                deposit_taxes)
            values ($1, $2, $3, $4, $5, $6, 'open', $7, $8, $9, $10, $11, $12, $13, $14, $15, $16,
                $15, $15, $27, $28, $29, $30, $31, $32, $33, $34, $35, $36, $37, $38, $39)
        )
        \(linesFrom)
        from unnest($17, $18, $19, $20, $21, $22, $23, $24, $25, $26, $40, $41, $42)
            as l (line, variant_id, sku, name, unit, quantity, base_quantity, unit_amount,
                total_amount, trace, tax_amount, excise_amount, deposit_amount)
        """)

    /// Drafts' heads, to go on with `where`.
    private static let heads: SQL = """
        select organization_id, id, buyer_organization_id, company_id, channel_id, warehouse_id,
            state, currency, total_amount, line_count, base_quantity, ordered_at, reference, note,
            coupons, promotions, place, tax_amount, excise_amount, deposit_amount, tax_codes,
            tax_amounts, deposit_kinds, deposit_codes, deposit_counts, deposit_nets,
            deposit_taxes, book_version,
            priced_at, order_id, created_at, updated_at, version, delivery_address::text,
            deliver_from, deliver_until, approved_at, decline_reason,
            order_minimums::text
        from orders.draft_orders
        """

    static let head = Statement<DraftOrderHead, ID<Organization>, ID<DraftOrder>>(
        """
        \(heads) where organization_id = $1 and id = $2
        union all
        \(heads) where buyer_organization_id = $1 and id = $2
        """, row: DraftOrderHead.read)

    /// Drafts' lines, to go on with `where`.
    private static let draftLines: SQL = """
        select l.line, l.variant_id, l.sku, l.name, l.unit, l.quantity, l.base_quantity,
            l.unit_amount, l.total_amount, l.tax_amount, l.excise_amount, l.deposit_amount,
            d.currency, l.trace
        from orders.draft_orders d join orders.draft_order_lines l
            on l.organization_id = d.organization_id and l.draft_order_id = d.id
        """

    static let lines = Statement<OrderLine, ID<Organization>, ID<DraftOrder>>(
        """
        \(draftLines)
        where d.organization_id = $1 and d.id = $2
        union all
        \(draftLines)
        where d.buyer_organization_id = $1 and d.id = $2
        order by 1
        """, row: OrderLine.read)

    /// Newest first, those before the cursor; both sides of the organization's trade.
    static let page = Statement<
        DraftOrderHead, ID<Organization>, ID<DraftOrder>?, Int64, String?
    >(
        """
        (\(heads)
        where organization_id = $1 and ($2::uuid is null or id < $2)
            and ($4::text is null or state = $4)
        order by organization_id desc, id desc limit $3)
        union all
        (\(heads)
        where buyer_organization_id = $1 and ($2::uuid is null or id < $2)
            and ($4::text is null or state = $4)
        order by buyer_organization_id desc, id desc limit $3)
        order by id desc limit $3
        """, row: DraftOrderHead.read)

    /// Locks the draft for a change by a party of it.
    static let lock = Statement<DraftOrderHead, ID<Organization>, ID<DraftOrder>>(
        """
        \(heads)
        where (organization_id = $1 or buyer_organization_id = $1) and id = $2
        for update
        """, row: DraftOrderHead.read)

    static let reprice = Statement<
        Void, ID<Organization>, ID<DraftOrder>, Int64, Int32, Int64, Instant?, String?, String?,
        Int64, Instant, Int32, [String], [ID<Promotion>], String?, Int64, Int64, Int64, [String],
        [Int64], [ID<DepositKind>], [String], [Int64], [Int64], [Int64], Instant
    >(
        """
        update orders.draft_orders
        set total_amount = $3, line_count = $4, base_quantity = $5, ordered_at = $6,
            reference = $7, note = $8, book_version = $9, priced_at = $10, updated_at = $25,
            version = $11, coupons = $12, promotions = $13, place = $14, tax_amount = $15,
            excise_amount = $16, deposit_amount = $17, tax_codes = $18, tax_amounts = $19,
            deposit_kinds = $20, deposit_codes = $21, deposit_counts = $22, deposit_nets = $23,
            deposit_taxes = $24
        where organization_id = $1 and id = $2
        """)

    static let deleteLines = Statement<Void, ID<Organization>, ID<DraftOrder>>(
        """
        delete from orders.draft_order_lines
        where organization_id = $1 and draft_order_id = $2
        """)

    static let insertLines = Statement<
        Void, ID<Organization>, ID<DraftOrder>, ID<Organization>, [Int32], [ID<Variant>],
        [String], [String], [String], [Int64], [Int64], [Int64], [Int64], [String], [Int64],
        [Int64], [Int64]
    >(
        """
        \(linesFrom)
        from unnest($4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)
            as l (line, variant_id, sku, name, unit, quantity, base_quantity, unit_amount,
                total_amount, trace, tax_amount, excise_amount, deposit_amount)
        """)

    static let deliver = Statement<
        Void, ID<Organization>, ID<DraftOrder>, String?, Instant?, Instant?
    >(
        """
        update orders.draft_orders
        set delivery_address = $3::text::jsonb, deliver_from = $4, deliver_until = $5
        where organization_id = $1 and id = $2
        """)

    static let fallShort = Statement<Void, ID<Organization>, ID<DraftOrder>, String?>(
        """
        update orders.draft_orders set order_minimums = $3::text::jsonb
        where organization_id = $1 and id = $2
        """)

    static let move = Statement<Void, ID<Organization>, ID<DraftOrder>, String, Instant>(
        """
        update orders.draft_orders
        set state = $3, updated_at = $4, version = version + 1,
            approved_by = case when $3 <> 'open' then approved_by end,
            approved_at = case when $3 <> 'open' then approved_at end,
            approved_amount = case when $3 <> 'open' then approved_amount end,
            decline_reason = case when $3 <> 'submitted' then decline_reason end
        where organization_id = $1 and id = $2
        """)
}

extension DraftOrderHead {
    static let read: @Sendable (inout RowReader) throws(RowError) -> DraftOrderHead = { row in
        let seller: ID<Organization> = try row.read()
        let id: ID<DraftOrder> = try row.read()
        let buyer: ID<Organization> = try row.read()
        let company: ID<Company> = try row.read()
        let channel: ID<Channel> = try row.read()
        let warehouse: ID<Warehouse> = try row.read()
        let state: String = try row.read()
        let currency = try row.readCurrency()
        return DraftOrderHead(
            seller: seller, id: id, buyer: buyer, company: company, channel: channel,
            warehouse: warehouse, state: state, currency: currency,
            totalAmount: try row.read(), lineCount: try row.read(), baseQuantity: try row.read(),
            orderedAt: try row.read(), reference: try row.read(), note: try row.read(),
            coupons: try row.read(), promotions: try row.read(),
            levies: try row.readLevies(currency), bookVersion: try row.read(),
            pricedAt: try row.read(), order: try row.read(), createdAt: try row.read(),
            updatedAt: try row.read(), version: try row.read(),
            delivery: try row.readDelivery(), approvedAt: try row.read(),
            declineReason: try row.read(), shortfalls: try row.readShortfalls())
    }
}

extension OrderLine {
    static let read: @Sendable (inout RowReader) throws(RowError) -> OrderLine = { row in
        let line: Int32 = try row.read()
        let variant: ID<Variant> = try row.read()
        let sku: String = try row.read()
        let name: String = try row.read()
        let unit: String = try row.read()
        let quantity: Int64 = try row.read()
        let baseQuantity: Int64 = try row.read()
        let unitAmount: Int64 = try row.read()
        let totalAmount: Int64 = try row.read()
        let tax: Int64 = try row.read()
        let excise: Int64 = try row.read()
        let deposit: Int64 = try row.read()
        let currency = try row.readCurrency()
        let trace: JSONText = try row.read()
        return OrderLine(
            line: line, variant: variant, sku: sku, name: name, unit: unit, quantity: quantity,
            baseQuantity: baseQuantity, unitAmount: unitAmount, totalAmount: totalAmount,
            taxAmount: tax, exciseAmount: excise, depositAmount: deposit, currency: currency,
            trace: trace.bytes)
    }
}

extension RowReader {
    /// A currency's code; what the schema lets in always is one.
    mutating func readCurrency() throws(RowError) -> Currency {
        let code: String = try read()
        return Currency(code: code) ?? .usd
    }
}

extension [OrderLine] {
    /// Lines as the arrays a statement takes.
    var columns: LineColumns { LineColumns(self) }
}

/// The columns of many lines.
struct LineColumns {
    var numbers: [Int32] = []
    var variants: [ID<Variant>] = []
    var skus: [String] = []
    var names: [String] = []
    var units: [String] = []
    var quantities: [Int64] = []
    var baseQuantities: [Int64] = []
    var unitAmounts: [Int64] = []
    var totalAmounts: [Int64] = []
    var traces: [String] = []
    var taxAmounts: [Int64] = []
    var exciseAmounts: [Int64] = []
    var depositAmounts: [Int64] = []

    init(_ lines: [OrderLine]) {
        for line in lines {
            numbers.append(line.line)
            variants.append(line.variant)
            skus.append(line.sku)
            names.append(line.name)
            units.append(line.unit)
            quantities.append(line.quantity)
            baseQuantities.append(line.baseQuantity)
            unitAmounts.append(line.unitAmount)
            totalAmounts.append(line.totalAmount)
            taxAmounts.append(line.taxAmount)
            exciseAmounts.append(line.exciseAmount)
            depositAmounts.append(line.depositAmount)
            traces.append(String(decoding: line.trace, as: UTF8.self))
        }
    }
}
