public import Bedrock
import Cryptography
public import Platform
public import Wire

/// An image of the library.
public struct ImageView: Output, Sendable {
    public let id: ID<Image>
    let sha256: String
    let mediaType: String
    let bytes: Int64
    let width: Int32
    let height: Int32
    let alt: String?
    let state: String
    let reason: String?
    let createdAt: Instant
    let url: String
    let renditions: [RenditionView]

    public static let example = ImageView(
        id: .sample(FieldRule()),
        sha256: Hexadecimal.encode(SHA256.digest(of: "bottle")), mediaType: "image/jpeg",
        bytes: 183_042, width: 3_000, height: 4_000, alt: "A bottle of Larch Hill",
        state: "ready", reason: nil, createdAt: .sample(FieldRule()),
        url: "\(ImagePage.path)?link=AmXk0aB9", renditions: [.example])

    public func write(_ out: inout OutputWriter) {
        out("id", id, "The image's id.")
        out("sha256", sha256, "The SHA-256 of its bytes, in hexadecimal.")
        out("media_type", mediaType, "What it is, by its bytes.")
        out("bytes", bytes, "How many bytes it has.")
        out("width", width, "Pixels across, as it is looked at.")
        out("height", height, "Pixels down, as it is looked at.")
        out("alt", alt, "What it shows, for who can't see it.")
        out("state", state, "`pending` until its renditions are made, then `ready` or `refused`.")
        out("reason", reason, "Why it was refused.")
        out("created_at", createdAt, "When it was uploaded.")
        out("url", url, "Where the file is as it was uploaded; holds for a day or two.")
        out("renditions", renditions, "What is made of it to be shown, the smallest first.")
    }
}

/// An image in one of the sizes it is shown in.
public struct RenditionView: Output, Sendable {
    let name: String
    let mediaType: String
    let width: Int32
    let height: Int32
    let bytes: Int64
    let url: String

    public static let example = RenditionView(
        name: "small", mediaType: "image/webp", width: 360, height: 480, bytes: 20_123,
        url: "\(ImagePage.path)?link=AmXk0aB9")

    public func write(_ out: inout OutputWriter) {
        out("name", name, "`thumbnail` (160 pixels), `small` (480) or `large` (1200).")
        out("media_type", mediaType, "What it is.")
        out("width", width, "Pixels across.")
        out("height", height, "Pixels down.")
        out("bytes", bytes, "How many bytes it has.")
        out("url", url, "Where it is; the same for a day, holds for one or two.")
    }
}

/// An image where it is shown: to members, and to those they trade with.
public struct ShownImage: Output, Sendable {
    public let id: ID<Image>
    let alt: String?
    let width: Int32
    let height: Int32
    let state: String
    public let renditions: [RenditionView]

    public static let example = ShownImage(
        id: .sample(FieldRule()), alt: "A bottle of Larch Hill", width: 3_000, height: 4_000,
        state: "ready", renditions: [.example])

    public func write(_ out: inout OutputWriter) {
        out("image_id", id, "The image's id.")
        out("alt", alt, "What it shows, for who can't see it.")
        out("width", width, "Pixels across.")
        out("height", height, "Pixels down.")
        out("state", state, "`pending` until its renditions are made, then `ready` or `refused`.")
        out("renditions", renditions, "What is made of it to be shown, the smallest first.")
    }
}
