import Bedrock
public import Platform
import Wire

/// A cell of a file on its way out; nil where there is nothing to say.
public enum ExportCell: Sendable {
    case text(String?)
    /// Digits with at most a decimal point: a number where the format has numbers.
    case number(String?)

    /// A whole number.
    public static func whole(_ value: (some BinaryInteger)?) -> ExportCell {
        .number(value.map { String($0) })
    }

    /// A number in units of its last decimal place, without zeros that say nothing.
    public static func decimal(_ value: Int64?, places: Int) -> ExportCell {
        .number(value.map { DecimalText.write($0, places: places) })
    }

    var text: String {
        switch self {
        case .text(let text), .number(let text): text ?? ""
        }
    }
}

/// Writes rows to a file as the client takes it: what an import of the same kind takes back.
public enum Exports {
    /// The media type that an operation declares; the answer says which one it is.
    public static let mediaType = "text/csv"
    /// Rows that are read at a time.
    public static let page: Int64 = 1_000

    /// An answer of rows, read page by page: a page shorter than `page` is the last.
    ///
    /// - Parameter read: the page behind the one whose last row is given.
    public static func stream<Row: Sendable>(
        _ columns: [String], _ terms: ExportTerms, _ context: Context<Member>,
        read: @escaping @Sendable (Row?, Context<Member>) async throws(Problem) -> [Row],
        isLast: @escaping @Sendable ([Row]) -> Bool = { $0.count < Int(page) },
        cells: @escaping @Sendable (Row) -> [ExportCell]?
    ) async throws(Problem) -> Success<Streamed> {
        // Read before anything is answered, so that a refusal is one.
        let first = try await read(nil, context)
        let format = terms.chosen
        let success = Success<Streamed>.stream { file in
            var writer = RecordWriter(format, columns)
            var rows = first
            while true {
                for row in rows {
                    guard let cells = cells(row) else { continue }
                    writer.write(cells)
                }
                try await file.write(writer.take())
                guard !isLast(rows), let last = rows.last else { return }
                rows = try await read(last, context.lasting(.seconds(30)))
            }
        }
        return success.contentType(format.mediaTypes[0])
    }
}

/// Writes records of either format.
struct RecordWriter {
    private let format: FileFormat
    private let columns: [String]
    private var csv = CSVWriter(disarmsFormulas: false)
    private var lines: [UInt8] = []

    init(_ format: FileFormat, _ columns: [String]) {
        self.format = format
        self.columns = columns
        if format == .csv { csv.write(columns) }
    }

    mutating func write(_ cells: [ExportCell]) {
        guard format == .jsonl else { return csv.write(cells.map(\.text)) }
        var json = JSONWriter(capacity: 256)
        json.beginObject()
        for (name, cell) in zip(columns, cells) {
            json.key(name)
            switch cell {
            case .text(let text?): json.write(text)
            case .number(let digits?): json.writeVerbatim(Array(digits.utf8))
            case .text(nil), .number(nil): json.writeNull()
            }
        }
        json.endObject()
        lines += json.bytes
        lines.append(0x0A)
    }

    mutating func take() -> [UInt8] {
        let taken = format == .csv ? csv.bytes : lines
        csv.bytes.removeAll(keepingCapacity: true)
        lines.removeAll(keepingCapacity: true)
        return taken
    }
}
