import Bedrock
import Platform
import Postgres

/// What channels show.
enum ListingStatements {
    private static let rows: SQL = """
        select l.channel_id, l.variant_id, v.sku, l.published, l.published_from,
            l.published_until, l.title, l.price_amount, o.currency, l.updated_at
        from catalog.listings l
        join catalog.variants v on v.organization_id = $1 and v.id = l.variant_id
        join organizations.organizations o on o.organization_id = $1
        """

    static let channel = Statement<ID<Channel>, ID<Organization>, ID<Channel>>(
        "select id from organizations.channels where organization_id = $1 and id = $2")

    /// The variants named, by their ids or SKUs.
    static let variants = Statement<NamedVariant, ID<Organization>, [ID<Variant>], [String]>(
        """
        select v.id, v.sku
        from unnest($2) as n (id) cross join lateral (
            select id, sku from catalog.variants
            where organization_id = $1 and id = n.id offset 0) v
        union
        select v.id, v.sku
        from unnest($3) as n (sku) cross join lateral (
            select id, sku from catalog.variants
            where organization_id = $1 and sku = n.sku offset 0) v
        """
    ) { row in NamedVariant(id: try row.read(), sku: try row.read()) }

    /// In the order of their keys, so that two writers never wait for each other in a circle.
    static let put = Statement<
        Void, ID<Organization>, ID<Channel>, Instant, [ID<Variant>], [Bool], [Instant?],
        [Instant?], [String?], [Int64?]
    >(
        """
        insert into catalog.listings
            (organization_id, channel_id, updated_at, variant_id, published, published_from,
            published_until, title, price_amount)
        select $1, $2, $3, u.variant_id, u.published, u.since, u.until, u.title, u.amount
        from unnest($4::uuid[], $5::boolean[], $6::timestamptz[], $7::timestamptz[], $8::text[],
                $9::bigint[]) as u(variant_id, published, since, until, title, amount)
        order by u.variant_id
        on conflict (organization_id, channel_id, variant_id) do update
        set published = excluded.published, published_from = excluded.published_from,
            published_until = excluded.published_until, title = excluded.title,
            price_amount = excluded.price_amount, updated_at = excluded.updated_at
        """)

    static let page = Statement<
        ListingView, ID<Organization>, ID<Channel>, ID<Variant>, Int64
    >(
        """
        \(rows)
        where l.organization_id = $1 and l.channel_id = $2 and l.variant_id > $3
        order by l.variant_id limit $4
        """, row: read)

    static let ofVariants = Statement<
        ListingView, ID<Organization>, ID<Channel>, [ID<Variant>]
    >(
        """
        \(rows)
        where l.organization_id = $1 and l.channel_id = $2 and l.variant_id = any($3)
        order by l.variant_id
        """, row: read)

    static let remove = Statement<ID<Variant>, ID<Organization>, ID<Channel>, ID<Variant>>(
        """
        delete from catalog.listings
        where organization_id = $1 and channel_id = $2 and variant_id = $3
        returning variant_id
        """)

    @Sendable
    private static func read(_ row: inout RowReader) throws -> ListingView {
        let channel: ID<Channel> = try row.read()
        let variant: ID<Variant> = try row.read()
        let sku: String = try row.read()
        let isPublished: Bool = try row.read()
        let from: Instant? = try row.read()
        let until: Instant? = try row.read()
        let title: String? = try row.read()
        let amount: Int64? = try row.read()
        let currency: Currency = try row.read()
        return ListingView(
            channel: channel, variant: variant, sku: sku, isPublished: isPublished, from: from,
            until: until, title: title, price: amount.map { Money($0, currency) },
            updatedAt: try row.read())
    }
}

/// A variant found by its id or SKU.
struct NamedVariant: Sendable {
    let id: ID<Variant>
    let sku: String
}
