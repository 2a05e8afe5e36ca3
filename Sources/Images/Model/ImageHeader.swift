import Storage

/// What a picture says of itself before anything of it is decoded.
///
/// Every step looks first whether there are so many bytes: what is read here anybody may have sent.
struct ImageHeader: Equatable, Sendable {
    /// Pixels as they are stored.
    var width = 0
    var height = 0
    var orientation = Orientation.upright

    /// The header of a file of that type; nil where it has none that can be read.
    init?(_ bytes: [UInt8], _ type: FileType) {
        var reader = HeaderBytes(bytes)
        switch type {
        case .png: readPNG(&reader)
        case .jpeg: readJPEG(&reader)
        case .webp: readWebP(&reader)
        case .pdf: return nil
        }
        guard width > 0, height > 0 else { return nil }
    }

    /// Pixels as it is looked at.
    var shown: (width: Int, height: Int) {
        orientation.swapsSides ? (height, width) : (width, height)
    }

    private mutating func readPNG(_ bytes: inout HeaderBytes) {
        guard bytes.name(12) == "IHDR", let width = bytes.big32(16), let height = bytes.big32(20)
        else { return }
        (self.width, self.height) = (width, height)
        var place = 8
        while let length = bytes.big32(place), let name = bytes.name(place + 4) {
            if name == "eXIf" { orient(by: bytes, place + 8, length) }
            if name == "IEND" { return }
            place += 12 + length
        }
    }

    private mutating func readJPEG(_ bytes: inout HeaderBytes) {
        var place = 2
        while bytes.byte(place) == 0xFF, let marker = bytes.byte(place + 1) {
            switch marker {
            case 0xFF: place += 1
            case 0x01, 0xD0...0xD7: place += 2
            case 0xD9: return
            case 0xDA:
                // The library fills up what is missing of a cut file's last rows and says nothing.
                if !bytes.holdsEnd(after: place) { height = 0 }
                return
            default:
                guard let length = bytes.big16(place + 2), length >= 2 else { return }
                let isFrame = (0xC0...0xCF).contains(marker) && ![0xC4, 0xC8, 0xCC].contains(marker)
                if isFrame, let height = bytes.big16(place + 5),
                    let width = bytes.big16(place + 7)
                {
                    (self.width, self.height) = (width, height)
                } else if marker == 0xE1, bytes.name(place + 4) == "Exif" {
                    orient(by: bytes, place + 10, length - 8)
                }
                place += 2 + length
            }
        }
    }

    private mutating func readWebP(_ bytes: inout HeaderBytes) {
        var place = 12
        while let name = bytes.name(place), let length = bytes.little32(place + 4) {
            let start = place + 8
            switch name {
            case "VP8X":
                guard let width = bytes.little24(start + 4), let height = bytes.little24(start + 7)
                else { return }
                (self.width, self.height) = (width + 1, height + 1)
            case "VP8 " where self.width == 0:
                guard bytes.byte(start + 3) == 0x9D, bytes.byte(start + 4) == 0x01,
                    bytes.byte(start + 5) == 0x2A, let width = bytes.little16(start + 6),
                    let height = bytes.little16(start + 8)
                else { return }
                (self.width, self.height) = (width & 0x3FFF, height & 0x3FFF)
            case "VP8L" where self.width == 0:
                guard bytes.byte(start) == 0x2F, let sizes = bytes.little32(start + 1)
                else { return }
                (self.width, self.height) = (sizes & 0x3FFF + 1, sizes >> 14 & 0x3FFF + 1)
            case "EXIF":
                // Some write the name that JPEG has before it.
                let skipped = bytes.name(start) == "Exif" ? 6 : 0
                orient(by: bytes, start + skipped, length - skipped)
            default: break
            }
            place = start + length + length % 2
        }
    }

    /// Takes the orientation out of what a camera wrote, which has TIFF's form.
    private mutating func orient(by bytes: HeaderBytes, _ start: Int, _ length: Int) {
        guard length >= 14, let order = bytes.big16(start) else { return }
        let isLittle = order == 0x4949
        guard isLittle || order == 0x4D4D else { return }
        func short(_ place: Int) -> Int? {
            isLittle ? bytes.little16(start + place) : bytes.big16(start + place)
        }
        func long(_ place: Int) -> Int? {
            isLittle ? bytes.little32(start + place) : bytes.big32(start + place)
        }
        guard short(2) == 42, let table = long(4), table <= length, let count = short(table)
        else { return }
        for entry in 0..<min(count, 256) {
            let place = table + 2 + entry * 12
            guard place + 12 <= length else { return }
            if short(place) == 0x0112, short(place + 2) == 3 {
                orientation = short(place + 8).flatMap(Orientation.init) ?? .upright
                return
            }
        }
    }
}

/// Bytes, read where there are any.
struct HeaderBytes {
    private let bytes: [UInt8]

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    func byte(_ place: Int) -> UInt8? { bytes.indices.contains(place) ? bytes[place] : nil }

    /// Whether a JPEG's mark of its end stands behind that place.
    func holdsEnd(after place: Int) -> Bool {
        var at = bytes.count - 2
        while at > place {
            if bytes[at] == 0xFF, bytes[at + 1] == 0xD9 { return true }
            at -= 1
        }
        return false
    }

    /// Four letters.
    func name(_ place: Int) -> String? {
        has(4, at: place) ? String(decoding: bytes[place..<place + 4], as: UTF8.self) : nil
    }

    func big16(_ place: Int) -> Int? { big(2, at: place) }
    func big32(_ place: Int) -> Int? { big(4, at: place) }
    func little16(_ place: Int) -> Int? { little(2, at: place) }
    func little24(_ place: Int) -> Int? { little(3, at: place) }
    func little32(_ place: Int) -> Int? { little(4, at: place) }

    private func has(_ count: Int, at place: Int) -> Bool {
        place >= 0 && place <= bytes.count - count
    }

    private func big(_ count: Int, at place: Int) -> Int? {
        guard has(count, at: place) else { return nil }
        return bytes[place..<place + count].reduce(0) { $0 << 8 | Int($1) }
    }

    private func little(_ count: Int, at place: Int) -> Int? {
        guard has(count, at: place) else { return nil }
        return bytes[place..<place + count].reversed().reduce(0) { $0 << 8 | Int($1) }
    }
}
