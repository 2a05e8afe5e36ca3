import Bedrock
import Platform
import Postgres

/// What is levied on a variant beside its price, and the units it could come in containers of.
struct LeviedVariant: Sendable {
    var taxClass: String
    var exciseClass: String?
    var containerUnits: [String]
    var containerKinds: [UUIDBytes]
    /// Its base unit, its case and its other packs.
    let units: [String]
    var version: Int32
}

enum VariantLevyStatements {
    private static let row: SQL = """
        select tax_class, excise_class, container_units, container_kinds,
            array[base_unit, 'case'] || pack_units, version
        from catalog.variants where organization_id = $1 and id = $2
        """

    static let lock = Statement<LeviedVariant, ID<Organization>, ID<Variant>>(
        "\(row) for no key update", row: LeviedVariant.read)

    static let read = Statement<LeviedVariant, ID<Organization>, ID<Variant>>(
        row, row: LeviedVariant.read)

    static let store = Statement<
        Void, ID<Organization>, ID<Variant>, String, String?, [String], [UUIDBytes], Instant,
        Int32
    >(
        """
        update catalog.variants
        set tax_class = $3, excise_class = $4, container_units = $5, container_kinds = $6,
            updated_at = $7, version = $8
        where organization_id = $1 and id = $2
        """)
}

extension LeviedVariant {
    fileprivate static let read: @Sendable (inout RowReader) throws(RowError) -> LeviedVariant = {
        row in
        LeviedVariant(
            taxClass: try row.read(), exciseClass: try row.read(),
            containerUnits: try row.read(), containerKinds: try row.read(),
            units: try row.read(), version: try row.read())
    }
}
