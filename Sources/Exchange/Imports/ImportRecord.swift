/// A row of a file, its cells asked for by column.
public struct ImportRecord: Sendable {
    /// The line it begins on.
    public let line: Int
    /// The line on which what it is about stood already.
    public let firstLine: Int?
    private let columns: [ImportColumn]
    private let cells: [String?]

    init(_ row: StagedRow, columns: [ImportColumn]) {
        line = Int(row.line)
        firstLine = row.firstLine
        self.columns = columns
        cells = row.cells
    }

    private func cell(_ column: String) -> String? {
        for (place, known) in columns.enumerated() where known.name == column {
            return place < cells.count ? cells[place] : nil
        }
        return nil
    }

    /// Whether the file has that column at all.
    public func has(_ column: String) -> Bool { cell(column) != nil }

    /// The cell without white space around it; nil when it is empty or the file lacks the column.
    public func text(_ column: String) -> String? {
        guard let text = cell(column), !text.isEmpty else { return nil }
        return text
    }

    /// A name: white space inside it is made single, said once per column, and its length is
    /// checked. nil when there is none or it isn't one, which is reported as an error.
    public func name(
        _ column: String, limit: Int = 200, _ report: inout ImportReport
    ) -> String? {
        guard let text = text(column) else { return nil }
        let words = text.split { $0.isWhitespace }
        let name = words.joined(separator: " ")
        if name.utf8.count != text.utf8.count || words.contains(where: { $0 == "\u{A0}" }) {
            report.warningOnce(
                line, column, "spaces_collapsed",
                "Spaces were doubled; they are made single here and on later lines.")
        }
        if name.unicodeScalars.contains(where: { $0.value < 0x20 || $0.value == 0x7F }) {
            report.error(line, column, "characters", "It has control characters.")
            return nil
        }
        guard name.unicodeScalars.count <= limit else {
            report.error(line, column, "too_long", "It is longer than \(limit) characters.")
            return nil
        }
        return name
    }

    /// A whole number; one that isn't, or isn't in the range, is reported as an error.
    public func integer(
        _ column: String, in range: ClosedRange<Int64>, _ report: inout ImportReport
    ) -> Int64? {
        decimal(column, places: 0, in: range, "a whole number", &report)
    }

    /// An amount in major units such as `23.36`, as minor units of a currency of that exponent;
    /// one that isn't, or is negative, is reported as an error.
    public func amount(
        _ column: String, exponent: Int, _ report: inout ImportReport
    ) -> Int64? {
        decimal(
            column, places: exponent, in: 0...1_000_000_000_000, "an amount such as 23.36",
            &report)
    }

    /// A decimal number in units of its last place.
    public func decimal(
        _ column: String, places: Int, in range: ClosedRange<Int64>, _ kind: String,
        _ report: inout ImportReport
    ) -> Int64? {
        guard let text = text(column) else { return nil }
        guard let value = DecimalText.read(text, places: places) else {
            report.error(line, column, "number", "'\(text.prefix(40))' is not \(kind).")
            return nil
        }
        guard range.contains(value) else {
            report.error(line, column, "range", "\(text.prefix(40)) is not in the range taken.")
            return nil
        }
        return value
    }
}

extension String {
    /// Without white space around it, of whatever alphabet.
    var trimmed: String {
        guard let start = firstIndex(where: { !$0.isWhitespace }),
            let end = lastIndex(where: { !$0.isWhitespace })
        else { return "" }
        return String(self[start...end])
    }
}
