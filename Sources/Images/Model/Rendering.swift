import Cryptography
import Storage

/// The sizes that a picture is offered in; each fits a square of so many pixels.
enum RenditionSize: String, CaseIterable, Sendable {
    case thumbnail
    case small
    case large

    var side: Int {
        switch self {
        case .thumbnail: 160
        case .small: 480
        case .large: 1_200
        }
    }

    /// What a picture of that size becomes: no larger than it was, no side without a pixel.
    func fit(_ width: Int, _ height: Int) -> (width: Int, height: Int) {
        let longest = max(width, height)
        guard longest > side else { return (width, height) }
        return (max(1, width * side / longest), max(1, height * side / longest))
    }
}

/// A rendition that was made.
struct MadeRendition: Sendable {
    let size: RenditionSize
    let width: Int
    let height: Int
    let bytes: [UInt8]
    let sha256: [UInt8]
}

/// Why a picture isn't taken; the text is for whoever uploaded it.
struct ImageFault: Error, Equatable {
    let reason: String

    static let unreadable = ImageFault(reason: "The file is damaged, or cut off.")
    static let animated = ImageFault(reason: "The file is damaged, or it moves.")
}

/// Makes the renditions of a picture. Works long and in much memory: for a worker's thread.
enum Rendering {
    private static let quality: Int32 = 82

    /// Its renditions, the largest first.
    static func render(
        _ bytes: [UInt8], _ type: FileType, pixels: Int
    ) throws(ImageFault) -> [MadeRendition] {
        // What decoding would take is known before it begins.
        guard let header = ImageHeader(bytes, type), header.width <= pixels,
            header.height <= pixels / max(1, header.width), let picture = Picture(bytes, type)
        else { throw type == .webp ? .animated : .unreadable }
        guard picture.width * picture.height <= pixels else { throw .unreadable }
        let first = RenditionSize.large.fit(picture.width, picture.height)
        guard let scaled = picture.resized(width: first.width, height: first.height),
            let large = scaled.upright(from: header.orientation)
        else { throw .unreadable }
        var made: [MadeRendition] = []
        for size in RenditionSize.allCases.reversed() {
            let fitted = size.fit(large.width, large.height)
            guard let small = large.resized(width: fitted.width, height: fitted.height),
                let file = small.webP(quality: quality)
            else { throw .unreadable }
            made.append(
                MadeRendition(
                    size: size, width: fitted.width, height: fitted.height, bytes: file,
                    sha256: SHA256.digest(of: file)))
        }
        return made
    }
}
