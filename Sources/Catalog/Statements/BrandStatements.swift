import Bedrock
import Platform
import Postgres

/// Brands.
enum BrandStatements {
    static let make = Statement<Void, ID<Organization>, ID<Brand>, String, Instant>(
        """
        insert into catalog.brands (organization_id, id, name, created_at)
        values ($1, $2, $3, $4)
        """)

    static let page = Statement<BrandView, ID<Organization>, ID<Brand>, Int64>(
        """
        select id, name, created_at, version from catalog.brands
        where organization_id = $1 and id > $2
        order by id limit $3
        """, row: read)

    static let one = Statement<BrandView, ID<Organization>, ID<Brand>>(
        """
        select id, name, created_at, version from catalog.brands
        where organization_id = $1 and id = $2
        """, row: read)

    static let lock = Statement<BrandView, ID<Organization>, ID<Brand>>(
        """
        select id, name, created_at, version from catalog.brands
        where organization_id = $1 and id = $2 for no key update
        """, row: read)

    static let change = Statement<BrandView, ID<Organization>, ID<Brand>, String>(
        """
        update catalog.brands set name = $3, version = version + 1
        where organization_id = $1 and id = $2
        returning id, name, created_at, version
        """, row: read)

    @Sendable
    private static func read(_ row: inout RowReader) throws -> BrandView {
        BrandView(
            id: try row.read(), name: try row.read(), createdAt: try row.read(),
            version: try row.read())
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
