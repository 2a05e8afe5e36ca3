import Bedrock
import Exchange
import Levies
import Platform
import Postgres

/// Brings in a product file: one product with one variant a row, found again by its SKU.
///
/// Columns that the file lacks leave what is known. Of those it has, an empty cell clears a
/// measure, a cost or the barcodes, and leaves category and brand.
struct ProductImporter: Importer {
    static let kind = ImportKind.products

    static let columns: [ImportColumn] = [
        ImportColumn("sku", "item_number", "item_no", "item", isRequired: true),
        ImportColumn("name", "item_description", "description", isRequired: true),
        ImportColumn("category", "category_name"),
        ImportColumn("brand", "vendor_name"),
        ImportColumn("volume_ml", "bottle_volume_ml", "volume"),
        ImportColumn("pack", "case_size"),
        ImportColumn("inner_pack"),
        ImportColumn("abv_percent", "abv", "strength_percent"),
        ImportColumn("proof"),
        ImportColumn("upc", "barcode", "gtin", "ean"),
        ImportColumn("scc", "case_barcode"),
        ImportColumn("bottle_cost", "state_bottle_cost", "cost"),
        ImportColumn("case_cost", "state_case_cost"),
        ImportColumn("packs"), ImportColumn("pack_barcodes"), ImportColumn("tax_class"),
        ImportColumn("excise_class"), ImportColumn("deposit"), ImportColumn("case_deposit"),
    ]

    /// Barcodes of a file that are remembered, to tell of those that stand there twice.
    static let knownBarcodes = 200_000

    /// Where rows without a category go.
    static let uncategorized = "Uncategorized"

    /// Whose type new products are; nil for the organization's first.
    private var productType: ID<ProductType>?
    private var terms = ProductFileTerms()
    private var currency = Currency.usd
    private var firstBarcodeLines: [String: Int] = [:]
    private var names = CatalogNames()

    init(productType: ID<ProductType>?) {
        self.productType = productType
    }

    var target: String { productType?.text ?? "" }

    /// Beside the columns that all have, one for each attribute.
    var fileColumns: [ImportColumn] { Self.columns + terms.columns }

    mutating func open(_ context: Context<Member>) async throws(Problem) {
        var trip = context.trip()
        let currency = trip.add(
            CatalogStatements.currency, context.caller.organization)
        let type = trip.add(
            ProductTypeStatements.choose, context.caller.organization, productType)
        let asking = trip.add(ProductTypeStatements.asking, context.caller.organization)
        let levies = Levies.names(of: context.caller.organization, &trip)
        try await context.read(trip)
        guard let type = type.first else {
            throw productType == nil
                ? .invalid("query:product_type_id", "required", "There is no product type yet.")
                : Problem(.productTypeUnknown)
        }
        productType = type.id
        terms = ProductFileTerms(asking.rows, levies.rows)
        terms.productType = type.id
        self.currency = currency.first ?? .usd
    }

    mutating func read(_ record: ImportRecord, _ report: inout ImportReport) -> ProductRow? {
        let line = record.line
        guard let sku = record.name("sku", limit: 64, &report) else {
            if !report.isBad(line) {
                report.error(line, "sku", "sku_missing", "The row has no item number.")
            }
            return nil
        }
        if let first = record.firstLine {
            report.error(
                line, "sku", "sku_repeated", "The item \(sku) stands on line \(first) already.")
            return nil
        }
        guard let name = record.name("name", &report) else {
            if !report.isBad(line) {
                report.error(line, "name", "name_missing", "The row has no name.")
            }
            return nil
        }
        var row = ProductRow(line: line, sku: sku, name: name)
        readPlace(record, &row, &report)
        ProductMeasures.read(record, &row, &report)
        ProductMeasures.readCosts(record, &row, currency, &report)
        ProductMeasures.readBarcodes(record, &row, &firstBarcodeLines, &report)
        ProductMeasures.readPacks(record, &row, &report)
        terms.readLevies(record, &row, &report)
        terms.readAttributes(record, &row)
        return report.isBad(line) ? nil : row
    }

    private func readPlace(
        _ record: ImportRecord, _ row: inout ProductRow, _ report: inout ImportReport
    ) {
        row.category = record.name("category", &report)
        if row.category == nil, record.has("category"), !report.isBad(record.line) {
            report.warning(
                record.line, "category", "category_missing",
                "The row has no category; a new item goes to '\(Self.uncategorized)'.")
        }
        row.brand = record.name("brand", &report)
    }

    mutating func check(
        _ rows: [ProductRow], _ effect: borrowing Effect, _ context: Context<Member>,
        _ report: inout ImportReport
    ) async throws(Problem) -> [ProductRow] {
        let isAsked = terms.asks(of: productType)
            || rows.contains { row in
                !row.attributeTexts.isEmpty || !row.packs.isAbsent || !row.packBarcodes.isAbsent
            }
        guard isAsked else { return rows }
        var look = Trip()
        let found = look.add(
            ProductImportStatements.known, context.caller.organization, rows.map(\.sku))
        try await effect.send(look)
        let known = Dictionary(found.rows.map { ($0.sku, $0.values) }) { first, _ in first }
        var good: [ProductRow] = []
        good.reserveCapacity(rows.count)
        for var row in rows {
            terms.settle(&row, known: known[row.sku], &report)
            terms.checkUnits(row, known: known[row.sku], &report)
            if !report.isBad(row.line) { good.append(row) }
        }
        return good
    }

    mutating func rewind() { firstBarcodeLines = [:] }

    mutating func write(
        _ rows: [ProductRow], _ effect: borrowing Effect, _ context: Context<Member>
    ) async throws(Problem) -> [ImportOutcome] {
        try await names.resolve(
            categories: Set(rows.compactMap(\.category)), brands: Set(rows.compactMap(\.brand)),
            effect, context)
        let organization = context.caller.organization
        var look = Trip()
        let found = look.add(ProductImportStatements.known, organization, rows.map(\.sku))
        try await effect.send(look)
        let known = Dictionary(found.rows.map { ($0.sku, $0) }) { first, _ in first }
        if rows.contains(where: { $0.category == nil && known[$0.sku] == nil }) {
            try await names.resolve(
                categories: [Self.uncategorized], brands: [], effect, context)
        }
        var outcomes: [ImportOutcome] = []
        var made: [VariantValues] = []
        var changed: [(known: KnownVariant, values: VariantValues)] = []
        for row in rows {
            let known = known[row.sku]
            let values = VariantValues(row, known: known?.values, names, terms)
            if let known {
                outcomes.append(known.values == values ? .unchanged : .updated)
                if known.values != values { changed.append((known, values)) }
            } else {
                outcomes.append(.created)
                made.append(values)
            }
        }
        var trip = Trip()
        if !made.isEmpty, let productType {
            ProductImportWriting.make(made, of: productType, context, &trip)
        }
        if !changed.isEmpty { ProductImportWriting.change(changed, context, &trip) }
        if trip.count > 0 { try await effect.send(trip) }
        return outcomes
    }
}
