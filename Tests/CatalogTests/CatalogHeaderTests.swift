import Testing

@testable import Catalog
@testable import Exchange

@Suite("A product file's header")
struct CatalogHeaderTests {
    private func read(_ titles: [String]) -> (header: ImportHeader, report: ImportReport) {
        var report = ImportReport()
        let header = ImportHeader(
            titles, line: 1, columns: ProductImporter.columns, &report)
        return (header, report)
    }

    @Test("is known by the State of Iowa's titles as by our own")
    func spellings() {
        let (header, report) = read([
            "Item Number", "Category Name", "Item Description", "Vendor Name",
            "Bottle Volume (ml)", "Pack", "Inner Pack", "Proof", "UPC", "SCC",
            "State Bottle Cost", "State Case Cost",
        ])
        #expect(report.count == 0)
        #expect(header.places["sku"] == 0)
        #expect(header.places["volume_ml"] == 4)
        #expect(header.places["case_cost"] == 11)
    }

    @Test("leaves out with a warning what isn't used")
    func ignored() {
        let report = read(["sku", "name", "Shelf", ""]).report
        #expect(report.problems.map(\.code) == ["column_ignored"])
        #expect(!report.isUnreadable)
    }

    @Test("can't be read where a column is missing or there twice")
    func unreadable() {
        #expect(read(["sku"]).report.problems.map(\.field) == ["name"])
        let twice = read(["sku", "Item Number", "name"]).report
        #expect(twice.isUnreadable)
        #expect(twice.problems.map(\.code) == ["column_repeated"])
    }
}
