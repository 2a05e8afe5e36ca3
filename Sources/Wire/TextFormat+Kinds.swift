import Bedrock

extension TextFormat {
    /// A line of text: trimmed, not empty, no control characters. What a text is by default.
    public static let line = TextFormat(
        length: 1...1_000, trims: true, multiline: false, sample: "Text", message: ""
    ) { _ in true }

    /// Text of several lines: trimmed, not empty, line breaks and tabs allowed.
    public static let multiline = TextFormat(
        length: 1...10_000, trims: true, multiline: true, sample: "Text", message: ""
    ) { _ in true }

    /// A password or a token: taken as it is, spaces and all.
    public static let secret = TextFormat(
        format: "password", length: 1...1_000, trims: false, multiline: false,
        sample: "correct horse battery staple", message: ""
    ) { _ in true }

    /// An address with one `@` and a domain with a dot; whether it exists, a mail must show.
    public static let email = TextFormat(
        format: "email", length: 3...254, sample: "buyer@example.com",
        message: "Must be an e-mail address.", accepts: isEmail)

    /// Lower-case words joined by hyphens: `corner-store`.
    public static let slug = TextFormat(
        pattern: "^[a-z0-9]+(-[a-z0-9]+)*$", length: 1...100, sample: "corner-store",
        message: "Must be lower-case letters and digits, joined by hyphens.", accepts: isSlug)

    /// A code as the trade writes them: letters, digits and `. _ - /`, no spaces.
    public static let code = TextFormat(
        pattern: "^[A-Za-z0-9][A-Za-z0-9._/-]*$", length: 1...64, sample: "SKU-1001",
        message: "Must be letters, digits, '.', '_', '-' or '/', starting with a letter or digit.",
        accepts: isCode)

    /// Digits only, leading zeros kept: a barcode, a postal number.
    public static let digits = TextFormat(
        pattern: "^[0-9]+$", length: 1...32, sample: "0123456789",
        message: "Must be digits only."
    ) { bytes in bytes.allSatisfy(isDigit) }

    /// A calendar day: `2022-09-01`.
    public static let day = TextFormat(
        format: "date", pattern: "^[0-9]{4}-[0-9]{2}-[0-9]{2}$", length: 10...10,
        sample: "2022-09-01", message: "Must be a day as 2022-09-01.", accepts: isDay)
}

private func isDigit(_ byte: UInt8) -> Bool { byte >= 0x30 && byte <= 0x39 }

private func isLower(_ byte: UInt8) -> Bool { byte >= 0x61 && byte <= 0x7A }

private func isUpper(_ byte: UInt8) -> Bool { byte >= 0x41 && byte <= 0x5A }

@Sendable
private func isSlug(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
    var hyphen = true
    for byte in bytes {
        if byte == 0x2D {
            if hyphen { return false }
            hyphen = true
        } else {
            guard isLower(byte) || isDigit(byte) else { return false }
            hyphen = false
        }
    }
    return !hyphen
}

@Sendable
private func isCode(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
    guard let first = bytes.first, isLower(first) || isUpper(first) || isDigit(first) else {
        return false
    }
    return bytes.allSatisfy { byte in
        isLower(byte) || isUpper(byte) || isDigit(byte)
            || byte == 0x2E || byte == 0x5F || byte == 0x2D || byte == 0x2F
    }
}

@Sendable
private func isEmail(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
    guard let at = bytes.firstIndex(of: 0x40), at > 0, at <= 64 else { return false }
    let domain = bytes[(at + 1)...]
    guard bytes.allSatisfy({ $0 > 0x20 }), !domain.contains(0x40) else { return false }
    let labels = domain.split(separator: 0x2E, omittingEmptySubsequences: false)
    return labels.count >= 2
        && labels.allSatisfy { label in
            !label.isEmpty && label.first != 0x2D && label.last != 0x2D
                && label.allSatisfy { $0 >= 0x80 || isLower($0) || isUpper($0) || isDigit($0)
                    || $0 == 0x2D }
        }
}

@Sendable
private func isDay(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
    Instant(day: String(decoding: bytes, as: UTF8.self)) != nil
}
