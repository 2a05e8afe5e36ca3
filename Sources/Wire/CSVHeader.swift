/// A CSV file's first record: which column has which name.
///
/// Names are compared trimmed and without regard to ASCII case.
public struct CSVHeader: Sendable {
    /// As they stand in the file.
    public let names: [String]
    private var columns: [String: Int] = [:]
    /// Names that stand twice.
    public private(set) var duplicates: [String] = []

    /// Takes the first record.
    public init(_ record: CSVRecord) {
        names = record.texts
        for (column, name) in names.enumerated() {
            let key = Self.key(name)
            if columns[key] == nil { columns[key] = column } else { duplicates.append(name) }
        }
    }

    /// Where that name stands.
    public func column(_ name: String) -> Int? { columns[Self.key(name)] }

    /// Those of `names` that the file doesn't have.
    public func missing(_ names: [String]) -> [String] { names.filter { column($0) == nil } }

    private static func key(_ name: String) -> String {
        let bytes = name.utf8.drop { $0 == 0x20 || $0 == 0x09 }
        let end = bytes.lastIndex { $0 != 0x20 && $0 != 0x09 }.map(bytes.index(after:))
        return String(Substring(bytes[..<(end ?? bytes.startIndex)])).lowercased()
    }
}
