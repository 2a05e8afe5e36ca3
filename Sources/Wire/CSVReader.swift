/// Reads CSV (RFC 4180) as it arrives, chunk by chunk, holding one record at a time.
///
/// Quotes, doubled quotes, line breaks within quotes, LF, CRLF and CR, a byte order mark; empty
/// lines are passed over. A broken record is a problem with its line, and reading goes on with the
/// next line.
public struct CSVReader {
    private enum State {
        case start, plain, quoted, quote, skipping
    }

    private let separator: UInt8
    private let limits: CSVLimits
    private var state = State.start
    private var bytes: [UInt8] = []
    private var ends: [Int] = []
    private var fieldStart = 0
    /// The line being read, and the one its record began on.
    private var line = 1
    private var recordLine = 1
    private var wasReturn = false
    private var wasQuoted = false
    private var high: UInt8 = 0
    private var hasNul = false
    private var problem: CSVProblem.Kind?
    private var problemColumn = 0
    /// Bytes of a byte order mark seen so far; 3 once it can come no more.
    private var mark = 0

    /// A reader of a file from its beginning.
    public init(separator: Character = ",", limits: CSVLimits = CSVLimits()) {
        precondition(separator.asciiValue != nil, "the separator is one ASCII character")
        self.separator = separator.asciiValue ?? 0x2C
        self.limits = limits
    }

    /// Takes the next bytes; `body` is called with each record they complete.
    public mutating func feed(
        _ chunk: [UInt8], _ body: (Result<CSVRecord, CSVProblem>) throws -> Void
    ) rethrows {
        for byte in chunk {
            if mark < 3 {
                if byte == Self.byteOrderMark[mark] {
                    mark += 1
                    continue
                }
                let held = Self.byteOrderMark[..<mark]
                mark = 3
                for byte in held { try take(byte, body) }
            }
            try take(byte, body)
        }
    }

    /// Takes the end of the file, which completes a last record without a line break.
    public mutating func finish(
        _ body: (Result<CSVRecord, CSVProblem>) throws -> Void
    ) rethrows {
        if mark < 3 {
            let held = Self.byteOrderMark[..<mark]
            mark = 3
            for byte in held { try take(byte, body) }
        }
        if state == .quoted { refuse(.unclosedQuote) }
        if state != .start || !ends.isEmpty || wasQuoted { try endRecord(body) }
    }

    private static let byteOrderMark: [UInt8] = [0xEF, 0xBB, 0xBF]

    private mutating func take(
        _ byte: UInt8, _ body: (Result<CSVRecord, CSVProblem>) throws -> Void
    ) rethrows {
        let isSecondHalf = byte == 0x0A && wasReturn
        wasReturn = byte == 0x0D
        if state == .quoted {
            if byte == 0x0A && !isSecondHalf || byte == 0x0D { line += 1 }
            if byte == 0x22 { state = .quote } else { append(byte) }
            return
        }
        if byte == 0x0A || byte == 0x0D {
            if isSecondHalf { return }
            line += 1
            try endRecord(body)
            return
        }
        if state == .skipping { return }
        if byte == separator { return endField() }
        switch (state, byte) {
        case (.start, 0x22):
            state = .quoted
            wasQuoted = true
        case (.quote, 0x22):
            append(byte)
            state = .quoted
        case (.quote, _), (_, 0x22): refuse(.strayQuote)
        default:
            state = .plain
            append(byte)
        }
    }

    private mutating func append(_ byte: UInt8) {
        if bytes.count - fieldStart == limits.field { return refuse(.fieldTooLong) }
        if bytes.count == limits.record { return refuse(.recordTooLong) }
        high |= byte
        if byte == 0 { hasNul = true }
        bytes.append(byte)
    }

    /// Keeps what is wrong and passes over the rest of the line, within quotes too: a quote that is
    /// never closed must not swallow the file.
    private mutating func refuse(_ kind: CSVProblem.Kind) {
        if problem == nil {
            problem = kind
            problemColumn = ends.count + 1
        }
        state = .skipping
        bytes.removeAll(keepingCapacity: true)
        fieldStart = 0
    }

    private mutating func endField() {
        if ends.count == limits.fields { return refuse(.tooManyFields) }
        ends.append(bytes.count)
        fieldStart = bytes.count
        state = .start
    }

    private mutating func endRecord(
        _ body: (Result<CSVRecord, CSVProblem>) throws -> Void
    ) rethrows {
        let isBlank = state == .start && ends.isEmpty && !wasQuoted && problem == nil
        if state != .skipping, problem == nil { endField() }
        let result = isBlank ? nil : makeRecord()
        bytes.removeAll(keepingCapacity: true)
        ends.removeAll(keepingCapacity: true)
        fieldStart = 0
        (high, hasNul, wasQuoted, problem) = (0, false, false, nil)
        state = .start
        recordLine = line
        if let result { try body(result) }
    }

    private func makeRecord() -> Result<CSVRecord, CSVProblem> {
        if let problem {
            return .failure(CSVProblem(kind: problem, line: recordLine, column: problemColumn))
        }
        let record = CSVRecord(line: recordLine, bytes: bytes, ends: ends)
        guard high >= 0x80 || hasNul else { return .success(record) }
        for column in 0..<record.count {
            let field = record.bytes(column)
            if field.contains(0) {
                return .failure(CSVProblem(kind: .nul, line: recordLine, column: column + 1))
            }
            if String(validating: field, as: UTF8.self) == nil {
                let kind = CSVProblem.Kind.invalidUTF8
                return .failure(CSVProblem(kind: kind, line: recordLine, column: column + 1))
            }
        }
        return .success(record)
    }
}
