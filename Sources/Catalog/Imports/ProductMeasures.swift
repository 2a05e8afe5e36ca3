import Bedrock
import Exchange

/// Reads a product row's numbers: what is implausible but usable is a warning, not an error.
enum ProductMeasures {
    static func read(
        _ record: ImportRecord, _ row: inout ProductRow, _ report: inout ImportReport
    ) {
        let line = record.line
        if record.has("volume_ml") {
            let volume = record.integer("volume_ml", in: 0...10_000_000, &report)
            if volume == 0 {
                report.warning(
                    line, "volume_ml", "volume_zero",
                    "The volume is 0; the item is kept without one.")
            }
            row.volume = cell(volume)
        }
        if let pack = record.integer("pack", in: 0...100_000, &report) {
            if pack == 0 {
                report.warning(line, "pack", "pack_zero", "The pack is 0; it is taken as 1.")
            }
            row.caseSize = Int32(max(1, pack))
        }
        if record.has("inner_pack") {
            let inner = record.integer("inner_pack", in: 0...100_000, &report)
            if let inner, let size = row.caseSize, inner > size {
                report.warning(
                    line, "inner_pack", "inner_pack_exceeds_pack",
                    "The inner pack of \(inner) is larger than the pack of \(size).")
            }
            row.innerPack = cell(inner)
        }
        readStrength(record, &row, &report)
    }

    /// Strength in basis points of alcohol by volume; US proof is twice the percentage.
    private static func readStrength(
        _ record: ImportRecord, _ row: inout ProductRow, _ report: inout ImportReport
    ) {
        let percent = record.decimal(
            "abv_percent", places: 2, in: 0...10_000, "a percentage such as 40", &report)
        let proof = record.decimal(
            "proof", places: 2, in: 0...20_000, "a proof such as 80", &report)
        let ofProof = proof.map { ($0 + 1) / 2 }
        if let percent, let ofProof, abs(percent - ofProof) > 50 {
            report.warning(
                record.line, "proof", "strength_differs",
                "The proof says another strength than the percentage, which is taken.")
        }
        guard record.has("abv_percent") || record.has("proof") else { return }
        row.strength = (percent ?? ofProof).map { .value(Int32($0)) } ?? .empty
    }

    static func readCosts(
        _ record: ImportRecord, _ row: inout ProductRow, _ currency: Currency,
        _ report: inout ImportReport
    ) {
        let exponent = currency.exponent
        let cost = record.amount("bottle_cost", exponent: exponent, &report)
        let caseCost = record.amount("case_cost", exponent: exponent, &report)
        if record.has("bottle_cost") { row.cost = cost.map { .value($0) } ?? .empty }
        if record.has("case_cost") { row.caseCost = caseCost.map { .value($0) } ?? .empty }
        guard let cost, let caseCost, let size = row.caseSize else { return }
        if cost * Int64(size) != caseCost {
            report.warning(
                record.line, "case_cost", "case_cost_differs",
                "\(size) times the bottle cost \(record.text("bottle_cost") ?? "") isn't the "
                    + "case cost \(record.text("case_cost") ?? "").")
        }
    }

    static func readBarcodes(
        _ record: ImportRecord, _ row: inout ProductRow, _ firstLines: inout [String: Int],
        _ report: inout ImportReport
    ) {
        guard record.has("upc") || record.has("scc") else { return }
        var barcodes: [VariantBarcode] = []
        for (column, unit, text) in texts(record) {
            guard let gtin = gtin(record, column, unit, text, &report) else { continue }
            if let first = firstLines["\(unit) \(gtin.digits)"], first != record.line {
                report.warning(
                    record.line, column, unit == "case" ? "case_barcode_shared" : "barcode_shared",
                    "\(gtin.digits) stands on line \(first) already.")
            } else if firstLines.count < ProductImporter.knownBarcodes {
                firstLines["\(unit) \(gtin.digits)"] = record.line
            }
            // One number on both units would be one row: the bottle's is kept.
            guard !barcodes.contains(where: { $0.gtin == gtin.digits }) else { continue }
            barcodes.append(VariantBarcode(gtin: gtin.digits, unit: unit))
        }
        row.barcodes = barcodes.isEmpty ? .empty : .value(barcodes)
    }

    /// Packs and the barcodes on them: `six-pack=6;tray=24`, `six-pack=4006381333931`.
    static func readPacks(
        _ record: ImportRecord, _ row: inout ProductRow, _ report: inout ImportReport
    ) {
        func pairs(_ column: String) -> [(unit: String, value: String)] {
            (record.text(column)?.split(separator: ";") ?? []).compactMap { part in
                let pair = part.split(separator: "=").map { $0.filter { $0 != " " } }
                guard pair.count == 2, VariantPack.isUnit(pair[0]) else {
                    report.error(
                        record.line, column, "format",
                        "'\(part.prefix(40))' is no unit, '=' and what belongs to it.")
                    return nil
                }
                return (pair[0], pair[1])
            }
        }
        if record.has("packs") {
            var packs: [VariantPack] = []
            for (unit, value) in pairs("packs") {
                guard let size = Int32(value), 2...1_000_000 ~= size else {
                    report.error(
                        record.line, "packs", "range", "A pack holds from 2 to 1000000 units.")
                    continue
                }
                packs.append(VariantPack(unit: unit, size: size))
            }
            if packs.count > CatalogLimits.packs {
                report.error(
                    record.line, "packs", "count", "It may have \(CatalogLimits.packs) packs.")
            }
            row.packs = packs.isEmpty ? .empty : .value(packs)
        }
        guard record.has("pack_barcodes") else { return }
        var codes: [VariantBarcode] = []
        for (unit, text) in pairs("pack_barcodes") {
            guard let gtin = gtin(record, "pack_barcodes", unit, text, &report),
                !codes.contains(where: { $0.gtin == gtin.digits })
            else { continue }
            codes.append(VariantBarcode(gtin: gtin.digits, unit: unit))
        }
        row.packBarcodes = codes.isEmpty ? .empty : .value(codes)
    }

    /// The barcodes of a row as they stand in it: several of one cell are parted by semicolons.
    private static func texts(
        _ record: ImportRecord
    ) -> [(column: String, unit: String, text: String?)] {
        var texts: [(column: String, unit: String, text: String?)] = []
        for (column, unit) in [("upc", "bottle"), ("scc", "case")] where record.has(column) {
            let parts = record.text(column)?.split(separator: ";") ?? []
            if parts.isEmpty { texts.append((column, unit, nil)) }
            for part in parts { texts.append((column, unit, String(part))) }
        }
        return texts
    }

    private static func gtin(
        _ record: ImportRecord, _ column: String, _ unit: String, _ text: String?,
        _ report: inout ImportReport
    ) -> GTIN? {
        let prefix = unit == "case" ? "case_barcode" : "barcode"
        guard let text, text.contains(where: { $0 != "0" }) else {
            report.warning(
                record.line, column, "\(prefix)_missing", "The \(unit) has no barcode.")
            return nil
        }
        guard let gtin = GTIN(text.filter { $0 != "-" && $0 != " " }) else {
            report.warning(
                record.line, column, "\(prefix)_unreadable",
                "'\(text.prefix(40))' is no barcode; the item is kept without it.")
            return nil
        }
        if !gtin.hasValidCheckDigit {
            report.warning(
                record.line, column, "\(prefix)_check_digit",
                "\(gtin.digits) has a wrong check digit; it is kept as it is.")
        }
        return gtin
    }

    private static func cell(_ value: Int64?) -> ProductRow.Cell<Int32> {
        guard let value, value > 0 else { return .empty }
        return .value(Int32(value))
    }
}
