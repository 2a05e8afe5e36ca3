public import Bedrock
import Cryptography
import Platform
public import Postgres
import Storage

/// A rendition as it is stored.
public struct RenditionRow: Hashable, Sendable {
    let size: RenditionSize
    let width: Int32
    let height: Int32
    let bytes: Int64
    let sha256: [UInt8]

    /// Reads `small 480 360 20123 0a1b…`.
    init?(packed text: String) {
        let parts = text.split(separator: " ")
        guard parts.count == 5, let size = RenditionSize(rawValue: String(parts[0])),
            let width = Int32(parts[1]), let height = Int32(parts[2]),
            let bytes = Int64(parts[3]), let sha256 = Hexadecimal.decode(String(parts[4]))
        else { return nil }
        self.size = size
        self.width = width
        self.height = height
        self.bytes = bytes
        self.sha256 = sha256
    }
}

/// An image as it is stored.
public struct ImageRow: Hashable, Sendable {
    let id: ID<Image>
    let sha256: [UInt8]
    let mediaType: String
    let bytes: Int64
    let width: Int32
    let height: Int32
    var alt: String?
    let state: String
    let reason: String?
    let createdAt: Instant
    let renditions: [RenditionRow]

    @Sendable
    static func read(_ row: inout RowReader) throws(RowError) -> ImageRow {
        ImageRow(
            id: try row.read(), sha256: try row.read(), mediaType: try row.read(),
            bytes: try row.read(), width: try row.read(), height: try row.read(),
            alt: try row.read(), state: try row.read(), reason: try row.read(),
            createdAt: try row.read(),
            renditions: try row.read([String].self).compactMap(RenditionRow.init(packed:))
                .sorted { $0.size.side < $1.size.side })
    }
}

/// A place where an image is shown.
public struct ImageUse: Hashable, Sendable {
    /// What shows it, by an id of whoever asked for it.
    public let subject: UUIDBytes
    let image: ImageRow

    /// Reads a row of what is shown: its subject, then the image.
    @Sendable
    public static func read(_ row: inout RowReader) throws(RowError) -> ImageUse {
        ImageUse(subject: try row.read(), image: try ImageRow.read(&row))
    }
}
