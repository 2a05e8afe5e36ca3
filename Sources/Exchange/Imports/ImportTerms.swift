import Bedrock
import Platform
public import Wire

/// What an import's request says beside its file, whatever the file is of.
public struct ImportTerms: Sendable {
    let mode: ImportMode
    let isDryRun: Bool
    let mapping: String?
    let resumed: ID<Import>?
    let fromRow: Int32

    /// Declares the parameters.
    public init(_ fields: inout Fields) {
        mode = fields.query(
            "mode", "What becomes of a file with bad rows.", default: .allOrNothing)
        isDryRun = fields.query(
            "dry_run", "Check everything and write nothing; the report is the same.",
            default: false)
        mapping = fields.query(
            "mapping",
            "A JSON object of the file's columns and what they are here; null to leave one out.",
            length: 2...8_000, example: #"{"Artikel":"sku"}"#)
        resumed = fields.query(
            "resume", "The import to go on with: one that broke off, in the same mode.")
        fromRow = fields.query(
            "from_row",
            "Which row the body of an import that goes on begins with; it may begin too early.",
            in: 1...10_000_000, default: 1)
    }
}

extension ImportTerms {
    /// The column that a title of the file is to be, by the title as `ImportHeader` has it; nil in
    /// it for one to leave out.
    func columns(_ known: [ImportColumn]) throws(Problem) -> [String: String?] {
        guard let mapping else { return [:] }
        guard let members = (try? JSON.parse(mapping))?.members else {
            throw .invalid("query:mapping", "format", "Must be a JSON object.")
        }
        var columns: [String: String?] = [:]
        for member in members {
            let title = ImportHeader.normalized(member.name)
            guard !title.isEmpty, columns[title] == nil else {
                throw .invalid(
                    "query:mapping", "title", "'\(member.name.prefix(40))' is empty or repeated.")
            }
            if member.value.isNull {
                columns[title] = .some(nil)
                continue
            }
            guard let name = member.value.text, known.contains(where: { $0.name == name }) else {
                let names = known.map(\.name).joined(separator: ", ")
                throw .invalid("query:mapping", "column", "The columns here are \(names).")
            }
            columns[title] = name
        }
        return columns
    }
}
