/// Makes UTF-8 of what arrives: bytes that are none are read as Windows-1252, the usual reason.
///
/// Pieces may end inside a character.
public struct TextRepair: Sendable {
    /// The line of the first byte that was no UTF-8.
    public private(set) var firstRepairedLine: Int?
    private var line = 1
    private var held: [UInt8] = []

    public init() {}

    /// The next piece as UTF-8; up to three bytes may be held back for the next.
    public mutating func repair(_ piece: [UInt8]) -> [UInt8] {
        held.append(contentsOf: piece)
        return take(isLast: false)
    }

    /// What was held back.
    public mutating func finish() -> [UInt8] { take(isLast: true) }

    private mutating func take(isLast: Bool) -> [UInt8] {
        let bytes = held
        held = []
        var text: [UInt8] = []
        text.reserveCapacity(bytes.count + 16)
        var index = 0
        while index < bytes.count {
            let byte = bytes[index]
            if byte < 0x80 {
                if byte == 0x0A { line += 1 }
                text.append(byte)
                index += 1
                continue
            }
            switch TextRepair.sequence(bytes[index...]) {
            case .whole(let length):
                text.append(contentsOf: bytes[index..<(index + length)])
                index += length
            case .cut where !isLast:
                held = Array(bytes[index...])
                return text
            case .cut, .none:
                if firstRepairedLine == nil { firstRepairedLine = line }
                TextRepair.append(windows1252: byte, to: &text)
                index += 1
            }
        }
        return text
    }

    private enum Sequence {
        case whole(Int)
        case cut
        case none
    }

    /// What a byte beyond ASCII begins, by table 3-7 of the Unicode standard.
    private static func sequence(_ bytes: ArraySlice<UInt8>) -> Sequence {
        let first = bytes[bytes.startIndex]
        let length: Int
        var second: ClosedRange<UInt8> = 0x80...0xBF
        switch first {
        case 0xC2...0xDF: length = 2
        case 0xE0: (length, second) = (3, 0xA0...0xBF)
        case 0xED: (length, second) = (3, 0x80...0x9F)
        case 0xE1...0xEF: length = 3
        case 0xF0: (length, second) = (4, 0x90...0xBF)
        case 0xF1...0xF3: length = 4
        case 0xF4: (length, second) = (4, 0x80...0x8F)
        default: return .none
        }
        for (offset, byte) in bytes.dropFirst().prefix(length - 1).enumerated() {
            let allowed = offset == 0 ? second : 0x80...0xBF
            if !allowed.contains(byte) { return .none }
        }
        return bytes.count < length ? .cut : .whole(length)
    }

    private static func append(windows1252 byte: UInt8, to text: inout [UInt8]) {
        let value = byte < 0xA0 ? upperControls[Int(byte) - 0x80] : UInt16(byte)
        let scalar = Unicode.Scalar(value) ?? "\u{FFFD}"
        text.append(contentsOf: UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter)
    }

    /// What Windows-1252 has at 0x80…0x9F; the five places it leaves free are U+FFFD.
    private static let upperControls: [UInt16] = [
        0x20AC, 0xFFFD, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021,
        0x02C6, 0x2030, 0x0160, 0x2039, 0x0152, 0xFFFD, 0x017D, 0xFFFD,
        0xFFFD, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014,
        0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0xFFFD, 0x017E, 0x0178,
    ]
}
