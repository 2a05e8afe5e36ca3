import Glibc

/// What a connection needs to know of a statement: its text, parameter types and name.
///
/// The name is a hash of the other two, so that it means the same to every connection and every
/// release of the program, behind a pooler too.
@usableFromInline
final class StatementText: Sendable {
    let sql: LastingCString
    let types: [UInt32]
    let hash: UInt64
    /// `s` and sixteen hexadecimal digits.
    let name: LastingCString

    @usableFromInline
    init(_ sql: SQL, types: [UInt32]) {
        self.sql = LastingCString(sql.text)
        self.types = types
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        func mix(_ byte: UInt8) {
            hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01b3
        }
        sql.text.utf8.forEach(mix)
        for type in types {
            withUnsafeBytes(of: type.littleEndian) { $0.forEach(mix) }
        }
        self.hash = hash
        let digits = String(hash, radix: 16)
        name = LastingCString("s" + String(repeating: "0", count: 16 - digits.count) + digits)
    }

    var pointer: UnsafePointer<CChar> { sql.pointer }
}

/// A text as libpq takes it, for as long as this lives.
final class LastingCString: @unchecked Sendable {
    // Unchecked: the memory is written once, before anybody else can see it.
    let pointer: UnsafePointer<CChar>

    init(_ text: String) {
        guard let copy = strdup(text) else { fatalError("no memory is left for a statement") }
        pointer = UnsafePointer(copy)
    }

    deinit { free(UnsafeMutablePointer(mutating: pointer)) }
}
