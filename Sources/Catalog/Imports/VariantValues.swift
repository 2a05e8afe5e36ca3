import Bedrock
import Platform

/// Everything an import sets on a variant, so that equal values need no writing.
struct VariantValues: Equatable, Sendable {
    var sku: String
    var name: String
    var category: ID<Category>
    var brand: ID<Brand>?
    var volume: Int32?
    var strength: Int32?
    var caseSize: Int32
    var innerPack: Int32?
    var cost: Int64?
    var caseCost: Int64?
    /// In the order of their numbers.
    var barcodes: [VariantBarcode]
}

extension VariantValues {
    /// What a row makes of what is known.
    init(_ row: ProductRow, known: VariantValues?, _ names: CatalogNames) {
        sku = row.sku
        name = row.name
        category =
            row.category.map { names.category($0) } ?? known?.category
            ?? names.category(ProductImporter.uncategorized)
        brand = row.brand.map { names.brand($0) } ?? known?.brand
        volume = row.volume.merged(known?.volume)
        strength = row.strength.merged(known?.strength)
        caseSize = row.caseSize ?? known?.caseSize ?? 1
        innerPack = row.innerPack.merged(known?.innerPack)
        cost = row.cost.merged(known?.cost)
        caseCost = row.caseCost.merged(known?.caseCost)
        barcodes = (row.barcodes.merged(known?.barcodes) ?? []).sorted { $0.gtin < $1.gtin }
    }
}

/// A variant that an import found.
struct KnownVariant: Sendable {
    let id: ID<Variant>
    let product: ID<Product>
    let values: VariantValues

    var sku: String { values.sku }
}
