import CGd

@testable import Images

/// A drawn picture whose quarters have colours of their own, as files of every type.
final class Sample {
    static let colours: [Int32] = [0xE02020, 0x20C020, 0x2020E0, 0xE0E020]
    let image: gdImagePtr

    init(_ width: Int, _ height: Int) {
        image = gdImageCreateTrueColor(Int32(width), Int32(height))
        for y in 0..<height {
            for x in 0..<width {
                let quarter = (y < height / 2 ? 0 : 2) + (x < width / 2 ? 0 : 1)
                gdImageSetPixel(image, Int32(x), Int32(y), Self.colours[quarter])
            }
        }
    }

    deinit { gdImageDestroy(image) }

    var png: [UInt8] { file { gdImagePngPtr(image, &$0) } }
    var jpeg: [UInt8] { file { gdImageJpegPtr(image, &$0, 95) } }
    var webp: [UInt8] { file { gdImageWebpPtrEx(image, &$0, 90) } }

    /// A JPEG as a camera would write it: lying somehow, and saying where it was taken.
    func jpeg(lying orientation: Int, isLittle: Bool) -> [UInt8] {
        let exif = Self.exif(orientation, isLittle: isLittle)
        let length = exif.count + 8
        let segment: [UInt8] = [0xFF, 0xE1, UInt8(length >> 8), UInt8(length & 0xFF)]
        let plain = jpeg
        var file = Array(plain[..<2])
        for part in [segment, Array("Exif".utf8), [0, 0], exif, Array(plain[2...])] { file += part }
        return file
    }

    /// What cameras write, as TIFF has it: an orientation, then words that nobody else may read.
    static func exif(_ orientation: Int, isLittle: Bool) -> [UInt8] {
        func short(_ value: Int) -> [UInt8] {
            let bytes = [UInt8(value >> 8 & 0xFF), UInt8(value & 0xFF)]
            return isLittle ? bytes.reversed() : bytes
        }
        func long(_ value: Int) -> [UInt8] {
            isLittle
                ? short(value & 0xFFFF) + short(value >> 16)
                : short(value >> 16) + short(value & 0xFFFF)
        }
        let order = Array((isLittle ? "II" : "MM").utf8)
        let entry = short(0x0112) + short(3) + long(1) + short(orientation) + [0, 0]
        let other = short(0x010F) + short(2) + long(4) + Array("ACME".utf8)
        return order + short(42) + long(8) + short(2) + other + entry + long(0)
            + Array("51.5N 0.1W".utf8)
    }

    private func file(_ write: (inout Int32) -> UnsafeMutableRawPointer?) -> [UInt8] {
        var count: Int32 = 0
        guard let file = write(&count) else { return [] }
        defer { gdFree(file) }
        return Array(UnsafeRawBufferPointer(start: file, count: Int(count)))
    }
}

extension Picture {
    /// Which of the sample's colours a place is nearest to.
    borrowing func quarter(_ x: Int, _ y: Int) -> Int {
        func channels(_ colour: Int32) -> [Int32] {
            [colour >> 16 & 0xFF, colour >> 8 & 0xFF, colour & 0xFF]
        }
        let seen = channels(self[x, y])
        let distances = Sample.colours.map { colour in
            zip(channels(colour), seen).reduce(0) { $0 + abs($1.0 - $1.1) }
        }
        return distances.indices.min { distances[$0] < distances[$1] } ?? 0
    }

    /// The colours of the corners: above left and right, below left and right.
    borrowing func corners() -> [Int] {
        let (right, low) = (width - 1, height - 1)
        return [quarter(0, 0), quarter(right, 0), quarter(0, low), quarter(right, low)]
    }
}
