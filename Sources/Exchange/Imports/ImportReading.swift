/// Makes typed rows of those that wait, batch by batch.
struct ImportReading<Work: Importer> {
    var importer: Work
    var report: ImportReport

    init(_ importer: Work, report: ImportReport = ImportReport()) {
        self.importer = importer
        self.report = report
    }

    /// Reads a batch; what is wrong is reported.
    mutating func read(_ staged: [StagedRow]) -> [(number: Int32, row: Work.Row)] {
        report.beginBatch()
        var rows: [(number: Int32, row: Work.Row)] = []
        rows.reserveCapacity(staged.count)
        let columns = importer.fileColumns
        for waiting in staged {
            if let fault = waiting.fault {
                report.error(Int(waiting.line), nil, fault.code, fault.message)
                continue
            }
            let record = ImportRecord(waiting, columns: columns)
            if let row = importer.read(record, &report), !report.isBad(record.line) {
                rows.append((waiting.number, row))
            }
        }
        return rows
    }
}
