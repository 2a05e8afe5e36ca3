import CGd
import Storage

/// A decoded picture in the library's memory, four bytes a pixel.
struct Picture: ~Copyable {
    private let image: gdImagePtr

    private static let isQuiet: Bool = {
        gd_be_quiet()
        return true
    }()

    /// Decodes a file; nil where it is damaged, cut off or of a kind that isn't taken.
    init?(_ bytes: [UInt8], _ type: FileType) {
        guard Self.isQuiet, bytes.count <= Int32.max else { return nil }
        var bytes = bytes
        let decoded = bytes.withUnsafeMutableBytes { buffer -> gdImagePtr? in
            let count = Int32(buffer.count)
            switch type {
            case .jpeg: return gdImageCreateFromJpegPtrEx(count, buffer.baseAddress, 0)
            case .png: return gdImageCreateFromPngPtr(count, buffer.baseAddress)
            case .webp: return gdImageCreateFromWebpPtr(count, buffer.baseAddress)
            case .pdf: return nil
            }
        }
        guard let decoded else { return nil }
        if decoded.pointee.trueColor == 0, gdImagePaletteToTrueColor(decoded) == 0 {
            gdImageDestroy(decoded)
            return nil
        }
        image = decoded
    }

    /// An empty picture, all of it transparent; nil where there is no memory for it.
    init?(width: Int, height: Int) {
        guard Self.isQuiet, let made = gdImageCreateTrueColor(Int32(width), Int32(height)) else {
            return nil
        }
        gdImageAlphaBlending(made, 0)
        gdImageSaveAlpha(made, 1)
        image = made
    }

    deinit { gdImageDestroy(image) }

    var width: Int { Int(image.pointee.sx) }
    var height: Int { Int(image.pointee.sy) }

    /// A pixel: seven bits of transparency, then red, green and blue.
    subscript(x: Int, y: Int) -> Int32 {
        get { image.pointee.tpixels[y]![x] }
        nonmutating set { image.pointee.tpixels[y]![x] = newValue }
    }

    /// The same in another size, each pixel the mean of those it stands for.
    borrowing func resized(width: Int, height: Int) -> Picture? {
        guard let small = Picture(width: width, height: height) else { return nil }
        gdImageCopyResampled(
            small.image, image, 0, 0, 0, 0, Int32(width), Int32(height), Int32(self.width),
            Int32(self.height))
        return small
    }

    /// The same, turned upright.
    borrowing func upright(from orientation: Orientation) -> Picture? {
        let (width, height) = (self.width, self.height)
        let shown = orientation.swapsSides ? (height, width) : (width, height)
        guard let turned = Picture(width: shown.0, height: shown.1) else { return nil }
        for y in 0..<shown.1 {
            for x in 0..<shown.0 {
                let source = orientation.source(x, y, width: width, height: height)
                turned[x, y] = self[source.x, source.y]
            }
        }
        return turned
    }

    /// As a WebP file, which has pixels and nothing else.
    borrowing func webP(quality: Int32) -> [UInt8]? {
        var count: Int32 = 0
        guard let file = gdImageWebpPtrEx(image, &count, quality) else { return nil }
        defer { gdFree(file) }
        guard count > 0 else { return nil }
        return Array(UnsafeRawBufferPointer(start: file, count: Int(count)))
    }
}
