import Platform
public import Wire

/// What an export's request says, whatever it is of.
public struct ExportTerms: Sendable {
    private let format: FileFormat?
    private let accept: String?

    /// Declares the parameters.
    public init(_ fields: inout Fields) {
        format = fields.query(
            "format", "How the rows stand in the file; without it, as `Accept` says, else `csv`.")
        accept = fields.header("accept", "`text/csv` or `application/x-ndjson`.", length: 1...400)
    }

    /// What the file is to be.
    var chosen: FileFormat {
        if let format { return format }
        for part in accept?.split(separator: ",") ?? [] {
            let type = part.split(separator: ";").first?.filter { $0 != " " }.lowercased()
            if let found = FileFormat(mediaType: type ?? "") { return found }
        }
        return .csv
    }
}
