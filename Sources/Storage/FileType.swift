/// The kinds of files that are taken, told by their first bytes and not by what is declared.
public enum FileType: String, CaseIterable, Sendable {
    case pdf = "application/pdf"
    case png = "image/png"
    case jpeg = "image/jpeg"
    case webp = "image/webp"

    /// The kind that a file of these first bytes is of; nil for any other.
    public init?(sniffing head: [UInt8]) {
        func has(_ bytes: [UInt8], at place: Int = 0) -> Bool {
            head.count >= place + bytes.count
                && head[place..<place + bytes.count].elementsEqual(bytes)
        }
        if has(Array("%PDF-".utf8)) {
            self = .pdf
        } else if has([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]),
            has(Array("IHDR".utf8), at: 12)
        {
            self = .png
        } else if has([0xFF, 0xD8, 0xFF]) {
            self = .jpeg
        } else if has(Array("RIFF".utf8)), has(Array("WEBP".utf8), at: 8) {
            self = .webp
        } else {
            return nil
        }
    }

    /// What its files' names end in.
    public var suffix: String {
        switch self {
        case .pdf: "pdf"
        case .png: "png"
        case .jpeg: "jpg"
        case .webp: "webp"
        }
    }
}
