/// A file on its way in: pieces of bytes become rows that wait, by the columns of their import.
struct ImportIntake {
    /// What is wrong with the file as a whole.
    var report: ImportReport
    /// Rows that were passed over or taken.
    private(set) var rowsRead: Int32
    private(set) var nextLine: Int32
    private let columns: [ImportColumn]
    private let mapping: [String: String?]
    private let keyPlaces: [Int]
    private let isContinued: Bool
    private let format: FileFormat
    private var reader: RecordReader
    /// Where each column of the file goes; nil before the header was read.
    private var places: [Int?]?
    private var names: [String] = []
    private var rows: [StagedRow] = []
    /// Of those rows.
    private var bytes = 0
    /// Of the file that is read now: the number of its next row, and how far its lines are off.
    private var number: Int32
    private var lineOffset: Int32?

    /// An intake from a file's beginning.
    init(
        _ format: FileFormat, columns: [ImportColumn], mapping: [String: String?], keys: [String],
        going: ImportPlace? = nil, fromRow: Int32 = 1, report: ImportReport = ImportReport()
    ) {
        self.format = format
        self.columns = columns
        self.mapping = mapping
        self.report = report
        keyPlaces = keys.compactMap { key in columns.firstIndex { $0.name == key } }
        isContinued = going != nil
        reader = RecordReader(format)
        rowsRead = going?.rowsRead ?? 0
        nextLine = going?.nextLine ?? 1
        number = fromRow
        // From its beginning on, a file has its own lines.
        lineOffset = fromRow == 1 ? 0 : nil
    }

    /// Whether what waits is as much as is held at once.
    var isFull: Bool { rows.count >= ImportLimits.batch || bytes >= ImportLimits.batchBytes }

    mutating func take(_ piece: [UInt8]) {
        for record in reader.take(piece) { take(record) }
    }

    mutating func finish() {
        for record in reader.finish() { take(record) }
        if places == nil, format == .csv, !report.isUnreadable, !isContinued || rowsRead == 0 {
            report.refuseFile(1, nil, "file_empty", "The file has no header.")
        }
        if let line = reader.firstRepairedLine {
            report.warning(
                line, nil, "not_utf8",
                "The file isn't UTF-8 from here on; it was read as Windows-1252.")
        }
    }

    /// The rows since they were last taken.
    mutating func takeRows() -> [StagedRow] {
        let taken = rows
        rows = []
        bytes = 0
        return taken
    }

    private mutating func take(_ record: FileRecord) {
        guard !report.isUnreadable else { return }
        switch record.content {
        case .cells(let cells):
            guard let places else { return readHeader(cells, record.line) }
            if cells.allSatisfy({ $0.trimmed.isEmpty }) { return }
            guard cells.count == places.count else {
                let message = "It has \(cells.count) cells where the header has \(places.count)."
                return add(record.line, fault: ("cell_count", message))
            }
            add(record.line, zip(places, cells).map { ($0, $1) })
        case .members(let members):
            readNames(members.map(\.name), record.line)
            guard let places, !report.isUnreadable else { return }
            add(record.line, zip(places, members).map { ($0, $1.value ?? "") })
        case .broken(let code, let message):
            guard places != nil || format == .jsonl else {
                return report.refuseFile(record.line, nil, code, message)
            }
            add(record.line, fault: (code, message))
        }
    }

    private mutating func readHeader(_ titles: [String], _ line: Int) {
        var own = ImportReport()
        let header = ImportHeader(
            titles, line: line, columns: columns, mapping: mapping, &own)
        // What was ignored was said when the import began.
        for problem in own.problems where !isContinued || problem.severity == .error {
            report.copy(problem, refuses: problem.severity == .error)
        }
        places = header.columnPlaces(columns)
    }

    /// The names of an object: mostly those of the one before.
    private mutating func readNames(_ names: [String], _ line: Int) {
        guard places == nil || names != self.names else { return }
        self.names = names
        var own = ImportReport()
        let header = ImportHeader(
            names, line: line, columns: columns.map(\.optional), mapping: mapping, &own)
        for problem in own.problems {
            if problem.severity == .error {
                places = []
                return add(line, fault: (problem.code, problem.message))
            }
            guard !isContinued else { continue }
            report.warningOnce(line, problem.message, problem.code, problem.message, field: nil)
        }
        places = header.columnPlaces(columns)
    }

    private mutating func add(_ line: Int, _ values: [(place: Int?, text: String)]) {
        var cells = [String?](repeating: nil, count: columns.count)
        for (place, text) in values {
            guard let place else { continue }
            if text.unicodeScalars.contains(where: { $0.value == 0x1E || $0.value == 0x1F }) {
                return add(line, fault: ("characters", "It has control characters."))
            }
            cells[place] = text.trimmed
        }
        if cells.allSatisfy({ $0 ?? "" == "" }) { return }
        let subject = keyPlaces.lazy.compactMap { cells[$0] }.first { !$0.isEmpty } ?? ""
        let words = subject.split { $0.isWhitespace }
        add(line, String(words.joined(separator: " ").prefix(80)), cells, nil)
    }

    private mutating func add(_ line: Int, fault: (String, String)) {
        add(line, "", [], fault)
    }

    private mutating func add(
        _ line: Int, _ key: String, _ cells: [String?], _ fault: (String, String)?
    ) {
        defer { number += 1 }
        // It came before the upload broke off.
        guard number > rowsRead else { return }
        guard rowsRead < ImportLimits.rows else {
            return report.refuseFile(
                line, nil, "too_many_rows",
                "A file has at most \(ImportLimits.rows) rows; split it.")
        }
        if lineOffset == nil { lineOffset = nextLine - Int32(line) }
        let place = Int32(line) + (lineOffset ?? 0)
        rowsRead += 1
        nextLine = place + 1
        bytes += cells.reduce(key.utf8.count) { $0 + ($1?.utf8.count ?? 0) }
        rows.append(
            StagedRow(number: rowsRead, line: place, key: key, cells: cells, fault: fault))
    }
}

/// How far an import has come that goes on.
struct ImportPlace: Sendable {
    let rowsRead: Int32
    let nextLine: Int32
}
