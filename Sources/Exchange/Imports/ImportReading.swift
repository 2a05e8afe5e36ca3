import Wire

/// A file on its way in: pieces of bytes become typed rows and a report.
struct ImportReading<Work: Importer> {
    var importer: Work
    var report = ImportReport()
    private(set) var rows: [Work.Row] = []
    private(set) var rowsRead = 0
    private var header: ImportHeader?
    private var repair = TextRepair()
    private var reader: CSVReader

    init(_ importer: Work) {
        self.importer = importer
        var limits = CSVLimits()
        limits.field = ImportLimits.rowBytes
        limits.record = ImportLimits.rowBytes
        reader = CSVReader(limits: limits)
    }

    /// Takes the next piece.
    mutating func take(_ piece: [UInt8]) {
        var records: [Result<CSVRecord, CSVProblem>] = []
        reader.feed(repair.repair(piece)) { records.append($0) }
        for record in records { take(record) }
    }

    /// Takes the end of the file.
    mutating func finish() {
        var records: [Result<CSVRecord, CSVProblem>] = []
        reader.feed(repair.finish()) { records.append($0) }
        reader.finish { records.append($0) }
        for record in records { take(record) }
        if header == nil, !report.isUnreadable {
            report.refuseFile(1, nil, "file_empty", "The file has no header.")
        }
        if let line = repair.firstRepairedLine {
            report.warning(
                line, nil, "not_utf8",
                "The file isn't UTF-8 from here on; it was read as Windows-1252.")
        }
    }

    /// The typed rows; they are handed over, as nothing else needs them.
    mutating func takeRows() -> [Work.Row] {
        let taken = rows
        rows = []
        return taken
    }

    private mutating func take(_ result: Result<CSVRecord, CSVProblem>) {
        switch result {
        case .success(let record):
            guard let header else {
                header = ImportHeader(
                    record.texts, line: record.line, columns: Work.columns, &report)
                return
            }
            take(record, header)
        case .failure(let problem):
            guard header != nil else {
                return report.refuseFile(
                    problem.line, nil, problem.kind.rawValue, problem.message)
            }
            rowsRead += 1
            report.error(problem.line, nil, problem.kind.rawValue, problem.message)
        }
    }

    private mutating func take(_ record: CSVRecord, _ header: ImportHeader) {
        guard !report.isUnreadable else { return }
        let cells = record.texts
        if cells.allSatisfy({ $0.trimmed.isEmpty }) { return }
        guard rowsRead < ImportLimits.rows else {
            return report.refuseFile(
                record.line, nil, "too_many_rows",
                "A file has at most \(ImportLimits.rows) rows; split it.")
        }
        rowsRead += 1
        guard cells.count == header.count else {
            return report.error(
                record.line, nil, "cell_count",
                "It has \(cells.count) cells where the header has \(header.count).")
        }
        let row = importer.read(
            ImportRecord(line: record.line, header: header, cells: cells), &report)
        if let row, !report.isBad(record.line) { rows.append(row) }
    }
}
