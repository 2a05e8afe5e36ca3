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

    /// What a value is.
    enum Kind: UInt8 {
        case object = 0x7B
        case array = 0x5B
        case string = 0x22
        case integer = 0x6C
        case unsigned = 0x75
        case double = 0x64
        case yes = 0x74
        case no = 0x66
        case null = 0x6E
    }

    var kind: Kind {
        guard let kind = Kind(rawValue: UInt8(truncatingIfNeeded: tape[index] >> 56)) else {
            preconditionFailure("the tape holds a value here")
        }
        return kind
    }

    private var payload: Int { Int(truncatingIfNeeded: tape[index] & 0x00FF_FFFF_FFFF_FFFF) }

    /// Where the value after this one stands.
    var after: Int {
        switch kind {
        case .object, .array: Int(truncatingIfNeeded: tape[index] & 0xFFFF_FFFF)
        case .integer, .unsigned, .double: index + 2
        case .string, .yes, .no, .null: index + 1
        }
    }

    /// The value at another place of the tape.
    func at(_ index: Int) -> JSONCursor {
        JSONCursor(tape: tape, strings: strings, index: index)
    }

    /// An array's items or an object's members; simdjson stops counting at 2^24 - 1.
    var count: Int { Int(truncatingIfNeeded: tape[index] >> 32 & 0xFF_FFFF) }

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
    var string: String? { String(validating: bytes, as: UTF8.self) }

    /// The string for a message: always something, and short.
    var shown: String {
        String(decoding: bytes.prefix(100), as: UTF8.self)
    }
}
