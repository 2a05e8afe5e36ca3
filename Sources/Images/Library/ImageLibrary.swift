public import Bedrock
public import Cryptography
public import Platform
public import Storage
import Postgres

/// What is to become an image: examined, and its bytes stored or known to be there already.
public struct TakenImage: Sendable {
    let id: ID<Image>
    let type: FileType
    let bytes: Int64
    let sha256: [UInt8]
    let width: Int
    let height: Int
    let alt: String?
}

/// Images on one loop: the storage, the links out of it, and what is taken.
public final class ImageLibrary: @unchecked Sendable {
    // Unchecked: used on its loop only.

    let objects: Objects
    let links: ImageLinks
    /// What is taken.
    public let limits: Configuration.Images
    private let publicURL: String

    /// - Parameters:
    ///   - objects: the storage, on the same loop.
    ///   - linkKeys: what links to images are signed with, and nothing else.
    public init(
        _ configuration: Configuration, objects: Objects, linkKeys: KeyRing<HMACKey>
    ) {
        self.objects = objects
        links = ImageLinks(keys: linkKeys)
        limits = configuration.images
        publicURL = configuration.publicURL ?? ""
    }

    private func url(_ file: ImageFile, at now: Instant) -> String {
        "\(publicURL)\(ImagePage.path)?link=\(links.make(file, at: now))"
    }

    private func renditions(_ row: ImageRow, at now: Instant) -> [RenditionView] {
        row.renditions.map { made in
            let file = ImageFile(
                image: row.id, size: made.size, type: .webp, bytes: made.bytes,
                sha256: made.sha256)
            return RenditionView(
                name: made.size.rawValue, mediaType: FileType.webp.rawValue, width: made.width,
                height: made.height, bytes: made.bytes, url: url(file, at: now))
        }
    }

    /// An image as members see it.
    func view(_ row: ImageRow, at now: Instant) -> ImageView {
        let original = ImageFile(
            image: row.id, size: nil, type: FileType(rawValue: row.mediaType) ?? .jpeg,
            bytes: row.bytes, sha256: row.sha256)
        return ImageView(
            id: row.id, sha256: Hexadecimal.encode(row.sha256), mediaType: row.mediaType,
            bytes: row.bytes, width: row.width, height: row.height, alt: row.alt,
            state: row.state, reason: row.reason, createdAt: row.createdAt,
            url: url(original, at: now), renditions: renditions(row, at: now))
    }

    /// An image as it is shown to whoever sees what it is of.
    public func shown(_ use: ImageUse, at now: Instant) -> ShownImage {
        let row = use.image
        return ShownImage(
            id: row.id, alt: row.alt, width: row.width, height: row.height, state: row.state,
            renditions: renditions(row, at: now))
    }

    /// Looks at bytes that are to become an image: their type, size and pixels.
    func examine(
        _ bytes: [UInt8], alt: String?, at now: Instant
    ) throws(Problem) -> TakenImage {
        guard bytes.count <= limits.limit else {
            throw Problem(.imageTooLarge, "It may have \(limits.limit) bytes.")
        }
        guard let type = FileType(sniffing: bytes), limits.types.contains(type.rawValue) else {
            let taken = limits.types.joined(separator: ", ")
            throw Problem(.imageTypeWrong, "Its bytes are of none of these: \(taken).")
        }
        guard let header = ImageHeader(bytes, type) else { throw Problem(.imageUnreadable) }
        guard header.width * header.height <= limits.pixels else {
            throw Problem(
                .imageTooLarge, """
                    It has \(header.width) by \(header.height) pixels; \(limits.pixels) are taken.
                    """)
        }
        let shown = header.shown
        return TakenImage(
            id: .make(at: now), type: type, bytes: Int64(bytes.count),
            sha256: SHA256.digest(of: bytes), width: shown.width, height: shown.height, alt: alt)
    }
}

extension Context {
    /// The library, on the request's loop.
    public var images: ImageLibrary { services.get(ImageLibrary.self) }
}
