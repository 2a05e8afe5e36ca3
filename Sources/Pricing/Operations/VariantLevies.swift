import Bedrock
import Catalog
import Platform
import Postgres
import PriceEngine
import Wire

/// What is levied on a variant beside its price.
struct VariantLeviesView: Output, Sendable {
    let variant: ID<Variant>
    let taxClass: String
    let exciseClass: String?
    let containers: [VariantContainer]
    let version: Int32

    static let example = VariantLeviesView(
        variant: .sample(FieldRule()), taxClass: VariantRow.standardTaxClass,
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
        guard let levied = try await Catalog.levies(of: id, in: context) else { throw .notFound }
        return .answer(VariantLeviesView(levied, of: id)).version(levied.version)
    }
}

/// Says what is levied on a variant; every price follows at once.
struct PutVariantLevies: Command {
    static let route = Route.put("/v1/variants/{id}/levies")
    static let summary = "Say a variant's tax and excise class and its containers."
    static let access = Access.member(.writePrices)
    static let edits = true

    static let problems = Catalog.levyProblems
    static let constraints = Catalog.levyConstraints

    let id: ID<Variant>
    let levies: VariantLevyInput

    init(_ fields: inout Fields) {
        id = fields.path("id", "The variant's id.")
        levies = VariantLevyInput(&fields)
    }

    func run(_ context: Context<Member>) async throws(Problem) -> Success<VariantLeviesView> {
        let own = context.caller.organization
        let put: Success<VariantLeviesView> = try await context.transaction {
            effect throws(Problem) in
            guard var levied = try await Catalog.lockLevies(of: id, in: own, effect) else {
                throw .notFound
            }
            try context.checkVersion(levied.version)
            var trip = Trip()
            let kinds = trip.add(DepositKindStatements.book, own)
            try await effect.send(trip)
            try check(units: levied.units, kinds: Set(kinds.rows.map(\.id)))
            levied.taxClass = levies.taxClass
            levied.exciseClass = levies.exciseClass
            levied.containerUnits = levies.containers.map(\.unit)
            levied.containerKinds = levies.containers.map(\.kind.uuid)
            levied.version += 1
            try await Catalog.storeLevies(levied, of: id, context, effect)
            return .answer(VariantLeviesView(levied, of: id)).version(levied.version)
        }
        context.forgetOwnBook()
        return put
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
