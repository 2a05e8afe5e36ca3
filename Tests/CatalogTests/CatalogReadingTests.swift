import Testing

@testable import Catalog
@testable import Exchange

@Suite("A product file is read")
struct CatalogReadingTests {
    private static let header =
        "Item Number,Item Description,Category Name,Bottle Volume (ml),Pack,Inner Pack,Proof,"
        + "UPC,SCC,State Bottle Cost,State Case Cost\n"

    private struct Reading {
        let rows: [ProductRow]
        let report: ImportReport
    }

    private func read(_ bytes: [UInt8], pieces: Int = .max) -> Reading {
        var intake = ImportIntake(
            .csv, columns: ProductImporter.columns, mapping: [:], keys: [ProductImporter.key])
        var rest = bytes[...]
        while !rest.isEmpty {
            intake.take(Array(rest.prefix(pieces)))
            rest = rest.dropFirst(pieces)
        }
        intake.finish()
        let staged = Imports.ordered(intake.takeRows(), byKey: false)
        var reading = ImportReading(ProductImporter(productType: nil), report: intake.report)
        return Reading(rows: reading.read(staged).map(\.row), report: reading.report)
    }

    private func read(rows: String) -> Reading {
        read(Array((Self.header + rows).utf8))
    }

    @Test(
        "with what is implausible as a warning, and the row kept",
        arguments: [
            ("1,Gin,Gin,0,6,1,80,036000291452,0,1.00,6.00", "volume_zero"),
            ("1,Gin,Gin,750,0,1,80,036000291452,10036000291459,1.00,1.00", "pack_zero"),
            ("1,Gin,Gin,750,6,1,80,,10036000291459,1.00,6.00", "barcode_missing"),
            ("1,Gin,Gin,750,6,1,80,036000291453,0,1.00,6.00", "barcode_check_digit"),
            ("1,Gin,Gin,750,6,1,80,no code,0,1.00,6.00", "barcode_unreadable"),
            ("1,Gin,Gin,750,6,1,80,036000291452,0,1.00,6.00", "case_barcode_missing"),
            ("1,Gin,Gin,750,6,12,80,036000291452,0,1.00,6.00", "inner_pack_exceeds_pack"),
            ("1,Gin,Gin,750,6,1,80,036000291452,0,1.00,5.99", "case_cost_differs"),
            ("1,Gin  Lane,Gin,750,6,1,80,036000291452,0,1.00,6.00", "spaces_collapsed"),
            ("1,Gin,,750,6,1,80,036000291452,0,1.00,6.00", "category_missing"),
        ])
    func warnings(_ row: String, _ code: String) {
        let reading = read(rows: row)
        #expect(reading.rows.count == 1)
        #expect(reading.report.badLines.isEmpty)
        #expect(reading.report.problems.contains { $0.code == code && $0.line == 2 })
    }

    @Test(
        "with what can't be applied as an error, and the row left out",
        arguments: [
            (",Gin,Gin,750,6,1,80,,,1.00,6.00", "sku_missing"),
            ("1,,Gin,750,6,1,80,,,1.00,6.00", "name_missing"),
            ("1,Gin,Gin,many,6,1,80,,,1.00,6.00", "number"),
            ("1,Gin,Gin,750,6,1,201,,,1.00,6.00", "range"),
            ("1,Gin,Gin,750,6,1,80,,,1.005,6.00", "number"),
            ("1,Gin,Gin,750,6,1,80,,,-1.00,6.00", "range"),
            ("1,Gin,Gin,750,6", "cell_count"),
            ("1,\"Gin\"x,Gin,750,6,1,80,,,1.00,6.00", "stray_quote"),
        ])
    func errors(_ row: String, _ code: String) {
        let reading = read(rows: row)
        #expect(reading.rows.isEmpty)
        #expect(reading.report.badLines == [2])
        #expect(reading.report.problems.contains { $0.code == code && $0.severity == .error })
    }

    @Test("with the line of the first where an item or a barcode stands twice")
    func repeated() {
        let reading = read(
            rows: """
                1,Gin,Gin,750,6,1,80,036000291452,0,1.00,6.00
                2,Rum,Rum,750,6,1,80,36000291452,0,1.00,6.00
                1,Gin,Gin,750,6,1,80,,0,1.00,6.00
                """)
        #expect(reading.rows.map(\.sku) == ["1", "2"])
        #expect(
            reading.report.problems.first { $0.code == "barcode_shared" }?.message
                == "036000291452 stands on line 2 already.")
        #expect(reading.report.badLines == [4])
    }

    @Test("to strength in basis points, costs in minor units, and packs")
    func values() throws {
        let row = try #require(
            read(rows: "7,Gin,Gin,700,6,2,86.4,036000291452,0,23.36,140.16").rows.first)
        #expect(row.strength.merged(nil) == 4_320)
        #expect(row.cost.merged(nil) == 2_336)
        #expect(row.caseSize == 6)
        #expect(row.innerPack.merged(nil) == 2)
        #expect(row.barcodes.merged(nil) == [.init(gtin: "036000291452", unit: "bottle")])
    }

    @Test("alike however it is cut into pieces, in Windows-1252 too")
    func pieces() {
        var bytes = Array(Self.header.utf8)
        bytes += Array("1,Caf".utf8) + [0xE9] + Array(" Größe,Gin,750,6,1,80,,0,1.00,6.00\n".utf8)
        bytes += Array("2,\"Two\nlines\",Gin,750,6,1,80,,0,1.00,6.00\n".utf8)
        let whole = read(bytes)
        #expect(whole.rows.first?.name == "Café Größe")
        #expect(whole.report.problems.contains { $0.code == "not_utf8" && $0.line == 2 })
        for size in 1...7 {
            let cut = read(bytes, pieces: size)
            #expect(cut.rows.map(\.name) == whole.rows.map(\.name))
            #expect(cut.report.problems == whole.report.problems)
        }
    }

    @Test("to a report that keeps a limited number of problems and counts the others")
    func limits() {
        var report = ImportReport()
        for line in 1...(ImportLimits.problems + 50) {
            report.warning(line, nil, "code", "Something.")
        }
        #expect(report.problems.count == ImportLimits.problems)
        #expect(report.problems.last?.code == "report_full")
        #expect(report.count == ImportLimits.problems + 50)
    }

    @Test("and refused without a header")
    func empty() {
        #expect(read([]).report.problems.map(\.code) == ["file_empty"])
        #expect(read([]).report.isUnreadable)
    }
}
