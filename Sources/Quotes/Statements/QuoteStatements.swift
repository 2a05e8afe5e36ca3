import Bedrock
import Platform
import Postgres

enum QuoteStatements {
    static let insert = Statement<
        Void, ID<Organization>, ID<Quote>, ID<Organization>, ID<Company>, ID<Channel>, String,
        String, Instant?, String?, String?, ID<Account>?, ID<Account>, Instant
    >(
        """
        insert into quotes.quotes
            (organization_id, id, buyer_organization_id, company_id, channel_id, state, round,
            currency, valid_until, reference, note, buyer_account_id, proposed_by, created_at,
            updated_at)
        values ($1, $2, $3, $4, $5, $6, 1, $7, $8, $9, $10, $11, $12, $13, $13)
        """)

    static let insertLines = Statement<
        Void, ID<Organization>, ID<Quote>, ID<Organization>, Int32, [Int32], [ID<Variant>],
        [String], [String], [String], [Int64], [Int64?]
    >(
        """
        insert into quotes.lines
            (organization_id, quote_id, round, line, buyer_organization_id, variant_id, sku, name,
            unit, quantity, unit_amount)
        select $1, $2, $4, l.line, $3, l.variant_id, l.sku, l.name, l.unit, l.quantity,
            l.unit_amount
        from unnest($5, $6, $7, $8, $9, $10, $11)
            as l (line, variant_id, sku, name, unit, quantity, unit_amount)
        """)

    static let head = Statement<QuoteHead, ID<Organization>, ID<Quote>>(
        """
        select organization_id, id, buyer_organization_id, company_id, channel_id, state, round,
            currency, valid_until, reference, note, reason, buyer_account_id, draft_order_id,
            order_id, created_at, updated_at, accepted_for
        from quotes.quotes where organization_id = $1 and id = $2
        union all
        select organization_id, id, buyer_organization_id, company_id, channel_id, state, round,
            currency, valid_until, reference, note, reason, buyer_account_id, draft_order_id,
            order_id, created_at, updated_at, accepted_for
        from quotes.quotes where buyer_organization_id = $1 and id = $2
        """, row: QuoteHead.read)

    /// Locks the quote for a move of a party of it.
    static let lock = Statement<QuoteHead, ID<Organization>, ID<Quote>>(
        """
        select organization_id, id, buyer_organization_id, company_id, channel_id, state, round,
            currency, valid_until, reference, note, reason, buyer_account_id, draft_order_id,
            order_id, created_at, updated_at, accepted_for
        from quotes.quotes
        where (organization_id = $1 or buyer_organization_id = $1) and id = $2
        for update
        """, row: QuoteHead.read)

    static let lines = Statement<QuoteLine, ID<Organization>, ID<Quote>>(
        """
        select l.round, l.line, l.variant_id, l.sku, l.name, l.unit, l.quantity, l.unit_amount,
            q.currency
        from quotes.quotes q join quotes.lines l
            on l.organization_id = q.organization_id and l.quote_id = q.id
        where q.organization_id = $1 and q.id = $2
        union all
        select l.round, l.line, l.variant_id, l.sku, l.name, l.unit, l.quantity, l.unit_amount,
            q.currency
        from quotes.quotes q join quotes.lines l
            on l.organization_id = q.organization_id and l.quote_id = q.id
        where q.buyer_organization_id = $1 and q.id = $2
        order by 1 desc, 2
        """
    ) { row in
        let round: Int32 = try row.read()
        let line: Int32 = try row.read()
        let variant: ID<Variant> = try row.read()
        let sku: String = try row.read()
        let name: String = try row.read()
        let unit: String = try row.read()
        let quantity: Int64 = try row.read()
        let amount: Int64? = try row.read()
        let code: String = try row.read()
        return QuoteLine(
            round: round, line: line, variant: variant, sku: sku, name: name, unit: unit,
            quantity: quantity, unitAmount: amount, currency: Currency(code: code) ?? .usd)
    }

    /// Newest first, those before the cursor, in a state that they are in at an instant.
    static let page = Statement<
        QuoteHead, ID<Organization>, ID<Quote>?, Int64, String?, Instant
    >(
        """
        (select organization_id, id, buyer_organization_id, company_id, channel_id, state, round,
            currency, valid_until, reference, note, reason, buyer_account_id, draft_order_id,
            order_id, created_at, updated_at, accepted_for
        from quotes.quotes
        where organization_id = $1 and ($2::uuid is null or id < $2)
            and ($4::text is null or $4 = case when state in ('asked', 'offered')
                and valid_until <= $5 then 'expired' else state end)
        order by organization_id desc, id desc limit $3)
        union all
        (select organization_id, id, buyer_organization_id, company_id, channel_id, state, round,
            currency, valid_until, reference, note, reason, buyer_account_id, draft_order_id,
            order_id, created_at, updated_at, accepted_for
        from quotes.quotes
        where buyer_organization_id = $1 and ($2::uuid is null or id < $2)
            and ($4::text is null or $4 = case when state in ('asked', 'offered')
                and valid_until <= $5 then 'expired' else state end)
        order by buyer_organization_id desc, id desc limit $3)
        order by id desc limit $3
        """, row: QuoteHead.read)

    static let counter = Statement<
        Void, ID<Organization>, ID<Quote>, String, Int32, Instant?, String?, ID<Account>?,
        ID<Account>, Instant
    >(
        """
        update quotes.quotes
        set state = $3, round = $4, valid_until = $5, note = $6, buyer_account_id = $7,
            proposed_by = $8, updated_at = $9
        where organization_id = $1 and id = $2
        """)

    static let end = Statement<Void, ID<Organization>, ID<Quote>, String, String?, Instant>(
        """
        update quotes.quotes set state = $3, reason = $4, updated_at = $5
        where organization_id = $1 and id = $2
        """)

    static let accept = Statement<
        Void, ID<Organization>, ID<Quote>, ID<DraftOrder>, ID<Order>?, Instant, String?
    >(
        """
        update quotes.quotes
        set state = 'accepted', draft_order_id = $3, order_id = $4, updated_at = $5,
            accepted_for = $6
        where organization_id = $1 and id = $2
        """)

    /// Whether the seller's company has an organization that answers for itself.
    static let isLinked = Statement<Bool, ID<Organization>, ID<Company>>(
        "select is_linked from organizations.companies where organization_id = $1 and id = $2")

    /// The order that a draft became; null where a second person has to approve it.
    static let place = Statement<
        ID<Order>?, ID<DraftOrder>, ID<Order>, String, Instant, ID<Account>, ID<Event>, String
    >("select quotes.place($1, $2, $3, $4, $5, $6, $7)") { row in try row.read() }

    static let tell = Statement<
        Void, ID<Quote>, String, String, String, ID<Account>, String, Instant
    >("select quotes.tell($1, $2, $3, $4, $5, $6, $7)")
}
