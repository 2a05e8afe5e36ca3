/// Writes CSV (RFC 4180): CRLF, and quotes only where a field needs them.
public struct CSVWriter: Sendable {
    /// What was written so far.
    public var bytes: [UInt8] = []
    private let disarmsFormulas: Bool

    /// A writer; `disarmsFormulas` puts an apostrophe before text a spreadsheet would run.
    ///
    /// Texts that begin with `=`, `+`, `-`, `@`, a tab or a return are such, unless they are
    /// numbers. A file that is read back by a program is written without.
    public init(disarmsFormulas: Bool) { self.disarmsFormulas = disarmsFormulas }

    /// Writes one record.
    public mutating func write(_ fields: [String]) {
        for (column, field) in fields.enumerated() {
            if column > 0 { bytes.append(0x2C) }
            let isLoneBlank = field.isEmpty && fields.count == 1
            write(field, quoted: isLoneBlank)
        }
        bytes.append(contentsOf: [0x0D, 0x0A])
    }

    private mutating func write(_ field: String, quoted: Bool) {
        let isArmed = disarmsFormulas && Self.isFormula(field)
        let needsQuotes = field.utf8.contains { byte in
            byte == 0x22 || byte == 0x2C || byte == 0x0A || byte == 0x0D
        }
        guard needsQuotes || quoted else {
            if isArmed { bytes.append(0x27) }
            bytes.append(contentsOf: field.utf8)
            return
        }
        bytes.append(0x22)
        if isArmed { bytes.append(0x27) }
        for byte in field.utf8 {
            if byte == 0x22 { bytes.append(0x22) }
            bytes.append(byte)
        }
        bytes.append(0x22)
    }

    private static func isFormula(_ field: String) -> Bool {
        switch field.utf8.first {
        case UInt8(ascii: "="), UInt8(ascii: "@"), 0x09, 0x0D: return true
        case UInt8(ascii: "+"), UInt8(ascii: "-"):
            let rest = field.utf8.dropFirst()
            let isNumber = !rest.isEmpty && rest.allSatisfy { byte in
                byte >= 0x30 && byte <= 0x39 || byte == 0x2E
            }
            return !isNumber
        default: return false
        }
    }
}
