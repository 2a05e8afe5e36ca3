import Bedrock
import Levies
import Platform
import Wire

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
    var type: ID<ProductType>?
    var packs: [VariantPack] = []
    var taxClass = Levies.standardClass
    var exciseClass: String?
    /// Kinds of containers by the unit that comes in one.
    var containers: [String: UUIDBytes] = [:]
    /// The product's, and the variant's own.
    var productAttributes: [String: FreeScalar] = [:]
    var attributes: [String: FreeScalar] = [:]
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
    init(
        _ row: ProductRow, known: VariantValues?, _ names: CatalogNames, _ terms: ProductFileTerms
    ) {
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
        packs = row.packs.isAbsent ? known?.packs ?? [] : row.packs.merged(nil) ?? []
        barcodes = VariantValues.barcodes(row, known: known?.barcodes ?? [], baseUnit)
        barcodes.sort { $0.gtin < $1.gtin }
        setLevies(row, known: known, terms)
        setAttributes(row, known: known, terms)
    }

    /// Codes of base unit and case stand in columns of their own, those of other units in a third;
    /// what has no column in the file stays.
    private static func barcodes(
        _ row: ProductRow, known: [VariantBarcode], _ baseUnit: String
    ) -> [VariantBarcode] {
        func isOfPack(_ code: VariantBarcode) -> Bool {
            code.unit != baseUnit && code.unit != "case"
        }
        let ofPacks =
            row.packBarcodes.isAbsent ? known.filter(isOfPack) : row.packBarcodes.merged(nil) ?? []
        let others =
            row.barcodes.isAbsent
            ? known.filter { !isOfPack($0) }
            : (row.barcodes.merged(nil) ?? []).map { code in
                VariantBarcode(gtin: code.gtin, unit: code.unit == "case" ? "case" : baseUnit)
            }
        return ofPacks + others.filter { code in !ofPacks.contains { $0.gtin == code.gtin } }
    }

    private mutating func setLevies(
        _ row: ProductRow, known: VariantValues?, _ terms: ProductFileTerms
    ) {
        taxClass =
            row.taxClass.merged(known?.taxClass) ?? Levies.standardClass
        exciseClass = row.exciseClass.merged(known?.exciseClass)
        containers = known?.containers ?? [:]
        for (unit, cell) in [(baseUnit, row.deposit), ("case", row.caseDeposit)]
        where !cell.isAbsent {
            containers[unit] = cell.merged(nil).flatMap { terms.containers[$0] }
        }
    }

    private mutating func setAttributes(
        _ row: ProductRow, known: VariantValues?, _ terms: ProductFileTerms
    ) {
        type = known?.type ?? terms.productType
        productAttributes = known?.productAttributes ?? [:]
        attributes = known?.attributes ?? [:]
        for (name, value) in row.attributes {
            if terms.level(of: name, in: type) == .product {
                productAttributes[name] = value
            } else {
                attributes[name] = value
            }
        }
    }
}

/// A variant that an import found.
struct KnownVariant: Sendable {
    let id: ID<Variant>
    let product: ID<Product>
    let values: VariantValues

    var sku: String { values.sku }
}
