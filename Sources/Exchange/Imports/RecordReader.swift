import Platform
public import Wire

/// How rows stand in a file.
public enum FileFormat: String, FieldEnum {
    /// RFC 4180 with a header.
    case csv
    /// An object a line.
    case jsonl

    /// The media types it comes as; the first is the one it goes as.
    public var mediaTypes: [String] {
        switch self {
        case .csv: ["text/csv"]
        case .jsonl: ["application/x-ndjson", "application/jsonl"]
        }
    }

    /// Every media type of a file.
    public static let allMediaTypes = allCases.flatMap(\.mediaTypes)

    /// - Parameter mediaType: what a request calls its body; a file that is called nothing is CSV.
    /// - Throws: that it is no file of rows.
    init(declared mediaType: String?) throws(Problem) {
        guard let format = mediaType.map(FileFormat.init(mediaType:)) ?? .csv else {
            let taken = Self.allMediaTypes.map { "`\($0)`" }.joined(separator: ", ")
            throw Problem(.mediaTypeUnsupported, "Send the file as one of \(taken).")
        }
        self = format
    }

    init?(mediaType: String) {
        guard let format = Self.allCases.first(where: { $0.mediaTypes.contains(mediaType) }) else {
            return nil
        }
        self = format
    }
}

/// A record as a file has it, before its columns are known by their names here.
struct FileRecord {
    enum Content {
        /// The cells of a file with a header.
        case cells([String])
        /// Names and values; nil for null.
        case members([(name: String, value: String?)])
        /// It couldn't be read.
        case broken(code: String, message: String)
    }

    let line: Int
    let content: Content
}

/// Reads records of either format as their bytes arrive.
struct RecordReader {
    private enum Reader {
        case csv(CSVReader)
        case lines(LineReader)
    }

    private var reader: Reader
    private var repair = TextRepair()

    init(_ format: FileFormat) {
        switch format {
        case .csv:
            var limits = CSVLimits()
            limits.field = ImportLimits.rowBytes
            limits.record = ImportLimits.rowBytes
            reader = .csv(CSVReader(limits: limits))
        case .jsonl:
            reader = .lines(LineReader(limit: ImportLimits.rowBytes))
        }
    }

    /// The line of the first byte that was no UTF-8 and was read as Windows-1252.
    var firstRepairedLine: Int? { repair.firstRepairedLine }

    mutating func take(_ piece: [UInt8]) -> [FileRecord] { read(repair.repair(piece), false) }

    mutating func finish() -> [FileRecord] { read(repair.finish(), true) }

    private mutating func read(_ bytes: [UInt8], _ isLast: Bool) -> [FileRecord] {
        switch reader {
        case .csv(var csv):
            var records: [FileRecord] = []
            csv.feed(bytes) { records.append(FileRecord($0)) }
            if isLast { csv.finish { records.append(FileRecord($0)) } }
            reader = .csv(csv)
            return records
        case .lines(var lines):
            let records = lines.take(bytes, isLast)
            reader = .lines(lines)
            return records
        }
    }
}

extension FileRecord {
    fileprivate init(_ result: Result<CSVRecord, CSVProblem>) {
        switch result {
        case .success(let record):
            self.init(line: record.line, content: .cells(record.texts))
        case .failure(let problem):
            self.init(
                line: problem.line,
                content: .broken(code: problem.kind.rawValue, message: problem.message))
        }
    }

    /// The members of an object, as texts.
    init(_ json: JSON, line: Int) {
        guard let members = json.members else {
            self.init(line: line, content: .broken(code: "json", message: "It is no object."))
            return
        }
        var values: [(name: String, value: String?)] = []
        for member in members {
            switch member.value {
            case .null: values.append((member.name, nil))
            case .bool(let flag): values.append((member.name, flag ? "true" : "false"))
            case .integer(let number): values.append((member.name, String(number)))
            case .number(let number): values.append((member.name, number.description))
            case .string(let text) where text.utf8.contains(0):
                self.init(
                    line: line,
                    content: .broken(code: "nul", message: "It has the character U+0000."))
                return
            case .string(let text): values.append((member.name, text))
            case .array, .object:
                self.init(
                    line: line,
                    content: .broken(
                        code: "json",
                        message: "'\(member.name.prefix(40))' is no text, number or boolean."))
                return
            }
        }
        self.init(line: line, content: .members(values))
    }
}

/// Reads lines of JSON as they arrive; empty ones are passed over.
private struct LineReader {
    let limit: Int
    private var held: [UInt8] = []
    private var isTooLong = false
    private var line = 1

    init(limit: Int) { self.limit = limit }

    mutating func take(_ bytes: [UInt8], _ isLast: Bool) -> [FileRecord] {
        var records: [FileRecord] = []
        var rest = bytes[...]
        while let end = rest.firstIndex(of: 0x0A) {
            hold(rest[..<end])
            endLine(&records)
            rest = rest[(end + 1)...]
        }
        hold(rest)
        if isLast { endLine(&records) }
        return records
    }

    private mutating func hold(_ bytes: ArraySlice<UInt8>) {
        if held.count + bytes.count > limit {
            isTooLong = true
            held = []
        }
        if !isTooLong { held += bytes }
    }

    private mutating func endLine(_ records: inout [FileRecord]) {
        defer {
            held.removeAll(keepingCapacity: true)
            isTooLong = false
            line += 1
        }
        if isTooLong {
            let message = "The line has more than \(limit) bytes."
            return records.append(
                FileRecord(
                    line: line, content: .broken(code: "record_too_long", message: message)))
        }
        guard held.contains(where: { $0 > 0x20 }) else { return }
        do {
            records.append(FileRecord(try JSON.parse(held), line: line))
        } catch {
            records.append(
                FileRecord(
                    line: line, content: .broken(code: "json", message: "It is no valid JSON.")))
        }
    }
}
