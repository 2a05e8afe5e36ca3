/// What a connection needs to know of a statement: its text, parameter types and name.
///
/// The name is a hash of the other two, so that it means the same to every connection and every
/// release of the program, behind a pooler too.
@usableFromInline
final class StatementText: Sendable {
    let sql: StaticString
    let types: [UInt32]
    let hash: UInt64

    @usableFromInline
    init(_ sql: StaticString, types: [UInt32]) {
        precondition(sql.hasPointerRepresentation, "a statement is more than one character")
        self.sql = sql
        self.types = types
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        func mix(_ byte: UInt8) {
            hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01b3
        }
        sql.withUTF8Buffer { $0.forEach(mix) }
        for type in types {
            withUnsafeBytes(of: type.littleEndian) { $0.forEach(mix) }
        }
        self.hash = hash
        name = StatementName(hash: hash)
    }

    /// `s` and sixteen hexadecimal digits, as a C string that lives as long as this.
    let name: StatementName

    var pointer: UnsafePointer<CChar> {
        UnsafeRawPointer(sql.utf8Start).assumingMemoryBound(to: CChar.self)
    }
}

/// A statement's name as a C string.
final class StatementName: @unchecked Sendable {
    // Unchecked: the memory is written once, before anybody else can see it.
    let pointer: UnsafePointer<CChar>

    init(hash: UInt64) {
        let memory = UnsafeMutablePointer<CChar>.allocate(capacity: 18)
        let digits = Array("0123456789abcdef".utf8)
        memory[0] = CChar(bitPattern: UInt8(ascii: "s"))
        for index in 0..<16 {
            let nibble = Int(truncatingIfNeeded: hash >> UInt64(60 - 4 * index) & 15)
            memory[index + 1] = CChar(bitPattern: digits[nibble])
        }
        memory[17] = 0
        pointer = UnsafePointer(memory)
    }

    deinit {
        pointer.deallocate()
    }
}
