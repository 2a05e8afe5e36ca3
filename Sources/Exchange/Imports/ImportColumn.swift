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

    private init(name: String, spellings: [String]) {
        self.name = name
        self.spellings = spellings
        isRequired = false
    }

    /// The same where it may be absent: an object says of itself what it has.
    var optional: ImportColumn { ImportColumn(name: name, spellings: spellings) }
}

/// A file's header: where each column stands.
public struct ImportHeader: Sendable {
    /// Place by the column's own name.
    let places: [String: Int]
    /// How many columns the file has.
    let count: Int

    /// Finds the columns, as the mapping has them first and by their spellings then; what is
    /// missing, twice there or not known is reported.
    public init(
        _ titles: [String], line: Int, columns: [ImportColumn],
        mapping: [String: String?] = [:], _ report: inout ImportReport
    ) {
        var places: [String: Int] = [:]
        let normalized = titles.map(ImportHeader.normalized)
        for (place, title) in normalized.enumerated() {
            if let mapped = mapping[title], mapped == nil { continue }
            let name = mapping[title] ?? nil
            let column = columns.first {
                $0.name == name ?? title || name == nil && $0.spellings.contains(title)
            }
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

    /// By the file's columns, which of these each is.
    func columnPlaces(_ columns: [ImportColumn]) -> [Int?] {
        var found = [Int?](repeating: nil, count: count)
        for (name, place) in places { found[place] = columns.firstIndex { $0.name == name } }
        return found
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
