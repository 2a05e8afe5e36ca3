import Wire

/// A CSV file with a header, read record by record with its columns by name.
struct CSVTable {
    /// A record with the places of the columns that were asked for.
    struct Row {
        let record: CSVRecord
        let places: [Int]

        /// The field in the column asked for in that place; empty where the record is short.
        subscript(_ column: Int) -> String {
            let place = places[column]
            return place < record.count ? record[place] : ""
        }
    }

    /// Reads the columns of those names; `body` is called with each record.
    ///
    /// - Returns: how many records couldn't be read as CSV.
    @discardableResult
    static func read(
        _ path: String, columns: [String], _ body: (Row) throws -> Void
    ) throws -> Int {
        var reader = CSVReader()
        var places: [Int]?
        var broken = 0
        func take(_ result: Result<CSVRecord, CSVProblem>) throws {
            guard case .success(let record) = result else {
                broken += 1
                return
            }
            if let places { return try body(Row(record: record, places: places)) }
            let header = CSVHeader(record)
            let missing = header.missing(columns)
            guard missing.isEmpty else {
                throw FileProblem(path, "it lacks the columns \(missing.joined(separator: ", "))")
            }
            places = columns.compactMap { header.column($0) }
        }
        try CompressedFile.read(path) { try reader.feed($0, take) }
        try reader.finish(take)
        return broken
    }
}
