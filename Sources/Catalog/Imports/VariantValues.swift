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
    var baseUnit: String
    /// As they are called now, which is not what is compared.
    var categoryName: String?
    var brandName: String?
}

extension String {
    /// With single spaces, as rows of files have names.
    fileprivate var collapsed: String {
        split { $0.isWhitespace }.joined(separator: " ")
    }
}

extension VariantValues {
    /// What a row makes of what is known.
    init(_ row: ProductRow, known: VariantValues?, _ names: CatalogNames) {
        sku = row.sku
        // A file's names are without doubled spaces, and of a category without those above it:
        // what reads the same is the same.
        name = known.flatMap { $0.name.collapsed == row.name ? $0.name : nil } ?? row.name
        let isSame = row.category != nil && row.category == known?.categoryName?.collapsed
        category =
            (isSame ? known?.category : nil) ?? row.category.map { names.category($0) }
            ?? known?.category ?? names.category(ProductImporter.uncategorized)
        let isSameBrand = row.brand != nil && row.brand == known?.brandName?.collapsed
        brand =
            (isSameBrand ? known?.brand : nil) ?? row.brand.map { names.brand($0) } ?? known?.brand
        baseUnit = known?.baseUnit ?? "bottle"
        (categoryName, brandName) = (known?.categoryName, known?.brandName)
        volume = row.volume.merged(known?.volume)
        strength = row.strength.merged(known?.strength)
        caseSize = row.caseSize ?? known?.caseSize ?? 1
        innerPack = row.innerPack.merged(known?.innerPack)
        cost = row.cost.merged(known?.cost)
        caseCost = row.caseCost.merged(known?.caseCost)
        let unit = baseUnit
        // Those of other units have no column: they stay.
        let others = known?.barcodes.filter { $0.unit != unit && $0.unit != "case" } ?? []
        if case .absent = row.barcodes {
            barcodes = known?.barcodes ?? []
        } else {
            let given = (row.barcodes.merged(nil) ?? []).map { code in
                VariantBarcode(gtin: code.gtin, unit: code.unit == "case" ? "case" : unit)
            }
            barcodes = others + given.filter { code in !others.contains { $0.gtin == code.gtin } }
        }
        barcodes.sort { $0.gtin < $1.gtin }
    }
}

/// A variant that an import found.
struct KnownVariant: Sendable {
    let id: ID<Variant>
    let product: ID<Product>
    let values: VariantValues

    var sku: String { values.sku }
}
