// RFC 3339: what the API reads (any offset, up to microseconds) and writes (UTC, `Z`).
extension Instant {
    /// `2022-09-01T00:00:00Z`, with a fraction of six digits only where there is one.
    public var rfc3339: String {
        var bytes: [UInt8] = []
        append(to: &bytes)
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Appends the RFC 3339 form.
    public func append(to bytes: inout [UInt8]) {
        let seconds = self.seconds
        let fraction = microseconds - seconds * 1_000_000
        let days = seconds.flooredQuotient(86_400)
        let ofDay = seconds - days * 86_400
        let day = CivilDay(daysSinceEpoch: days)
        bytes.appendDigits(day.year, 4)
        bytes.append(UInt8(ascii: "-"))
        bytes.appendDigits(day.month, 2)
        bytes.append(UInt8(ascii: "-"))
        bytes.appendDigits(day.day, 2)
        bytes.append(UInt8(ascii: "T"))
        bytes.appendDigits(ofDay / 3600, 2)
        bytes.append(UInt8(ascii: ":"))
        bytes.appendDigits(ofDay / 60 % 60, 2)
        bytes.append(UInt8(ascii: ":"))
        bytes.appendDigits(ofDay % 60, 2)
        if fraction != 0 {
            bytes.append(UInt8(ascii: "."))
            bytes.appendDigits(fraction, 6)
        }
        bytes.append(UInt8(ascii: "Z"))
    }

    /// Reads RFC 3339 between the years 0001 and 9999; nil for anything else.
    ///
    /// A leap second (`:60`) is read as the second after it; digits beyond microseconds are cut.
    public init?(rfc3339 text: some StringProtocol) {
        var reader = DigitReader(bytes: Array(text.utf8))
        guard let year = reader.digits(4), year > 0, reader.take("-"),
            let month = reader.digits(2), (1...12).contains(month), reader.take("-"),
            let day = reader.digits(2), day >= 1, day <= CivilDay.daysIn(month: month, of: year),
            reader.take("T") || reader.take("t") || reader.take(" "),
            let hour = reader.digits(2), hour < 24, reader.take(":"),
            let minute = reader.digits(2), minute < 60, reader.take(":"),
            let second = reader.digits(2), second <= 60
        else { return nil }
        var fraction: Int64 = 0
        if reader.take(".") {
            guard let read = reader.fraction() else { return nil }
            fraction = read
        }
        guard let offset = reader.offset(), reader.isAtEnd else { return nil }
        let days = CivilDay(year: year, month: month, day: day).daysSinceEpoch
        let seconds = days * 86_400 + hour * 3600 + minute * 60 + second - offset * 60
        self.init(microseconds: seconds * 1_000_000 + fraction)
    }

    /// Midnight UTC of a day written `2022-09-01`; nil for anything else.
    public init?(day text: some StringProtocol) {
        guard text.utf8.count == 10, let instant = Instant(rfc3339: text + "T00:00:00Z") else {
            return nil
        }
        self = instant
    }
}

private struct DigitReader {
    let bytes: [UInt8]
    var at = 0

    init(bytes: [UInt8]) { self.bytes = bytes }

    var isAtEnd: Bool { at == bytes.count }

    mutating func take(_ scalar: UnicodeScalar) -> Bool {
        guard at < bytes.count, bytes[at] == UInt8(ascii: scalar) else { return false }
        at += 1
        return true
    }

    mutating func digits(_ count: Int) -> Int64? {
        guard at + count <= bytes.count else { return nil }
        var value: Int64 = 0
        for byte in bytes[at..<at + count] {
            guard byte >= 0x30, byte <= 0x39 else { return nil }
            value = value * 10 + Int64(byte - 0x30)
        }
        at += count
        return value
    }

    mutating func fraction() -> Int64? {
        var value: Int64 = 0
        var count = 0
        while at < bytes.count, bytes[at] >= 0x30, bytes[at] <= 0x39 {
            if count < 6 { value = value * 10 + Int64(bytes[at] - 0x30) }
            count += 1
            at += 1
        }
        guard count > 0, count <= 18 else { return nil }
        for _ in min(count, 6)..<6 { value *= 10 }
        return value
    }

    /// Minutes east of UTC.
    mutating func offset() -> Int64? {
        if take("Z") || take("z") { return 0 }
        let sign: Int64 = take("+") ? 1 : take("-") ? -1 : 0
        guard sign != 0, let hours = digits(2), hours < 24, take(":"),
            let minutes = digits(2), minutes < 60
        else { return nil }
        return sign * (hours * 60 + minutes)
    }
}

extension [UInt8] {
    /// Appends `value` in decimal with leading zeros to `width`; the value fits.
    fileprivate mutating func appendDigits(_ value: Int64, _ width: Int) {
        var divisor: Int64 = 1
        for _ in 1..<width { divisor *= 10 }
        var rest = value
        while divisor > 0 {
            append(UInt8(truncatingIfNeeded: 0x30 + rest / divisor))
            rest %= divisor
            divisor /= 10
        }
    }
}
