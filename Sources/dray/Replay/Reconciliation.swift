import Wire

/// What the file says held against what the API and the database say.
struct Reconciliation: Sendable {
    let expected: MonthFigures
    let api: MonthFigures
    let sql: MonthFigures
    /// The selection of the file before anything was left out.
    let file: MonthFigures
    let leftOut: [LeftOut]
    /// Orders or lines that didn't come out as the file has them.
    let differences: [String]
    let seconds: Double

    /// Whether every figure is the same on all three sides, and every line was.
    var isEqual: Bool { expected == api && expected == sql && differences.isEmpty }

    private static let rows: [(name: String, figure: @Sendable (MonthFigures) -> Int64)] = [
        ("orders", \.orders), ("lines", \.lines), ("bottles", \.bottles), ("cents", \.cents),
        ("returns", \.returns), ("returned_lines", \.returnedLines),
        ("returned_bottles", \.returnedBottles), ("returned_cents", \.returnedCents),
        ("net_cents", \.netCents),
    ]

    /// The table for the terminal.
    var text: String {
        var lines = [Self.row(["", "file", "left out", "expected", "API", "SQL", ""])]
        for (name, figure) in Self.rows {
            let left = figure(file) - figure(expected)
            let isSame = figure(expected) == figure(api) && figure(expected) == figure(sql)
            lines.append(
                Self.row([
                    name, "\(figure(file))", "\(left)", "\(figure(expected))",
                    "\(figure(api))", "\(figure(sql))", isSame ? "equal" : "DIFFERENT",
                ]))
        }
        for entry in leftOut {
            lines.append(
                "left out: \(entry.reason.rawValue): \(entry.invoices) invoices, "
                    + "\(entry.lines) lines, \(entry.bottles) bottles, \(entry.cents) cents "
                    + "(\(entry.examples.joined(separator: ", ")) …)")
        }
        if !differences.isEmpty { lines.append("\(differences.count) lines or orders differ") }
        lines.append(
            isEqual
                ? "All equal, after \(Progress.rounded(seconds)) s."
                : "NOT equal, after \(Progress.rounded(seconds)) s.")
        return lines.joined(separator: "\n")
    }

    private static func row(_ cells: [String]) -> String {
        cells.enumerated().map { column, cell in
            let gap = String(repeating: " ", count: max(0, (column == 0 ? 16 : 13) - cell.count))
            return column == 0 || column == 6 ? cell + gap : gap + cell
        }.joined(separator: " ")
    }

    /// What `--json` writes.
    var json: JSON {
        var members: [JSON.Member] = []
        for (name, figure) in Self.rows {
            members.append(.init("\(name)_expected", .integer(figure(expected))))
            members.append(.init("\(name)_api", .integer(figure(api))))
            members.append(.init("\(name)_sql", .integer(figure(sql))))
        }
        members.append(.init("left_out", .array(leftOut.map(\.json))))
        members.append(.init("seconds", .number(Double(Int(seconds * 1000)) / 1000)))
        return .object(members)
    }
}
