import Bedrock
import Exchange
import Levies
import Platform
import Wire

/// What the cells of a product file may name: attributes, levies, containers.
struct ProductFileTerms: Sendable {
    /// What the title of an attribute's column begins with.
    static let prefix = "attribute."

    /// Of new products.
    var productType: ID<ProductType>?
    private(set) var containers: [String: UUIDBytes] = [:]
    private var taxClasses: Set<String> = [Levies.standardClass]
    private var exciseClasses: Set<String> = []
    private var schemas: [ID<ProductType>: [ProductAttribute]] = [:]
    /// The attributes of all types, in the order of their names.
    private(set) var names: [String] = []

    init() {}

    init(_ types: [ProductTypeView], _ levies: [LevyName]) {
        for type in types { schemas[type.id] = type.attributes }
        names = Set(types.flatMap { $0.attributes.map(\.name) }).sorted()
        for levy in levies {
            switch levy.kind {
            case .taxClass: taxClasses.insert(levy.name)
            case .exciseClass: exciseClasses.insert(levy.name)
            case .container: containers[levy.name] = levy.container?.uuid
            }
        }
    }

    /// A column for each attribute that there is.
    var columns: [ImportColumn] {
        names.map { name in
            let title = ProductFileTerms.prefix + name
            return ImportColumn(title, ImportHeader.normalized(title))
        }
    }

    /// Whether an item of that type may have to be asked for attributes.
    func asks(of type: ID<ProductType>?) -> Bool {
        type.flatMap { schemas[$0] }?.contains(where: \.isRequired) ?? false
    }

    /// What an attribute of a type describes.
    func level(of name: String, in type: ID<ProductType>?) -> AttributeLevel? {
        type.flatMap { schemas[$0] }?.first { $0.name == name }?.level
    }

    // MARK: Cells

    /// Reads classes and containers; what nobody levies is an error.
    func readLevies(
        _ record: ImportRecord, _ row: inout ProductRow, _ report: inout ImportReport
    ) {
        func read(
            _ column: String, _ isKnown: (String) -> Bool, _ code: String, _ what: String
        ) -> ProductRow.Cell<String> {
            guard record.has(column) else { return .absent }
            guard let text = record.text(column) else { return .empty }
            if !isKnown(text) {
                report.error(record.line, column, code, "There is no \(what) '\(text.prefix(40))'.")
            }
            return .value(text)
        }
        row.taxClass = read(
            "tax_class", taxClasses.contains, "tax_class_unknown", "tax of the class")
        row.exciseClass = read(
            "excise_class", exciseClasses.contains, "excise_class_unknown",
            "excise of the class")
        for (column, path) in [
            ("deposit", \ProductRow.deposit), ("case_deposit", \ProductRow.caseDeposit),
        ] {
            row[keyPath: path] = read(
                column, { containers[$0] != nil }, "deposit_unknown", "kind of container")
        }
    }

    /// Notes what the cells of attributes say; of which kind they are, the item's type tells.
    func readAttributes(_ record: ImportRecord, _ row: inout ProductRow) {
        for name in names {
            let column = ProductFileTerms.prefix + name
            if record.has(column) { row.attributeTexts[name] = record.text(column) ?? "" }
        }
    }

    /// Makes values of the cells of attributes, and checks them as the item's type asks.
    func settle(
        _ row: inout ProductRow, known: VariantValues?, _ report: inout ImportReport
    ) {
        let type = known?.type ?? productType
        let schema = type.flatMap { schemas[$0] } ?? []
        for (name, text) in row.attributeTexts {
            guard let attribute = schema.first(where: { $0.name == name }) else {
                if text.isEmpty { continue }
                report.error(
                    row.line, ProductFileTerms.prefix + name, "unknown_attribute",
                    "The product type has no such attribute.")
                continue
            }
            row.attributes[name] = text.isEmpty ? .some(nil) : attribute.kind.value(of: text)
        }
        var values = (known?.productAttributes ?? [:]).merging(known?.attributes ?? [:]) { $1 }
        for (name, value) in row.attributes { values[name] = value }
        for level in AttributeLevel.allCases {
            let own = values.filter { self.level(of: $0.key, in: type) == level }
            let violations = AttributeSchema(schema, of: level).violations(of: own, at: "")
            // What an item lacks already isn't this file's to bring.
            for violation in violations {
                let name = String(violation.pointer.dropFirst())
                if known != nil && row.attributes[name] == nil { continue }
                report.error(
                    row.line, ProductFileTerms.prefix + name, violation.code, violation.message)
            }
        }
    }

    /// Whether barcodes and packs are of units that the item has.
    func checkUnits(
        _ row: ProductRow, known: VariantValues?, _ report: inout ImportReport
    ) {
        let packs = row.packs.isAbsent ? known?.packs ?? [] : row.packs.merged(nil) ?? []
        if !packs.areDistinct(beside: known?.baseUnit ?? "bottle") {
            report.error(
                row.line, "packs", "duplicate",
                "Must have units of their own: not the base unit, not `case`, and none twice.")
        }
        for code in row.packBarcodes.merged(nil) ?? []
        where !packs.contains(where: { $0.unit == code.unit }) {
            report.error(
                row.line, "pack_barcodes", "unit_unknown",
                "The item isn't packed in '\(code.unit.prefix(40))'.")
        }
    }
}

extension AttributeKind {
    /// What a cell says; where it doesn't say one of the kind, the text, which the schema refuses.
    fileprivate func value(of text: String) -> FreeScalar {
        switch self {
        case .text, .choice, .date: return .text(text)
        case .boolean:
            return text == "true" ? .boolean(true) : text == "false" ? .boolean(false) : .text(text)
        case .integer, .decimal:
            let bound = Int64(FreeScalar.bounds.upperBound) * FreeScalar.one
            guard let value = DecimalText.read(text, places: 4), abs(value) <= bound else {
                return .text(text)
            }
            return .number(value)
        }
    }
}
