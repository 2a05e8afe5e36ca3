/// A PostgreSQL type by its object id, as far as this product sends or reads it.
public struct PostgresType: Hashable, Sendable {
    /// The object id in `pg_type`; fixed for built-in types.
    public let oid: UInt32

    /// A type known by its object id.
    @inlinable
    public init(oid: UInt32) {
        self.oid = oid
    }

    static let bool = PostgresType(oid: 16)
    static let bytea = PostgresType(oid: 17)
    static let int8 = PostgresType(oid: 20)
    static let int2 = PostgresType(oid: 21)
    static let int4 = PostgresType(oid: 23)
    static let text = PostgresType(oid: 25)
    static let json = PostgresType(oid: 114)
    static let float8 = PostgresType(oid: 701)
    static let timestamptz = PostgresType(oid: 1184)
    static let uuid = PostgresType(oid: 2950)
    static let jsonb = PostgresType(oid: 3802)

    static let boolArray = PostgresType(oid: 1000)
    static let byteaArray = PostgresType(oid: 1001)
    static let int2Array = PostgresType(oid: 1005)
    static let int4Array = PostgresType(oid: 1007)
    static let textArray = PostgresType(oid: 1009)
    static let int8Array = PostgresType(oid: 1016)
    static let float8Array = PostgresType(oid: 1022)
    static let timestamptzArray = PostgresType(oid: 1185)
    static let uuidArray = PostgresType(oid: 2951)
    static let jsonbArray = PostgresType(oid: 3807)

    /// Whether the binary form is the text itself: text, varchar, char(n), name, "char", unknown,
    /// and the types made by extensions and `create type … as enum`, whose ids are not fixed.
    @usableFromInline var isTextual: Bool {
        switch oid {
        case 25, 1043, 1042, 19, 18, 705: true
        default: oid >= 16_384
        }
    }
}
