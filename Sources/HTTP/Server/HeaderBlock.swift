/// The header fields of one request in one piece of memory: names in lower case, in the order in
/// which they came.
///
/// Each field is two lengths of two bytes, the name, the value. Looking one up walks them all,
/// which for the dozen that a request has is quicker than any table.
struct HeaderBlock: Sendable {
    private(set) var bytes: [UInt8] = []

    mutating func reserve(_ capacity: Int) {
        bytes.reserveCapacity(capacity)
    }

    /// - Precondition: neither is longer than 65,535 bytes.
    mutating func append(name: UnsafeBufferPointer<UInt8>, value: UnsafeBufferPointer<UInt8>) {
        precondition(name.count <= 0xFFFF && value.count <= 0xFFFF)
        bytes.append(UInt8(name.count >> 8))
        bytes.append(UInt8(name.count & 0xFF))
        bytes.append(UInt8(value.count >> 8))
        bytes.append(UInt8(value.count & 0xFF))
        let start = bytes.count
        bytes.append(contentsOf: name)
        bytes.withUnsafeMutableBufferPointer { bytes in
            for index in start..<start + name.count {
                bytes[index] = HeaderBlock.lowercased(bytes[index])
            }
        }
        bytes.append(contentsOf: value)
    }

    /// The values of every field of that name, given in lower case.
    func ranges(of name: String, _ found: (Range<Int>) -> Void) {
        var name = name
        name.withUTF8 { name in
            bytes.withUnsafeBufferPointer { bytes in
                var index = 0
                while index < bytes.count {
                    let nameLength = Int(bytes[index]) << 8 | Int(bytes[index + 1])
                    let valueLength = Int(bytes[index + 2]) << 8 | Int(bytes[index + 3])
                    let start = index + 4
                    let value = start + nameLength
                    if nameLength == name.count,
                        HeaderBlock.equal(bytes.baseAddress! + start, name)
                    {
                        found(value..<value + valueLength)
                    }
                    index = value + valueLength
                }
            }
        }
    }

    /// Every name and value.
    var fields: [(name: String, value: String)] {
        var fields: [(name: String, value: String)] = []
        var index = 0
        while index < bytes.count {
            let nameLength = Int(bytes[index]) << 8 | Int(bytes[index + 1])
            let valueLength = Int(bytes[index + 2]) << 8 | Int(bytes[index + 3])
            let value = index + 4 + nameLength
            fields.append(
                (
                    name: String(decoding: bytes[index + 4..<value], as: UTF8.self),
                    value: String(decoding: bytes[value..<value + valueLength], as: UTF8.self)
                ))
            index = value + valueLength
        }
        return fields
    }

    static func lowercased(_ byte: UInt8) -> UInt8 {
        byte >= 0x41 && byte <= 0x5A ? byte | 0x20 : byte
    }

    private static func equal(
        _ left: UnsafePointer<UInt8>, _ right: UnsafeBufferPointer<UInt8>
    ) -> Bool {
        for index in 0..<right.count where left[index] != right[index] {
            return false
        }
        return true
    }
}
