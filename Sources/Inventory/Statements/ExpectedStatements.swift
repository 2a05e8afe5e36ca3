import Bedrock
import Platform
import Postgres

enum ExpectedStatements {
    static let insert = Statement<
        Void, ID<Organization>, ID<ExpectedReceipt>, ID<Warehouse>, String?, String, Int32,
        ID<Account>, Instant
    >(
        """
        insert into inventory.expected_receipts (organization_id, id, warehouse_id, state,
            reference, expected_on, line_count, created_by, created_at, updated_at)
        values ($1, $2, $3, 'open', $4, $5::text::date, $6, $7, $8, $8)
        """)

    static let insertLines = Statement<
        Void, ID<Organization>, ID<ExpectedReceipt>, ID<Warehouse>, [ID<Variant>], [Int64], String
    >(
        """
        insert into inventory.expected_lines (organization_id, expected_receipt_id, line,
            warehouse_id, variant_id, quantity, expected_on)
        select $1, $2, u.line, $3, u.variant_id, u.quantity, $6::text::date
        from unnest($4, $5) with ordinality u (variant_id, quantity, line)
        """)

    static let receive = Statement<
        Void, ID<Organization>, ID<ExpectedReceipt>, ID<StockReceipt>, [ID<Variant>], [Int64],
        ID<Account>, Instant
    >("select inventory.receive_expected($1, $2, $3, $4, $5, $6, $7)")

    static let cancel = Statement<Void, ID<Organization>, ID<ExpectedReceipt>, Instant>(
        """
        with closed as (
            update inventory.expected_lines set expected_on = null
            where organization_id = $1 and expected_receipt_id = $2
        )
        update inventory.expected_receipts
        set state = 'cancelled', updated_at = $3, version = version + 1
        where organization_id = $1 and id = $2
        """)

    static let lock = Statement<ExpectedReceiptHead, ID<Organization>, ID<ExpectedReceipt>>(
        """
        select id, warehouse_id, state, reference, expected_on::text, line_count, created_at,
            updated_at, version
        from inventory.expected_receipts where organization_id = $1 and id = $2 for update
        """, row: ExpectedReceiptHead.read)

    static let head = Statement<ExpectedReceiptHead, ID<Organization>, ID<ExpectedReceipt>>(
        """
        select id, warehouse_id, state, reference, expected_on::text, line_count, created_at,
            updated_at, version
        from inventory.expected_receipts where organization_id = $1 and id = $2
        """, row: ExpectedReceiptHead.read)

    static let page = Statement<
        ExpectedReceiptHead, ID<Organization>, ID<ExpectedReceipt>?, Int64
    >(
        """
        select id, warehouse_id, state, reference, expected_on::text, line_count, created_at,
            updated_at, version
        from inventory.expected_receipts
        where organization_id = $1 and ($2::uuid is null or id < $2)
        order by id desc limit $3
        """, row: ExpectedReceiptHead.read)

    static let lines = Statement<ExpectedLine, ID<Organization>, ID<ExpectedReceipt>>(
        """
        select e.line, e.variant_id, v.sku, e.quantity, e.received
        from inventory.expected_lines e
        join catalog.variants v on v.organization_id = e.organization_id and v.id = e.variant_id
        where e.organization_id = $1 and e.expected_receipt_id = $2 order by e.line
        """
    ) { row in
        ExpectedLine(
            line: try row.read(), variant: try row.read(), sku: try row.read(),
            quantity: try row.read(), received: try row.read())
    }

    /// What is to come of a variant, by warehouse and day, and from when one more can be promised.
    static let incoming = Statement<IncomingStock, ID<Organization>, ID<Variant>>(
        """
        select w.id, e.expected_on::text, sum(e.quantity - e.received)::bigint,
            inventory.available_from($1, w.id, $2, 1)::text
        from organizations.warehouses w
        join inventory.expected_lines e on e.organization_id = w.organization_id
            and e.warehouse_id = w.id and e.variant_id = $2 and e.expected_on is not null
        where w.organization_id = $1 and e.organization_id = $1
        group by w.id, e.expected_on order by e.expected_on, w.id limit 100
        """
    ) { row in
        IncomingStock(
            warehouse: try row.read(), expectedOn: try row.read(), quantity: try row.read(),
            availableFrom: try row.read())
    }

    /// What of a variant is between two warehouses.
    static let inTransit = Statement<Int64, ID<Organization>, ID<Variant>>(
        """
        select coalesce(sum(l.shipped), 0)::bigint
        from inventory.transfers t join inventory.transfer_lines l
            on l.organization_id = t.organization_id and l.transfer_id = t.id
        where t.organization_id = $1 and t.state = 'shipped' and l.variant_id = $2
        """)
}

extension ExpectedReceiptHead {
    static let read: @Sendable (inout RowReader) throws(RowError) -> ExpectedReceiptHead = { row in
        ExpectedReceiptHead(
            id: try row.read(), warehouse: try row.read(), state: try row.readWord("state"),
            reference: try row.read(), expectedOn: try row.read(), lineCount: try row.read(),
            createdAt: try row.read(), updatedAt: try row.read(), version: try row.read())
    }
}
