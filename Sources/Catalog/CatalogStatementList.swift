package import Postgres

extension Catalog {
    /// Shows every statement of the context, for the test that prepares them all.
    package static func prepare(_ visit: (_ sql: String, _ types: [PostgresType]) -> Void) {
        func add<Row, each Parameter: PostgresEncodable>(
            _ statement: Statement<Row, repeat each Parameter>
        ) {
            visit(statement.sql, statement.parameterTypes)
        }
        add(CatalogStatements.currency)
        add(ProductTypeStatements.make)
        add(ProductTypeStatements.page)
        add(ProductTypeStatements.one)
        add(ProductTypeStatements.lock)
        add(ProductTypeStatements.change)
        add(ProductTypeStatements.choose)
        add(CategoryStatements.make)
        add(CategoryStatements.path)
        add(CategoryStatements.page)
        add(CategoryStatements.one)
        add(CategoryStatements.lockAll)
        add(CategoryStatements.below)
        add(CategoryStatements.change)
        add(CategoryStatements.named)
        add(CategoryStatements.makeNamed)
        add(BrandStatements.make)
        add(BrandStatements.page)
        add(BrandStatements.one)
        add(BrandStatements.lock)
        add(BrandStatements.change)
        add(BrandStatements.named)
        add(BrandStatements.makeNamed)
        add(ProductStatements.make)
        add(ProductStatements.page)
        add(ProductStatements.pageOfCategory)
        add(ProductStatements.one)
        add(ProductStatements.lock)
        add(ProductStatements.change)
        add(VariantStatements.make)
        add(VariantStatements.count)
        add(VariantStatements.lock)
        add(VariantStatements.change)
        add(VariantStatements.moveToCategory)
        add(VariantReading.one)
        add(VariantReading.ofProduct)
        add(VariantReading.page)
        add(VariantReading.bySKU)
        add(VariantReading.byBarcode)
        add(VariantReading.byName)
        add(BarcodeStatements.add)
        add(BarcodeStatements.clear)
        add(ProductImportStatements.known)
        add(ProductImportStatements.makeProducts)
        add(ProductImportStatements.makeVariants)
        add(ProductImportStatements.changeProducts)
        add(ProductImportStatements.changeVariants)
    }
}
