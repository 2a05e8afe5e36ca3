import Glibc

/// One value on a document's tape: valid while the document lives, so never stored.
@frozen
public struct JSONCursor {
    @usableFromInline let tape: UnsafePointer<UInt64>
    @usableFromInline let strings: UnsafePointer<UInt8>
    @usableFromInline let index: Int

    init(tape: UnsafePointer<UInt64>, strings: UnsafePointer<UInt8>, index: Int) {
        self.tape = tape
        self.strings = strings
        self.index = index
    }

    /// What a value is: the tape's letter for it.
    @usableFromInline
    struct Kind: Equatable, Sendable {
        let letter: UInt8

        static let object = Kind(letter: 0x7B)
        static let array = Kind(letter: 0x5B)
        static let string = Kind(letter: 0x22)
        static let integer = Kind(letter: 0x6C)
        static let unsigned = Kind(letter: 0x75)
        static let double = Kind(letter: 0x64)
        static let yes = Kind(letter: 0x74)
        static let no = Kind(letter: 0x66)
        static let null = Kind(letter: 0x6E)
    }

    var kind: Kind { Kind(letter: UInt8(truncatingIfNeeded: tape[index] >> 56)) }

    private var payload: Int { Int(truncatingIfNeeded: tape[index] & 0x00FF_FFFF_FFFF_FFFF) }

    /// Where the value after this one stands.
    var after: Int {
        switch kind {
        case .object, .array: Int(truncatingIfNeeded: tape[index] & 0xFFFF_FFFF)
        case .integer, .unsigned, .double: index + 2
        default: index + 1
        }
    }

    /// The value at another place of the tape.
    func at(_ index: Int) -> JSONCursor {
        JSONCursor(tape: tape, strings: strings, index: index)
    }

    /// An array's items or an object's members; simdjson stops counting at 2^24 - 1.
    @usableFromInline var count: Int { Int(truncatingIfNeeded: tape[index] >> 32 & 0xFF_FFFF) }

    /// An array's first item.
    @usableFromInline var firstItem: JSONCursor? {
        index + 1 < end ? at(index + 1) : nil
    }

    /// Where an array's or an object's closing mark stands.
    var end: Int { after - 1 }

    /// A string's bytes.
    var bytes: UnsafeBufferPointer<UInt8> {
        let start = UnsafeRawPointer(strings + payload)
        let count = Int(start.loadUnaligned(as: UInt32.self))
        return UnsafeBufferPointer(start: strings + payload + 4, count: count)
    }

    /// A number that was written as a whole one and fits; never one that was rounded.
    var integer: Int64? {
        kind == .integer ? Int64(bitPattern: tape[index + 1]) : nil
    }

    var double: Double { Double(bitPattern: tape[index + 1]) }

    var unsigned: UInt64 { tape[index + 1] }

    /// Whether this string is that name.
    func isNamed(_ name: StaticString) -> Bool {
        let bytes = bytes
        return bytes.count == name.utf8CodeUnitCount
            && memcmp(bytes.baseAddress!, name.utf8Start, bytes.count) == 0
    }

    /// The string, nil for a lone surrogate that an escape wrote.
    var string: String? {
        let bytes = bytes
        // The parser let through UTF-8 only; what an escape wrote can be wrong beyond ASCII alone.
        if bytes.allSatisfy({ $0 < 0x80 }) { return String(decoding: bytes, as: UTF8.self) }
        return String(validating: bytes, as: UTF8.self)
    }

    /// The string for a message: always something, and short.
    var shown: String {
        String(decoding: bytes.prefix(100), as: UTF8.self)
    }
}
