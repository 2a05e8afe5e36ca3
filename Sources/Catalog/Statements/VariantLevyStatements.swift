public import Bedrock
public import Platform
import Postgres
public import Wire

/// The container that a unit of a variant comes in.
public struct VariantContainer: FieldGroup, Output, Hashable, Sendable {
    public let unit: String
    public let kind: ID<DepositKind>

    public init(_ fields: inout Fields) {
        unit = fields.body(
            "unit", "Its base unit, or a pack: every one of them comes in one.", length: 1...40,
            example: "bottle")
        kind = fields.body("kind_id", "The kind of container.")
    }

    public init(unit: String, kind: ID<DepositKind>) {
        self.unit = unit
        self.kind = kind
    }

    public static let example = VariantContainer.sample(FieldRule())

    public func write(_ out: inout OutputWriter) {
        out("unit", unit, "Every one of this unit comes in one.")
        out("kind_id", kind, "The kind of container.")
    }
}

extension VariantLevyInput {
    /// What the database says of levies that nobody has, as an operation's constraints.
    static let constraints: [String: ProblemKind] = [
        "DR190": .taxClassUnknown, "DR191": .exciseClassUnknown, "DR192": .containerUnknown,
    ]

    static let problems: [ProblemKind] = [
        .taxClassUnknown, .exciseClassUnknown, .containerUnknown,
    ]
}

/// What is levied on a variant, as it is given.
public struct VariantLevyInput: Sendable {
    /// The class of taxes of what names none.
    public static let standardClass = "standard"

    public let taxClass: String
    public let exciseClass: String?
    public let containers: [VariantContainer]

    /// Declares the fields.
    public init(_ fields: inout Fields) {
        taxClass = fields.body(
            "tax_class", "By which taxes it is taxed.", length: 1...40, format: .slug,
            default: VariantLevyInput.standardClass)
        exciseClass = fields.optional(
            "excise_class", "By which excises; left out where none is on it.", length: 1...40,
            format: .slug, example: "spirits",
            inExample: false)
        let given: [VariantContainer]? = fields.optional(
            "containers", "What its units come in, on deposit.", count: 0...20, inExample: false)
        containers = given ?? []
    }

    /// Whether it says nothing that isn't so without it.
    var isPlain: Bool {
        taxClass == VariantLevyInput.standardClass && exciseClass == nil && containers.isEmpty
    }

    /// Which of the containers are of units that aren't there.
    public func strangers(to units: [String]) -> [Int] {
        containers.indices.filter { !units.contains(containers[$0].unit) }
    }
}

extension Catalog {
    /// What may come of naming levies that nobody has: see `VariantLevyInput`.
    public static let levyProblems = VariantLevyInput.problems
    /// The same, as an operation's constraints.
    public static let levyConstraints = VariantLevyInput.constraints
}

/// What is levied on a variant beside its price, and the units it could come in containers of.
public struct LeviedVariant: Sendable {
    public var taxClass: String
    public var exciseClass: String?
    public var containerUnits: [String]
    public var containerKinds: [UUIDBytes]
    /// Its base unit, its case and its other packs.
    public let units: [String]
    public var version: Int32
}

extension Catalog {
    /// Reads and locks what is levied on a variant; nil where there is no such variant.
    public static func lockLevies(
        of variant: ID<Variant>, in organization: ID<Organization>, _ effect: borrowing Effect
    ) async throws(Problem) -> LeviedVariant? {
        var trip = Trip()
        let found = trip.add(VariantLevyStatements.lock, organization, variant)
        try await effect.send(trip)
        return found.first
    }

    /// Reads what is levied on a variant; nil where there is no such variant.
    public static func levies(
        of variant: ID<Variant>, in context: Context<Member>
    ) async throws(Problem) -> LeviedVariant? {
        var trip = context.trip()
        let found = trip.add(
            VariantLevyStatements.read, context.caller.organization, variant)
        try await context.read(trip)
        return found.first
    }

    /// Writes what is levied on a variant, and its event.
    public static func storeLevies(
        _ levied: LeviedVariant, of variant: ID<Variant>, _ context: Context<Member>,
        _ effect: borrowing Effect
    ) async throws(Problem) {
        let own = context.caller.organization
        var trip = Trip()
        trip.add(
            VariantLevyStatements.store, own, variant, levied.taxClass, levied.exciseClass,
            levied.containerUnits, levied.containerKinds, context.now, levied.version)
        context.record("variant_levies_changed", variant, of: "variant", in: own, &trip)
        try await effect.send(trip)
    }
}

enum VariantLevyStatements {
    static let lock = Statement<LeviedVariant, ID<Organization>, ID<Variant>>(
        """
        select tax_class, excise_class, container_units, container_kinds,
            array[base_unit, 'case'] || pack_units, version
        from catalog.variants where organization_id = $1 and id = $2 for no key update
        """, row: LeviedVariant.read)

    static let read = Statement<LeviedVariant, ID<Organization>, ID<Variant>>(
        """
        select tax_class, excise_class, container_units, container_kinds,
            array[base_unit, 'case'] || pack_units, version
        from catalog.variants where organization_id = $1 and id = $2
        """, row: LeviedVariant.read)

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
