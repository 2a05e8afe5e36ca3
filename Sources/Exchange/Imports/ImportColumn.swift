/// A column an import takes, and the headers it goes by.
public struct ImportColumn: Sendable {
    /// Its name here; what rows are asked by and problems name.
    public let name: String
    /// Other headers it is known by, in the form of `ImportHeader.normalized`.
    public let spellings: [String]
    public let isRequired: Bool

    public init(_ name: String, _ spellings: String..., isRequired: Bool = false) {
        self.name = name
        self.spellings = spellings
        self.isRequired = isRequired
    }
}

/// A file's header: where each column stands.
public struct ImportHeader: Sendable {
    /// Place by the column's own name.
    let places: [String: Int]
    /// How many columns the file has.
    let count: Int

    /// Finds the columns; what is missing, twice there or not known is reported.
    public init(
        _ titles: [String], line: Int, columns: [ImportColumn], _ report: inout ImportReport
    ) {
        var places: [String: Int] = [:]
        let normalized = titles.map(ImportHeader.normalized)
        for (place, title) in normalized.enumerated() {
            let column = columns.first { $0.name == title || $0.spellings.contains(title) }
            guard let column else {
                if !title.isEmpty {
                    report.warning(
                        line, nil, "column_ignored", "The column '\(titles[place])' isn't used.")
                }
                continue
            }
            if let first = places[column.name] {
                report.refuseFile(
                    line, column.name, "column_repeated",
                    "Both '\(titles[first])' and '\(titles[place])' are the \(column.name).")
            }
            places[column.name] = place
        }
        for column in columns where column.isRequired && places[column.name] == nil {
            let names = ([column.name] + column.spellings).joined(separator: ", ")
            report.refuseFile(
                line, column.name, "column_missing", "There is no column of these: \(names).")
        }
        self.places = places
        count = titles.count
    }

    /// A title in lower case, its words joined by `_`: `Bottle Volume (ml)` is `bottle_volume_ml`.
    public static func normalized(_ title: String) -> String {
        var name = ""
        for character in title.lowercased() {
            if character.isLetter || character.isNumber {
                name.append(character)
            } else if !name.isEmpty, name.last != "_" {
                name.append("_")
            }
        }
        if name.last == "_" { name.removeLast() }
        return name
    }
}
