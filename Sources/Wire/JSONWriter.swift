/// JSON appended once to bytes: commas are put where they belong, nothing is checked twice.
///
/// The caller closes what it opens and writes a key before each member; debug builds don't check.
@frozen
public struct JSONWriter: Sendable {
    /// What was written so far.
    public var bytes: [UInt8] = []
    @usableFromInline var needsComma = false

    /// An empty writer that reserves room.
    @inlinable
    public init(capacity: Int = 512) {
        bytes.reserveCapacity(capacity)
    }

    @inlinable
    mutating func separate() {
        if needsComma { bytes.append(0x2C) }
        needsComma = true
    }

    /// Opens an object.
    public mutating func beginObject() {
        separate()
        bytes.append(0x7B)
        needsComma = false
    }

    /// Closes an object.
    public mutating func endObject() {
        bytes.append(0x7D)
        needsComma = true
    }

    /// Opens an array.
    public mutating func beginArray() {
        separate()
        bytes.append(0x5B)
        needsComma = false
    }

    /// Closes an array.
    public mutating func endArray() {
        bytes.append(0x5D)
        needsComma = true
    }

    /// Writes a member's name that needs no escaping: letters, digits, `_`, `-`.
    public mutating func key(_ name: StaticString) {
        let comma = needsComma ? 1 : 0
        let count = name.utf8CodeUnitCount
        bytes.appendInPlace(count + 4) { place in
            place[0] = 0x2C
            place[comma] = 0x22
            (place + comma + 1).update(from: name.utf8Start, count: count)
            place[comma + 1 + count] = 0x22
            place[comma + 2 + count] = 0x3A
            return comma + 3 + count
        }
        needsComma = false
    }

    /// Writes a member's name.
    public mutating func key(_ name: String) {
        if needsComma { bytes.append(0x2C) }
        appendQuoted(name)
        bytes.append(0x3A)
        needsComma = false
    }

    /// Writes null.
    public mutating func writeNull() { writeVerbatim("null") }

    /// Writes a boolean.
    public mutating func write(_ value: Bool) {
        if value { writeVerbatim("true") } else { writeVerbatim("false") }
    }

    /// Writes a whole number.
    public mutating func write(_ value: Int64) {
        separate()
        bytes.appendDecimal(value)
    }

    /// Writes a number; one that isn't finite, which JSON has no word for, becomes null.
    public mutating func write(_ value: Double) {
        guard value.isFinite else { return writeNull() }
        separate()
        bytes.append(contentsOf: value.description.utf8)
    }

    /// Writes a string, escaped.
    public mutating func write(_ value: String) {
        separate()
        appendQuoted(value)
    }

    /// Writes a string of bytes that `body` appends and that need no escaping: an id, an instant.
    @inlinable
    public mutating func writePlain(_ body: (inout [UInt8]) -> Void) {
        separate()
        bytes.append(0x22)
        body(&bytes)
        bytes.append(0x22)
    }

    /// Writes a value that already is JSON.
    public mutating func writeVerbatim(_ json: [UInt8]) {
        separate()
        bytes.append(contentsOf: json)
    }

    mutating func writeVerbatim(_ json: StaticString) {
        separate()
        bytes.append(
            contentsOf: UnsafeBufferPointer(
                start: json.utf8Start, count: json.utf8CodeUnitCount))
    }
}
