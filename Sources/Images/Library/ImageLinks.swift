import Bedrock
import Cryptography
import Platform
import Storage

/// A file of an image: what was uploaded, or a rendition.
struct ImageFile: Equatable {
    let image: ID<Image>
    /// Nil for what was uploaded.
    let size: RenditionSize?
    let type: FileType
    let bytes: Int64
    /// The SHA-256, or as much of it as a link has.
    let sha256: [UInt8]

    /// What its name ends in.
    static func name(_ size: RenditionSize?) -> String { size?.rawValue ?? "original" }

    /// Under which its bytes are stored: never another image's, and never guessed.
    var key: ObjectKey { Self.key(image, size) }

    static func key(_ image: ID<Image>, _ size: RenditionSize?) -> ObjectKey {
        let text = image.uuid.text
        return ObjectKey("images/\(text.suffix(2))/\(text)-\(name(size))")
    }
}

/// Makes and reads links to files of images.
///
/// A link says all that answering it takes, so that it asks no database; nobody can make one. All
/// links of one day to one file are the same, so that what was fetched once is found in caches;
/// each holds until the end of the next day.
struct ImageLinks: Sendable {
    private static let version: UInt8 = 1
    private static let length = 51
    private static let prefix = 16
    private static let day: Int64 = 86_400_000_000
    private static let sizes: [RenditionSize?] = [nil] + RenditionSize.allCases

    let keys: KeyRing<HMACKey>

    func make(_ file: ImageFile, at now: Instant) -> String {
        let begun = now.microseconds / Self.day * Self.day
        var link = LinkBytes(version: Self.version)
        link.append(file.image.uuid)
        link.append(UInt8(Self.sizes.firstIndex(of: file.size) ?? 0))
        link.append(UInt8(FileType.allCases.firstIndex(of: file.type) ?? 0))
        link.append(UInt64(bitPattern: file.bytes))
        link.append(file.sha256.prefix(Self.prefix))
        link.append(UInt64(bitPattern: begun + 2 * Self.day))
        return link.sealed(by: keys)
    }

    /// Reads a link; a problem for one that isn't ours, was changed, or is over.
    func read(_ text: String, at now: Instant) throws(Problem) -> (file: ImageFile, end: Instant) {
        let link = try LinkBytes.open(text, version: Self.version, length: Self.length, by: keys)
        let end = Int64(bitPattern: link.number(43))
        guard end > now.microseconds else { throw Problem(.linkExpired) }
        let (size, type) = (Int(link.byte(17)), Int(link.byte(18)))
        guard Self.sizes.indices.contains(size), FileType.allCases.indices.contains(type) else {
            throw Problem(.linkInvalid)
        }
        let file = ImageFile(
            image: ID(uuid: link.uuid(1)), size: Self.sizes[size], type: FileType.allCases[type],
            bytes: Int64(bitPattern: link.number(19)),
            sha256: Array(link.bytes[27..<27 + Self.prefix]))
        return (file, Instant(microseconds: end))
    }
}
