public import Bedrock

/// A zone's offsets from UTC, each from an instant on: what the engine knows of local time.
///
/// It has no list of zones; whoever makes a book says what the seller's zone does.
public struct ZoneOffsets: Hashable, Sendable {
    private let changes: [Int64]
    private let seconds: [Int32]

    /// A zone that never differs from UTC.
    public static let utc = ZoneOffsets([])

    /// - Parameter offsets: seconds east of UTC from each instant on; the earliest holds before.
    public init(_ offsets: [(from: Instant, seconds: Int32)]) {
        let sorted = offsets.sorted { $0.from < $1.from }
        changes = sorted.map(\.from.microseconds)
        seconds = sorted.map(\.seconds)
    }

    /// Minutes since Monday began there.
    public func minuteOfWeek(at instant: Instant) -> Int {
        let place = max(0, (changes.lastIndex { $0 <= instant.microseconds } ?? 0))
        let offset = seconds.isEmpty ? 0 : Int64(seconds[place])
        let second = ZoneOffsets.floor(instant.microseconds, by: 1_000_000) + offset
        let minute = ZoneOffsets.floor(second, by: 60)
        // The first of January 1970 was a Thursday.
        let sinceMonday = minute + 3 * 1_440
        return Int(sinceMonday - ZoneOffsets.floor(sinceMonday, by: 10_080) * 10_080)
    }

    private static func floor(_ value: Int64, by divisor: Int64) -> Int64 {
        let (quotient, remainder) = value.quotientAndRemainder(dividingBy: divisor)
        return remainder < 0 ? quotient - 1 : quotient
    }
}

/// Hours of some days of the week, by the seller's clock.
public struct WeekHours: Hashable, Sendable {
    /// Days from Monday, 0, to Sunday, 6; none stands for all.
    public var days: Set<Int>
    /// Minutes of the day, `from` on and `until` no more; where they are equal, the whole day.
    ///
    /// Hours that end before they begin last over midnight and belong to the day they began on.
    public var from: Int
    public var until: Int

    public init(days: Set<Int> = [], from: Int = 0, until: Int = 0) {
        self.days = days
        self.from = from
        self.until = until
    }

    /// Whether that minute of the week is one of them.
    public func contains(minuteOfWeek minute: Int) -> Bool {
        let (day, time) = minute.quotientAndRemainder(dividingBy: 1_440)
        func isMeant(_ day: Int) -> Bool { days.isEmpty || days.contains(day) }
        if from == until { return isMeant(day) }
        if from < until { return isMeant(day) && from <= time && time < until }
        return (time >= from && isMeant(day)) || (time < until && isMeant((day + 6) % 7))
    }
}
