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
        select id, name, created_at from catalog.brands
        where organization_id = $1 and id > $2
        order by id limit $3
        """
    ) { row in
        BrandView(id: try row.read(), name: try row.read(), createdAt: try row.read())
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
