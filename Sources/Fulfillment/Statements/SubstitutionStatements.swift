import Bedrock
import Platform
import Postgres

enum SubstitutionStatements {
    static let propose = Statement<
        Void, ID<Substitution>, ID<Order>, Int32, ID<Variant>?, String?, String?, Int64, Int64?,
        String, String?, ID<Account>, String, Instant
    >(
        """
        select fulfillment.propose_substitution($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12,
            $13)
        """)

    static let answer = Statement<
        Void, ID<Substitution>, String, ID<Account>, String, Instant
    >("select fulfillment.answer_substitution($1, $2, $3, $4, $5)")

    static let tell = Statement<Void, ID<Substitution>, String, String, Instant>(
        "select fulfillment.write_of_substitution($1, $2, $3, $4)")

    static let one = Statement<SubstitutionView, ID<Organization>, ID<Substitution>>(
        """
        select id, order_id, order_number, line, replaced_sku, state, variant_id, sku, name, unit,
            quantity, unit_amount, currency, if_declined, note, proposed_at, answered_at
        from fulfillment.substitutions where organization_id = $1 and id = $2
        union all
        select id, order_id, order_number, line, replaced_sku, state, variant_id, sku, name, unit,
            quantity, unit_amount, currency, if_declined, note, proposed_at, answered_at
        from fulfillment.substitutions where buyer_organization_id = $1 and id = $2
        """, row: SubstitutionView.read)

    /// Newest first, those before the cursor; of one order, or of all.
    static let page = Statement<
        SubstitutionView, ID<Organization>, ID<Substitution>?, Int64, ID<Order>?, String?
    >(
        """
        (select id, order_id, order_number, line, replaced_sku, state, variant_id, sku, name, unit,
            quantity, unit_amount, currency, if_declined, note, proposed_at, answered_at
        from fulfillment.substitutions
        where organization_id = $1 and ($2::uuid is null or id < $2)
            and ($4::uuid is null or order_id = $4) and ($5::text is null or state = $5)
        order by organization_id desc, id desc limit $3)
        union all
        (select id, order_id, order_number, line, replaced_sku, state, variant_id, sku, name, unit,
            quantity, unit_amount, currency, if_declined, note, proposed_at, answered_at
        from fulfillment.substitutions
        where buyer_organization_id = $1 and ($2::uuid is null or id < $2)
            and ($4::uuid is null or order_id = $4) and ($5::text is null or state = $5)
        order by buyer_organization_id desc, id desc limit $3)
        order by id desc limit $3
        """, row: SubstitutionView.read)
}
