import Bedrock
import Platform
import Postgres

/// Barcodes of variants.
enum BarcodeStatements {
    static let add = Statement<Void, ID<Organization>, [ID<Variant>], [String], [String]>(
        """
        insert into catalog.barcodes (organization_id, variant_id, gtin, unit)
        select $1, u.variant_id, u.gtin, u.unit
        from unnest($2::uuid[], $3::text[], $4::text[]) as u(variant_id, gtin, unit)
        """)

    static let clear = Statement<Void, ID<Organization>, [ID<Variant>]>(
        "delete from catalog.barcodes where organization_id = $1 and variant_id = any($2)")
}
