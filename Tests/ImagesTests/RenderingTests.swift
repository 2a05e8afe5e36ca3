import Storage
import Testing

@testable import Images

@Suite("Renditions of a picture")
struct RenderingTests {
    private static let pixels = 4_000_000

    private func files(of sample: Sample) -> [(FileType, [UInt8])] {
        [(.png, sample.png), (.jpeg, sample.jpeg), (.webp, sample.webp)]
    }

    @Test("keep its shape, and are no larger than it and than their squares")
    func sizes() throws {
        for (width, height) in [(1_600, 400), (300, 700), (90, 60), (1, 1), (2_000, 1)] {
            for (type, bytes) in files(of: Sample(width, height)) {
                let made = try Rendering.render(bytes, type, pixels: Self.pixels)
                #expect(made.map(\.size) == [.large, .small, .thumbnail])
                for rendition in made {
                    let side = rendition.size.side
                    let longest = max(rendition.width, rendition.height)
                    #expect(longest == min(side, max(width, height)))
                    guard let picture = Picture(rendition.bytes, .webp) else {
                        Issue.record("\(rendition.size) of \(type) can't be read")
                        continue
                    }
                    let size = (picture.width, picture.height)
                    #expect(size == (rendition.width, rendition.height))
                    #expect(ImageHeader(rendition.bytes, .webp)?.width == rendition.width)
                    if min(width, height) > 50 {
                        let corners = picture.corners()
                        #expect(corners == [0, 1, 2, 3], "\(type) \(width)")
                        #expect(abs(rendition.width * height - rendition.height * width)
                            <= max(width, height))
                    }
                }
            }
        }
    }

    /// Which corner of what is stored is seen where, as the format's own document draws it.
    static let seen: [[Int]] = [
        [0, 1, 2, 3], [1, 0, 3, 2], [3, 2, 1, 0], [2, 3, 0, 1],
        [0, 2, 1, 3], [2, 0, 3, 1], [3, 1, 2, 0], [1, 3, 0, 2],
    ]

    @Test("stand upright however the camera was held", arguments: 1...8, [true, false])
    func upright(orientation: Int, isLittle: Bool) throws {
        let bytes = Sample(240, 160).jpeg(lying: orientation, isLittle: isLittle)
        let header = try #require(ImageHeader(bytes, .jpeg))
        #expect(header.orientation.rawValue == orientation)
        #expect(header.shown.width == (orientation > 4 ? 160 : 240))
        for rendition in try Rendering.render(bytes, .jpeg, pixels: Self.pixels) {
            guard let picture = Picture(rendition.bytes, .webp) else {
                Issue.record("\(rendition.size) can't be read")
                continue
            }
            let (isTall, corners) = (picture.width < picture.height, picture.corners())
            #expect(isTall == (orientation > 4))
            #expect(corners == Self.seen[orientation - 1])
        }
    }

    @Test("have nothing of what the camera wrote")
    func bare() throws {
        let bytes = Sample(200, 200).jpeg(lying: 1, isLittle: true)
        #expect(bytes.contains("51.5N"))
        for rendition in try Rendering.render(bytes, .jpeg, pixels: Self.pixels) {
            #expect(!rendition.bytes.contains("51.5N"))
            #expect(!rendition.bytes.contains("Exif") && !rendition.bytes.contains("EXIF"))
        }
    }

    @Test("of more pixels than are taken are never begun")
    func bomb() throws {
        var bytes = Sample(20, 20).png
        // The header alone says how many there are; decoding them would take 14 GB.
        bytes.replaceSubrange(16..<24, with: [0, 0, 0xEA, 0x60, 0, 0, 0xEA, 0x60])
        #expect(ImageHeader(bytes, .png)?.width == 60_000)
        #expect(throws: ImageFault.unreadable) {
            try Rendering.render(bytes, .png, pixels: Self.pixels)
        }
        for (type, bytes) in files(of: Sample(100, 100)) {
            #expect(throws: ImageFault.self) {
                try Rendering.render(bytes, type, pixels: 9_999)
            }
            #expect(try Rendering.render(bytes, type, pixels: 10_000).count == 3)
        }
    }

    @Test("are not made of files that end too soon")
    func cut() {
        for (type, bytes) in files(of: Sample(64, 48)) {
            for part in 1..<20 {
                let cut = Array(bytes.prefix(bytes.count * part / 20))
                #expect(throws: ImageFault.self, "\(type) \(part)") {
                    try Rendering.render(cut, type, pixels: Self.pixels)
                }
            }
        }
    }

    @Test("of a file that was changed anywhere are made or refused, and that is all")
    func changed() {
        let seed = UInt64.random(in: 0...UInt64.max)
        var random = Xorshift(state: seed | 1)
        var outcomes = [true: 0, false: 0]
        let sample = Sample(40, 30)
        let whole = files(of: sample) + [(.jpeg, sample.jpeg(lying: 6, isLittle: false))]
        for round in 0..<1_200 {
            let (type, bytes) = whole[round % whole.count]
            var changed = bytes
            for _ in 0..<Int.random(in: 1...8, using: &random) {
                let place = Int.random(in: 0..<changed.count, using: &random)
                switch Int.random(in: 0..<4, using: &random) {
                case 0: changed[place] = UInt8.random(in: 0...255, using: &random)
                case 1: changed[place] ^= 1 << UInt8.random(in: 0..<8, using: &random)
                case 2: changed.removeSubrange(place..<min(changed.count, place + 3))
                default: changed.insert(0xFF, at: place)
                }
                if changed.isEmpty { changed = [0] }
            }
            let made = try? Rendering.render(changed, type, pixels: Self.pixels)
            outcomes[made != nil, default: 0] += 1
            #expect(made == nil || made?.count == 3, "seed \(seed), round \(round)")
        }
        // Both happen, or nothing was tried.
        #expect(outcomes[true]! > 20 && outcomes[false]! > 20, "seed \(seed): \(outcomes)")
    }

    @Test("a header that says four billion pixels of each is refused, as any that says too many")
    func uncountable() throws {
        for (type, whole) in files(of: Sample(40, 30)) where type == .png {
            for size in [UInt8(0xFF), 0x7F] {
                var bytes = whole
                for place in 16..<24 { bytes[place] = size }
                #expect(throws: ImageFault.self) {
                    try Rendering.render(bytes, type, pixels: Self.pixels)
                }
            }
        }
    }
}

@Suite("The header of a picture")
struct ImageHeaderTests {
    @Test("is read where it is, and nowhere beyond the bytes")
    func read() {
        let seed = UInt64.random(in: 0...UInt64.max)
        var random = Xorshift(state: seed | 1)
        for _ in 0..<40 {
            let width = Int.random(in: 1...300, using: &random)
            let height = Int.random(in: 1...300, using: &random)
            let sample = Sample(width, height)
            for (type, bytes) in [
                (FileType.png, sample.png), (.jpeg, sample.jpeg), (.webp, sample.webp),
                (.jpeg, sample.jpeg(lying: 8, isLittle: true)),
            ] {
                let header = ImageHeader(bytes, type)
                #expect(header?.width == width && header?.height == height, "seed \(seed)")
                #expect(FileType(sniffing: Array(bytes.prefix(512))) == type)
                for count in 0..<min(bytes.count, 120) {
                    let short = ImageHeader(Array(bytes.prefix(count)), type)
                    #expect(short == nil || short?.width == width, "seed \(seed), \(count)")
                }
            }
        }
    }

    @Test("of a picture without loss, and of one with a canvas, is read too")
    func kinds() {
        func chunk(_ name: String, _ bytes: [UInt8]) -> [UInt8] {
            Array(name.utf8) + [UInt8(bytes.count), 0, 0, 0] + bytes
        }
        let head = Array("RIFF".utf8) + [0, 0, 0, 0] + Array("WEBP".utf8)
        let lossless = head + chunk("VP8L", [0x2F, 0x2B, 0x41, 0x2E, 0x00, 0])
        #expect(ImageHeader(lossless, .webp)?.width == 0x12B + 1)
        #expect(ImageHeader(lossless, .webp)?.height == 0xB9 + 1)
        let canvas = head + chunk("VP8X", [8, 0, 0, 0, 0x57, 2, 0, 0x8F, 1, 0])
            + chunk("EXIF", Sample.exif(6, isLittle: false))
        #expect(ImageHeader(canvas, .webp)?.width == 600)
        #expect(ImageHeader(canvas, .webp)?.shown.width == 400)
        #expect(ImageHeader(canvas, .pdf) == nil)
    }
}

/// Numbers that a seed repeats.
struct Xorshift: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state ^= state << 13
        state ^= state >> 7
        state ^= state << 17
        return state
    }
}

extension [UInt8] {
    func contains(_ text: String) -> Bool {
        let wanted = Array(text.utf8)
        return indices.contains { self[$0...].starts(with: wanted) }
    }
}
