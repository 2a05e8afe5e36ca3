import Synchronization

/// How values are spread: fixed buckets, four to a doubling, so that a quantile is known to 19 %.
///
/// Values are whole numbers in the unit that the histogram was made with. `/metrics` shows every
/// fourth boundary, the powers of two.
///
/// Unchecked, because a pointer is not Sendable; what it points to are atomics.
public final class Histogram: @unchecked Sendable {
    /// What is measured; decides the range of the buckets and the unit on `/metrics`.
    public enum Unit: Sendable {
        /// Recorded in nanoseconds from 1 µs to 69 s, shown in seconds.
        case seconds
        /// From 64 bytes to 64 MiB.
        case bytes
        /// From 1 to 65,536: rows, lines, statements.
        case count

        /// The first and the last boundary as powers of two.
        var exponents: ClosedRange<Int> {
            switch self {
            case .seconds: 10...36
            case .bytes: 6...26
            case .count: 0...16
            }
        }
    }

    /// What is measured.
    public let unit: Unit

    private let lowest: Int
    private let slots: UnsafeMutablePointer<Atomic<Int>>
    private let slotCount: Int
    private let total = Atomic(0)

    init(_ unit: Unit) {
        self.unit = unit
        lowest = unit.exponents.lowerBound
        // One slot up to the first boundary, four to a doubling, one for what is beyond.
        slotCount = (unit.exponents.count - 1) * 4 + 2
        slots = .allocate(capacity: slotCount)
        for index in 0..<slotCount { (slots + index).initialize(to: Atomic(0)) }
    }

    deinit {
        slots.deinitialize(count: slotCount)
        slots.deallocate()
    }

    /// Records a value; negative ones count as zero. A few nanoseconds, from any thread.
    public func record(_ value: Int) {
        let value = max(value, 0)
        slots[slot(of: value)].wrappingAdd(1, ordering: .relaxed)
        total.wrappingAdd(value, ordering: .relaxed)
    }

    /// Records a time span, in a histogram of `seconds`.
    public func record(_ duration: Duration) {
        let (seconds, attoseconds) = duration.components
        record(Int(seconds) * 1_000_000_000 + Int(attoseconds / 1_000_000_000))
    }

    /// How many values were recorded.
    public var count: Int {
        (0..<slotCount).reduce(0) { $0 + slots[$1].load(ordering: .relaxed) }
    }

    /// The sum of all values, in the unit they were recorded in.
    public var sum: Int { total.load(ordering: .relaxed) }

    /// The upper boundary of the bucket that holds the quantile (0...1); zero without values.
    public func quantile(_ share: Double) -> Int {
        let counts = (0..<slotCount).map { slots[$0].load(ordering: .relaxed) }
        let all = counts.reduce(0, +)
        guard all > 0 else { return 0 }
        let wanted = max(1, Int((share * Double(all)).rounded(.up)))
        var seen = 0
        for (index, count) in counts.enumerated() {
            seen += count
            if seen >= wanted { return upperBound(of: min(index, slotCount - 2)) }
        }
        return upperBound(of: slotCount - 2)
    }

    /// The boundaries that are powers of two, and how many values are at or below each.
    func cumulative() -> (steps: [(bound: Int, count: Int)], all: Int) {
        var steps: [(bound: Int, count: Int)] = []
        var seen = 0
        for index in 0..<slotCount {
            seen += slots[index].load(ordering: .relaxed)
            if index % 4 == 0, index < slotCount - 1 {
                steps.append((upperBound(of: index), seen))
            }
        }
        return (steps, seen)
    }

    /// The slot whose range holds the value: above the boundary before it, up to its own.
    func slot(of value: Int) -> Int {
        guard value > 1 << lowest else { return 0 }
        // Boundaries are inclusive above, as Prometheus wants: the doubling of the value before.
        let exponent = Int.bitWidth - 1 - (value - 1).leadingZeroBitCount
        guard exponent < unit.exponents.upperBound else { return slotCount - 1 }
        let quarter = ((value - (1 << exponent)) * 4 - 1) >> exponent
        return (exponent - lowest) * 4 + quarter + 1
    }

    /// The greatest value of a slot; the last one has none.
    func upperBound(of slot: Int) -> Int {
        guard slot > 0 else { return 1 << lowest }
        let exponent = lowest + (slot - 1) / 4
        let quarters = 4 + (slot - 1) % 4 + 1
        return exponent >= 2 ? quarters << (exponent - 2) : (quarters << exponent) >> 2
    }
}
