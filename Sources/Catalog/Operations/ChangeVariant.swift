import Bedrock
import Platform
import Postgres
import Wire

/// Changes a variant; what equals what is known is not written, and moves no version.
struct ChangeVariant: Command {
    static let route = Route.patch("/v1/variants/{id}")
    static let summary = "Change a variant."
    static let access = Access.member(.writeCatalog)
    static let problems: [ProblemKind] = [.skuTaken, .currencyForeign]
    static let edits = true
    static let constraints = ["variants_organization_id_sku_key": ProblemKind.skuTaken]

    let id: ID<Variant>
    let sku: String?
    let name: String?
    let volume: Change<Int32>
    let strength: Change<Int32>
    let caseSize: Int32?
    let innerPack: Change<Int32>
    let packs: [VariantPack]?
    let condition: VariantCondition?
    let attributes: [String: FreeScalar]?
    let cost: Change<Money>
    let caseCost: Change<Money>
    let isPublished: Bool?
    let state: CatalogState?
    let barcodes: [BarcodeInput]?
    let names: Translations?

    init(_ fields: inout Fields) {
        id = fields.path("id", "The variant's id.")
        sku = fields.optional("sku", "Its new SKU, unique here.", format: .code)
        name = fields.optional("name", "Its new name.", length: 1...200)
        volume = fields.change(
            "volume_ml", "Millilitres of a base unit.", in: 1...10_000_000, example: 750)
        strength = fields.change(
            "strength_bp", "Alcohol by volume in basis points.", in: 0...10_000, example: 4_500)
        caseSize = fields.optional("case_size", "Base units in a case.", in: 1...100_000)
        innerPack = fields.change(
            "inner_pack", "Base units in an inner pack.", in: 1...100_000)
        packs = fields.optional(
            "packs", "All its other units from now on.", count: 0...CatalogLimits.packs)
        condition = fields.optional("condition", "Whether it is new.")
        attributes = fields.optional(
            "attributes", "All its attributes from now on.", length: 1...1_000,
            count: 0...CatalogLimits.attributes)
        cost = fields.change(
            "cost", "What a base unit costs the organization.", in: 0...1_000_000_000_000)
        caseCost = fields.change(
            "case_cost", "What a case costs the organization.", in: 0...1_000_000_000_000)
        isPublished = fields.optional("published", "Whether buyers see it.")
        barcodes = fields.optional(
            "barcodes", "All its barcodes from now on.", count: 0...CatalogLimits.barcodes)
        fields.require(
            barcodes?.areDistinct ?? true, "barcodes", "duplicate",
            "Must not have a number twice.")
        state = fields.optional("state", "Archived is what is sold no more.", example: .active)
        names = fields.translations(
            "names", "All its names in other languages from now on.", length: 1...200)
    }

    func run(_ context: Context<Member>) async throws(Problem) -> Success<VariantView> {
        let costs = [cost.applied(to: nil), caseCost.applied(to: nil)].compactMap { $0 }
        try await context.requireOwnCurrency(costs)
        let organization = context.caller.organization
        return try await context.transaction { effect throws(Problem) in
            var look = Trip()
            look.add(VariantStatements.lock, organization, id)
            let found = look.add(VariantReading.one, organization, id)
            let type = look.add(ProductTypeStatements.shareOfVariant, organization, id)
            try await effect.send(look)
            guard let known = found.first else { throw Problem.notFound }
            try context.checkVersion(known.version)
            let wanted = changed(known)
            try check(wanted, against: type.first?.attributes ?? [])
            guard wanted != known else {
                return Success.answer(known).version(known.version)
            }
            var trip = Trip()
            write(wanted, insteadOf: known, organization, context.now, &trip)
            context.record("variant_changed", id, of: "variant", in: organization, &trip)
            let read = trip.add(VariantReading.one, organization, id)
            try await effect.send(trip)
            guard let view = read.first else { throw Problem.notFound }
            return Success.answer(view).version(view.version)
        }
    }

    /// Whether its attributes are as its product's type asks, and its units its own.
    private func check(
        _ wanted: VariantView, against asked: [ProductAttribute]
    ) throws(Problem) {
        if let attributes {
            let violations = AttributeSchema(asked, of: .variant)
                .violations(of: attributes, at: "/attributes")
            guard violations.isEmpty else { throw .invalid(violations) }
        }
        guard wanted.packs.areDistinct(beside: wanted.baseUnit) else {
            throw .invalid(
                "/packs", "duplicate",
                "Must have units of their own: not the base unit, not `case`, and none twice.")
        }
        guard barcodes != nil || packs != nil else { return }
        let units = [wanted.baseUnit, "case"] + wanted.packs.map(\.unit)
        let stranger = wanted.barcodes.first { !units.contains($0.unit) }
        guard let stranger else { return }
        throw barcodes == nil
            ? .invalid(
                "/packs", "unit_in_use",
                "Barcode \(stranger.gtin) stands on \(stranger.unit), which would go.")
            : .invalid(
                "/barcodes", "unknown_unit",
                "\(stranger.gtin) must stand on a unit that it is packed in.")
    }

    private func changed(_ known: VariantView) -> VariantView {
        var view = known
        view.sku = sku ?? known.sku
        view.name = name ?? known.name
        view.volume = volume.applied(to: known.volume)
        view.strength = strength.applied(to: known.strength)
        view.caseSize = caseSize ?? known.caseSize
        view.innerPack = innerPack.applied(to: known.innerPack)
        view.packs = packs ?? known.packs
        view.condition = condition ?? known.condition
        view.attributes = attributes ?? known.attributes
        view.cost = cost.applied(to: known.cost)
        view.caseCost = caseCost.applied(to: known.caseCost)
        view.isPublished = isPublished ?? known.isPublished
        view.state = state ?? known.state
        view.names = names ?? known.names
        if let barcodes {
            view.barcodes = barcodes.map { $0.barcode(beside: known.baseUnit) }
                .sorted { $0.gtin < $1.gtin }
        }
        return view
    }

    private func write(
        _ view: VariantView, insteadOf known: VariantView, _ organization: ID<Organization>,
        _ now: Instant, _ trip: inout Trip
    ) {
        trip.add(
            VariantStatements.change, organization, id, view.sku, view.name, view.volume,
            view.strength, view.caseSize, view.innerPack, view.cost?.amount,
            view.caseCost?.amount, view.isPublished, now, view.condition.rawValue,
            view.attributes.column, view.packs.map(\.unit), view.packs.map(\.size),
            view.state == .archived)
        if view.names != known.names {
            trip.add(TranslationStatements.clear, organization, id.uuid)
            TranslationStatements.add([(id.uuid, view.names, [:])], organization, &trip)
        }
        guard view.barcodes != known.barcodes else { return }
        trip.add(BarcodeStatements.clear, organization, [id])
        guard !view.barcodes.isEmpty else { return }
        trip.add(
            BarcodeStatements.add, organization, view.barcodes.map { _ in id },
            view.barcodes.map(\.gtin), view.barcodes.map(\.unit))
    }
}
