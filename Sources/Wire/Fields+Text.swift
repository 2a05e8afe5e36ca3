public import Bedrock

extension Fields {
    /// The text of an input as it stands, for values that check its shape themselves.
    public mutating func word(_ input: FieldInput) -> String? {
        switch input {
        case .text(let text): return text
        case .json(let cursor):
            guard cursor.kind == .string else {
                refuse("type", "Must be a string.")
                return nil
            }
            if let text = cursor.string { return text }
            refuse("characters", "Must not have half a surrogate pair.")
            return nil
        }
    }

    /// The text of an input by the rule: trimmed where the format trims, no control characters.
    public mutating func text(_ input: FieldInput, _ rule: FieldRule) -> String? {
        switch input {
        case .json(let cursor):
            guard cursor.kind == .string else {
                refuse("type", "Must be a string.")
                return nil
            }
            return text(cursor.bytes, rule)
        case .text(var text):
            return text.withUTF8 { bytes in self.text(bytes, rule) }
        }
    }

    private mutating func text(
        _ whole: UnsafeBufferPointer<UInt8>, _ rule: FieldRule
    ) -> String? {
        let format = rule.format ?? .line
        let bytes = format.trims ? whole.trimmed : whole
        var scalars = 0
        for byte in bytes {
            if byte & 0xC0 != 0x80 { scalars += 1 }
            guard byte < 0x20 || byte == 0x7F else { continue }
            if format.multiline, byte == 0x0A || byte == 0x0D || byte == 0x09 { continue }
            refuse("characters", "Must not have control characters.")
            return nil
        }
        let length = rule.length ?? format.length
        guard length.contains(scalars) else {
            refuseLength(length, scalars)
            return nil
        }
        guard format.accepts(bytes) else {
            refuse("format", format.message)
            return nil
        }
        if scalars == bytes.count { return String(decoding: bytes, as: UTF8.self) }
        guard let text = String(validating: bytes, as: UTF8.self) else {
            refuse("characters", "Must not have half a surrogate pair.")
            return nil
        }
        guard format.trims else { return text }
        return isPrintable(text) ? text : nil
    }

    /// What only texts beyond ASCII need: the other control characters, the other white space.
    private mutating func isPrintable(_ text: String) -> Bool {
        var hasInk = false
        for scalar in text.unicodeScalars {
            if (0x80...0x9F).contains(scalar.value) || scalar.value == 0xFEFF {
                refuse("characters", "Must not have control characters.")
                return false
            }
            if !scalar.properties.isWhitespace { hasInk = true }
        }
        if !hasInk { refuse("length", "Must not be empty.") }
        return hasInk
    }

    private mutating func refuseLength(_ length: ClosedRange<Int>, _ scalars: Int) {
        if scalars == 0 {
            refuse("length", "Must not be empty.")
        } else if length.lowerBound == length.upperBound {
            refuse("length", "Must have \(length.lowerBound) characters, has \(scalars).")
        } else if scalars < length.lowerBound {
            refuse("length", "Must have at least \(length.lowerBound) characters, has \(scalars).")
        } else {
            refuse("length", "Must have at most \(length.upperBound) characters, has \(scalars).")
        }
    }
}

extension Fields {
    /// The UUID of an id with that prefix.
    @usableFromInline
    mutating func uuid(_ input: FieldInput, prefix: String) -> UUIDBytes? {
        switch input {
        case .json(let cursor):
            guard cursor.kind == .string else {
                refuse("type", "Must be a string.")
                return nil
            }
            return uuid(cursor.bytes, prefix)
        case .text(var text):
            return text.withUTF8 { bytes in uuid(bytes, prefix) }
        }
    }

    private mutating func uuid(
        _ bytes: UnsafeBufferPointer<UInt8>, _ prefix: String
    ) -> UUIDBytes? {
        let count = prefix.utf8.count
        if bytes.count == count + 27, bytes[count] == UInt8(ascii: "_"),
            prefix.utf8.elementsEqual(UnsafeBufferPointer(rebasing: bytes[..<count])),
            let uuid = Base32.decode(UnsafeBufferPointer(rebasing: bytes[(count + 1)...]))
        {
            return uuid
        }
        refuse("format", "Must be an id that starts with \(prefix)_.")
        return nil
    }
}

extension UnsafeBufferPointer<UInt8> {
    /// Without the white space of ASCII around it.
    fileprivate var trimmed: UnsafeBufferPointer<UInt8> {
        func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || (byte >= 0x09 && byte <= 0x0D) }
        guard let first, let last, isSpace(first) || isSpace(last) else { return self }
        guard let start = firstIndex(where: { !isSpace($0) }),
            let end = lastIndex(where: { !isSpace($0) })
        else { return UnsafeBufferPointer(start: baseAddress, count: 0) }
        return UnsafeBufferPointer(rebasing: self[start...end])
    }
}
