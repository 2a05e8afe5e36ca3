import Bedrock
import Levies
import Platform
import Postgres
import Wire

/// What is levied on a variant beside its price.
struct VariantLeviesView: Output, Sendable {
    let variant: ID<Variant>
    let taxClass: String
    let exciseClass: String?
    let containers: [VariantContainer]
    let version: Int32

    static let example = VariantLeviesView(
        variant: .sample(FieldRule()), taxClass: Levies.standardClass,
        exciseClass: "spirits", containers: [.example], version: 2)

    init(
        variant: ID<Variant>, taxClass: String, exciseClass: String?,
        containers: [VariantContainer], version: Int32
    ) {
        self.variant = variant
        self.taxClass = taxClass
        self.exciseClass = exciseClass
        self.containers = containers
        self.version = version
    }

    init(_ levied: LeviedVariant, of variant: ID<Variant>) {
        self.init(
            variant: variant, taxClass: levied.taxClass, exciseClass: levied.exciseClass,
            containers: zip(levied.containerUnits, levied.containerKinds).map {
                VariantContainer(unit: $0, kind: ID(uuid: $1))
            }, version: levied.version)
    }

    func write(_ out: inout OutputWriter) {
        out("variant_id", variant, "The variant.")
        out("tax_class", taxClass, "By which taxes it is taxed.")
        out("excise_class", exciseClass, "By which excises; null where none is on it.")
        out("containers", containers, "What its units come in, on deposit.")
        out("version", version, "The variant's version, which If-Match takes.")
    }
}

/// Reads what is levied on a variant.
struct ReadVariantLevies: Query {
    static let route = Route.get("/v1/variants/{id}/levies")
    static let summary = "Read a variant's tax and excise class and its containers."
    static let access = Access.member(.readPrices)

    let id: ID<Variant>

    init(_ fields: inout Fields) { id = fields.path("id", "The variant's id.") }

    func run(_ context: Context<Member>) async throws(Problem) -> Success<VariantLeviesView> {
        var trip = context.trip()
        let found = trip.add(VariantLevyStatements.read, context.caller.organization, id)
        try await context.read(trip)
        guard let levied = found.first else { throw .notFound }
        return .answer(VariantLeviesView(levied, of: id)).version(levied.version)
    }
}

/// Says what is levied on a variant; every price follows at once.
struct PutVariantLevies: Command {
    static let route = Route.put("/v1/variants/{id}/levies")
    static let summary = "Say a variant's tax and excise class and its containers."
    static let access = Access.member(.writePrices)
    static let edits = true

    static let problems = Levies.problems
    static let constraints = Levies.constraints

    let id: ID<Variant>
    let levies: VariantLevyInput

    init(_ fields: inout Fields) {
        id = fields.path("id", "The variant's id.")
        levies = VariantLevyInput(&fields)
    }

    func run(_ context: Context<Member>) async throws(Problem) -> Success<VariantLeviesView> {
        let own = context.caller.organization
        return try await context.transaction { effect throws(Problem) in
            var look = Trip()
            let found = look.add(VariantLevyStatements.lock, own, id)
            let names = Levies.names(of: own, &look)
            try await effect.send(look)
            guard var levied = found.first else { throw .notFound }
            try context.checkVersion(levied.version)
            try check(units: levied.units, kinds: Set(names.rows.compactMap(\.container)))
            levied.taxClass = levies.taxClass
            levied.exciseClass = levies.exciseClass
            levied.containerUnits = levies.containers.map(\.unit)
            levied.containerKinds = levies.containers.map(\.kind.uuid)
            levied.version += 1
            var trip = Trip()
            trip.add(
                VariantLevyStatements.store, own, id, levied.taxClass, levied.exciseClass,
                levied.containerUnits, levied.containerKinds, context.now, levied.version)
            context.record("variant_levies_changed", id, of: "variant", in: own, &trip)
            try await effect.send(trip)
            return .answer(VariantLeviesView(levied, of: id)).version(levied.version)
        }
    }

    private func check(
        units: [String], kinds: Set<ID<DepositKind>>
    ) throws(Problem) {
        var violations: [Violation] = []
        for (place, container) in levies.containers.enumerated() {
            if !units.contains(container.unit) {
                violations.append(
                    Violation(
                        pointer: "/containers/\(place)/unit", code: "unknown_unit",
                        message: "It is not packed in this unit."))
            }
            if !kinds.contains(container.kind) {
                violations.append(
                    Violation(
                        pointer: "/containers/\(place)/kind_id", code: "unknown",
                        message: "You have no such kind of container."))
            }
        }
        guard violations.isEmpty else { throw .invalid(violations) }
    }
}
