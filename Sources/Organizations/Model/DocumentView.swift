import Bedrock
import Cryptography
import Platform
import Postgres
import Storage
import Wire

/// A file that shows a requirement.
struct DocumentView: Output, Sendable {
    let id: ID<Document>
    let requirement: ID<Requirement>
    let name: String
    let mediaType: String
    let size: Int64
    let sha256: [UInt8]
    let createdAt: Instant

    static let example = DocumentView(
        id: .sample(FieldRule()), requirement: .sample(FieldRule()), name: "licence.pdf",
        mediaType: "application/pdf", size: 183_042, sha256: SHA256.digest(of: "licence"),
        createdAt: .sample(FieldRule()))

    static func read(_ row: inout RowReader) throws(RowError) -> DocumentView {
        DocumentView(
            id: try row.read(), requirement: try row.read(), name: try row.read(),
            mediaType: try row.read(), size: try row.read(), sha256: try row.read(),
            createdAt: try row.read())
    }

    /// Under which its bytes are stored: never another document's, and never guessed.
    static func key(_ id: ID<Document>) -> ObjectKey {
        let text = id.uuid.text
        return ObjectKey("documents/\(text.suffix(2))/\(text)")
    }

    func write(_ out: inout OutputWriter) {
        out("id", id, "The document's id.")
        out("requirement_id", requirement, "What it shows.")
        out("name", name, "What its owner calls it.")
        out("media_type", mediaType, "What it is, by its bytes.")
        out("size", size, "How many bytes it has.")
        out("sha256", Hexadecimal.encode(sha256), "The SHA-256 of its bytes, in hexadecimal.")
        out("created_at", createdAt, "When it was uploaded.")
    }
}
