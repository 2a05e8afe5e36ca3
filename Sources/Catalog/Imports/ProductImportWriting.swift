import Bedrock
import Platform
import Postgres

/// A batch's writing statements, each over arrays.
enum ProductImportWriting {
    static func make(
        _ values: [VariantValues], of type: ID<ProductType>, _ context: Context<Member>,
        _ trip: inout Trip
    ) {
        let organization = context.caller.organization
        // Sorted, so that lists have them in the file's order.
        let products = values.map { _ in ID<Product>.make(at: context.now) }.sorted()
        let variants = values.map { _ in ID<Variant>.make(at: context.now) }.sorted()
        trip.add(
            ProductImportStatements.makeProducts, organization, type, context.now, products,
            values.map(\.category), values.map(\.brand), values.map(\.name),
            values.map(\.productAttributes.column))
        let packed = PackedColumns(values)
        trip.add(
            ProductImportStatements.makeVariants, organization, context.now, variants, products,
            values.map(\.category), values.map(\.sku), values.map(\.name), values.map(\.volume),
            values.map(\.strength), values.map(\.caseSize), values.map(\.innerPack),
            values.map(\.cost), values.map(\.caseCost), values.map(\.taxClass),
            values.map(\.exciseClass), packed.containerUnits, packed.containerKinds,
            packed.packUnits, packed.packSizes, values.map(\.attributes.column))
        addBarcodes(zip(variants, values.map(\.barcodes)).map { ($0, $1) }, organization, &trip)
    }

    static func change(
        _ changes: [(known: KnownVariant, values: VariantValues)], _ context: Context<Member>,
        _ trip: inout Trip
    ) {
        let organization = context.caller.organization
        let variants = changes.map(\.known.id)
        let values = changes.map(\.values)
        // Before the variants', whose old names it compares.
        trip.add(
            ProductImportStatements.changeProducts, organization, context.now, variants,
            values.map(\.category), values.map(\.brand), values.map(\.name),
            values.map(\.productAttributes.column))
        let packed = PackedColumns(values)
        trip.add(
            ProductImportStatements.changeVariants, organization, context.now, variants,
            values.map(\.category), values.map(\.name), values.map(\.volume),
            values.map(\.strength), values.map(\.caseSize), values.map(\.innerPack),
            values.map(\.cost), values.map(\.caseCost), values.map(\.taxClass),
            values.map(\.exciseClass), packed.containerUnits, packed.containerKinds,
            packed.packUnits, packed.packSizes, values.map(\.attributes.column))
        let recoded = changes.filter { $0.known.values.barcodes != $0.values.barcodes }
        guard !recoded.isEmpty else { return }
        trip.add(BarcodeStatements.clear, organization, recoded.map(\.known.id))
        addBarcodes(recoded.map { ($0.known.id, $0.values.barcodes) }, organization, &trip)
    }

    private static func addBarcodes(
        _ barcodes: [(variant: ID<Variant>, barcodes: [VariantBarcode])],
        _ organization: ID<Organization>, _ trip: inout Trip
    ) {
        let rows = barcodes.flatMap { entry in entry.barcodes.map { (entry.variant, $0) } }
        guard !rows.isEmpty else { return }
        trip.add(
            BarcodeStatements.add, organization, rows.map(\.0), rows.map(\.1.gtin),
            rows.map(\.1.unit))
    }
}

/// Columns of which every value is an array: as PostgreSQL writes one. None of the texts needs
/// quotes: units are slugs.
private struct PackedColumns {
    let containerUnits: [String]
    let containerKinds: [String]
    let packUnits: [String]
    let packSizes: [String]

    init(_ values: [VariantValues]) {
        let containers = values.map { $0.containers.sorted { $0.key < $1.key } }
        containerUnits = containers.map { PackedColumns.literal($0.map(\.key)) }
        containerKinds = containers.map { PackedColumns.literal($0.map(\.value.text)) }
        packUnits = values.map { PackedColumns.literal($0.packs.map(\.unit)) }
        packSizes = values.map { PackedColumns.literal($0.packs.map { String($0.size) }) }
    }

    private static func literal(_ texts: [String]) -> String {
        "{" + texts.joined(separator: ",") + "}"
    }
}
