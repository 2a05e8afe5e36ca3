import Bedrock
import Platform
import Postgres

enum StandingStatements {
    static let insert = Statement<
        Void, ID<Organization>, ID<StandingOrder>, ID<Organization>, ID<Company>, ID<Channel>, Bool,
        String?, String?, String, Int32, [Int32], Int32?, String, String, String, String?,
        ID<Account>, Instant
    >(
        """
        insert into standing_orders.orders
            (organization_id, id, buyer_organization_id, company_id, channel_id, by_buyer, state,
            reference, note, cadence, every, weekdays, month_day, at_time, time_zone, starts_on,
            ends_on, created_by, created_at, updated_at, version)
        values ($1, $2, $3, $4, $5, $6, 'paused', $7, $8, $9, $10, $11, $12, $13::text::time, $14,
            $15::text::date, $16::text::date, $17, $18, $18, 0)
        """)

    static let insertLines = Statement<
        Void, ID<Organization>, ID<StandingOrder>, ID<Organization>, [Int32], [ID<Variant>],
        [String], [String], [String], [Int64]
    >(
        """
        insert into standing_orders.lines
            (organization_id, standing_order_id, line, buyer_organization_id, variant_id, sku,
            name, unit, quantity)
        select $1, $2, l.line, $3, l.variant_id, l.sku, l.name, l.unit, l.quantity
        from unnest($4, $5, $6, $7, $8, $9) as l (line, variant_id, sku, name, unit, quantity)
        """)

    static let deleteLines = Statement<Void, ID<Organization>, ID<StandingOrder>>(
        """
        delete from standing_orders.lines
        where organization_id = $1 and standing_order_id = $2
        """)

    static let edit = Statement<
        Void, ID<Organization>, ID<StandingOrder>, String?, String?, String, Int32, [Int32],
        Int32?, String, String, String?, Instant
    >(
        """
        update standing_orders.orders
        set reference = $3, note = $4, cadence = $5, every = $6, weekdays = $7, month_day = $8,
            at_time = $9::text::time, starts_on = $10::text::date, ends_on = $11::text::date,
            updated_at = $12,
            version = version + case when state = 'active' then 0 else 1 end
        where organization_id = $1 and id = $2
        """)

    static let head = Statement<StandingHead, ID<Organization>, ID<StandingOrder>>(
        """
        select organization_id, id, buyer_organization_id, company_id, channel_id, by_buyer, state,
            reference, note, cadence, every, weekdays, month_day, to_char(at_time, 'HH24:MI'),
            starts_on::text, ends_on::text, time_zone, next_due_at, created_by, created_at,
            updated_at, version
        from standing_orders.orders where organization_id = $1 and id = $2
        union all
        select organization_id, id, buyer_organization_id, company_id, channel_id, by_buyer, state,
            reference, note, cadence, every, weekdays, month_day, to_char(at_time, 'HH24:MI'),
            starts_on::text, ends_on::text, time_zone, next_due_at, created_by, created_at,
            updated_at, version
        from standing_orders.orders where buyer_organization_id = $1 and id = $2
        """, row: StandingHead.read)

    /// Locks one for a move, or for a run where it is still due at that instant; one that somebody
    /// else works on is left out then.
    static let lock = Statement<StandingHead, ID<Organization>, ID<StandingOrder>>(
        """
        select organization_id, id, buyer_organization_id, company_id, channel_id, by_buyer, state,
            reference, note, cadence, every, weekdays, month_day, to_char(at_time, 'HH24:MI'),
            starts_on::text, ends_on::text, time_zone, next_due_at, created_by, created_at,
            updated_at, version
        from standing_orders.orders
        where (organization_id = $1 or buyer_organization_id = $1) and id = $2
        for update
        """, row: StandingHead.read)

    static let lines = Statement<StandingLine, ID<Organization>, ID<StandingOrder>>(
        """
        select line, variant_id, sku, name, unit, quantity
        from standing_orders.lines where organization_id = $1 and standing_order_id = $2
        union all
        select line, variant_id, sku, name, unit, quantity
        from standing_orders.lines where buyer_organization_id = $1 and standing_order_id = $2
        order by 1
        """
    ) { row in
        StandingLine(
            line: try row.read(), variant: try row.read(), sku: try row.read(),
            name: try row.read(), unit: try row.read(), quantity: try row.read())
    }

    static let runs = Statement<StandingRun, ID<Organization>, ID<StandingOrder>, Int64>(
        """
        (select due_at, outcome, draft_order_id, order_id, problem, detail, at
        from standing_orders.runs where organization_id = $1 and standing_order_id = $2
        order by due_at desc limit $3)
        union all
        (select due_at, outcome, draft_order_id, order_id, problem, detail, at
        from standing_orders.runs where buyer_organization_id = $1 and standing_order_id = $2
        order by due_at desc limit $3)
        order by 1 desc limit $3
        """
    ) { row in
        StandingRun(
            dueAt: try row.read(), outcome: try row.read(), draft: try row.read(),
            order: try row.read(), problem: try row.read(), detail: try row.read(),
            at: try row.read())
    }

    /// Newest first, those before the cursor; both sides of the organization's trade.
    static let page = Statement<
        StandingHead, ID<Organization>, ID<StandingOrder>?, Int64, String?
    >(
        """
        (select organization_id, id, buyer_organization_id, company_id, channel_id, by_buyer,
            state, reference, note, cadence, every, weekdays, month_day,
            to_char(at_time, 'HH24:MI'), starts_on::text, ends_on::text, time_zone, next_due_at,
            created_by, created_at, updated_at, version
        from standing_orders.orders
        where organization_id = $1 and ($2::uuid is null or id < $2)
            and ($4::text is null or state = $4)
        order by organization_id desc, id desc limit $3)
        union all
        (select organization_id, id, buyer_organization_id, company_id, channel_id, by_buyer,
            state, reference, note, cadence, every, weekdays, month_day,
            to_char(at_time, 'HH24:MI'), starts_on::text, ends_on::text, time_zone, next_due_at,
            created_by, created_at, updated_at, version
        from standing_orders.orders
        where buyer_organization_id = $1 and ($2::uuid is null or id < $2)
            and ($4::text is null or state = $4)
        order by buyer_organization_id desc, id desc limit $3)
        order by id desc limit $3
        """, row: StandingHead.read)

    /// Puts one to rest: paused or ended, it is due no more.
    static let rest = Statement<Void, ID<Organization>, ID<StandingOrder>, String, Instant>(
        """
        update standing_orders.orders
        set state = $3, next_due_at = null, updated_at = $4, version = version + 1
        where organization_id = $1 and id = $2
        """)

    static let reschedule = Statement<
        Void, ID<Organization>, ID<StandingOrder>, Instant, Instant
    >("select standing_orders.reschedule($1, $2, $3, $4)")

    static let note = Statement<
        Void, ID<Organization>, ID<StandingOrder>, Instant, ID<Organization>, String,
        ID<DraftOrder>?, ID<Order>?, String?, String?, Instant
    >(
        """
        insert into standing_orders.runs
            (organization_id, standing_order_id, due_at, buyer_organization_id, outcome,
            draft_order_id, order_id, problem, detail, at)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
        """)

    /// The order that a draft became; null where it has to be handed over.
    static let place = Statement<
        ID<Order>?, ID<DraftOrder>, ID<Order>, String, Instant, ID<Account>, ID<Event>, String
    >("select standing_orders.place($1, $2, $3, $4, $5, $6, $7)") { row in try row.read() }

    static let tell = Statement<
        Void, ID<StandingOrder>, String, String, String?, String?, ID<Account>, String, Instant
    >("select standing_orders.tell($1, $2, $3::text::json, $4, $5, $6, $7, $8)")

    /// Those that are due behind the last one looked at.
    static let due = Statement<DueOrder, Instant, Instant?, ID<StandingOrder>?, Int32>(
        """
        select standing_order_id, owner, account_id, due_at
        from standing_orders.due_after($1, $2, $3, $4)
        """
    ) { row in
        DueOrder(
            id: try row.read(), owner: try row.read(), account: try row.read(),
            at: try row.read())
    }

    /// The time zone of a seller that the caller trades with, or is.
    static let zone = Statement<String, ID<Organization>>(
        "select time_zone from organizations.organizations where organization_id = $1"
    ) { row in try row.read() }
}

/// A standing order that is due.
struct DueOrder: Sendable {
    let id: ID<StandingOrder>
    let owner: ID<Organization>
    let account: ID<Account>
    let at: Instant
}
