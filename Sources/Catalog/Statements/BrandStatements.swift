import Bedrock
import Platform
import Postgres

/// Brands.
enum BrandStatements {
    private static let columns: SQL = """
        id, name, published, owner_brand_id, created_at, version, (
            select coalesce(jsonb_object_agg(n.language, n.name), '{}')
            from catalog.translations n
            where n.organization_id = $1 and n.subject_id = brands.id)
        """

    static let make = Statement<
        Void, ID<Organization>, ID<Brand>, String, Instant, Bool, ID<Brand>?
    >(
        """
        insert into catalog.brands
            (organization_id, id, name, created_at, published, owner_brand_id)
        values ($1, $2, $3, $4, $5, $6)
        """)

    static let page = Statement<BrandView, ID<Organization>, ID<Brand>, Int64>(
        """
        select \(columns) from catalog.brands
        where organization_id = $1 and id > $2
        order by id limit $3
        """, row: read)

    static let one = Statement<BrandView, ID<Organization>, ID<Brand>>(
        """
        select \(columns) from catalog.brands
        where organization_id = $1 and id = $2
        """, row: read)

    static let lock = Statement<BrandView, ID<Organization>, ID<Brand>>(
        """
        select \(columns) from catalog.brands
        where organization_id = $1 and id = $2 for no key update
        """, row: read)

    static let change = Statement<
        BrandView, ID<Organization>, ID<Brand>, String, Bool, ID<Brand>?
    >(
        """
        update catalog.brands
        set name = $3, published = $4, owner_brand_id = $5, version = version + 1
        where organization_id = $1 and id = $2
        returning \(columns)
        """, row: read)

    @Sendable
    private static func read(_ row: inout RowReader) throws -> BrandView {
        BrandView(
            id: try row.read(), name: try row.read(), isPublished: try row.read(),
            owner: try row.read(), createdAt: try row.read(), version: try row.read(),
            names: Translations(column: try row.read()))
    }

    /// What brand owners publish.
    static let directory = Statement<PublishedBrand, String?, ID<Brand>?, Int64>(
        """
        select brand_id, name, owner_id, owner_name from catalog.brand_directory($1, $2, $3)
        """
    ) { row in
        PublishedBrand(
            id: try row.read(), name: try row.read(), owner: try row.read(),
            ownerName: try row.read())
    }

    /// Who says that it offers a brand of the organization's.
    static let sellers = Statement<BrandSeller, ID<Brand>, ID<Organization>?, Int64>(
        "select seller_id, name, country, since from catalog.brand_sellers($1, $2, $3)"
    ) { row in
        BrandSeller(
            id: try row.read(), name: try row.read(), country: try row.read(),
            since: try row.read())
    }

    static let named = Statement<NamedBrand, ID<Organization>, [String]>(
        """
        select name, id from catalog.brands where organization_id = $1 and name = any($2)
        """
    ) { row in NamedBrand(name: try row.read(), id: try row.read()) }

    static let makeNamed = Statement<Void, ID<Organization>, [ID<Brand>], [String], Instant>(
        """
        insert into catalog.brands (organization_id, id, name, created_at)
        select $1, u.id, u.name, $4 from unnest($2::uuid[], $3::text[]) as u(id, name)
        on conflict do nothing
        """)
}

/// A brand found by its name.
struct NamedBrand: Sendable {
    let name: String
    let id: ID<Brand>
}
