import Bedrock

/// An amount of minor units that is not rounded yet: an exact quotient, never negative.
///
/// Operations give nil where even 128 bits in lowest terms don't hold it.
struct Exact: Sendable {
    var numerator: Int128
    var denominator: Int128

    init(_ numerator: Int128, over denominator: Int128 = 1) {
        self.numerator = numerator
        self.denominator = denominator
    }

    static let zero = Exact(0)

    func times(_ factor: Int128, over divisor: Int128 = 1) -> Exact? {
        let (up, over) = numerator.multipliedReportingOverflow(by: factor)
        let (down, under) = denominator.multipliedReportingOverflow(by: divisor)
        if !over && !under { return Exact(up, over: down) }
        return crossReducedTimes(factor, over: divisor)
    }

    /// The same with every common factor taken out before anything is multiplied.
    private func crossReducedTimes(_ factor: Int128, over divisor: Int128) -> Exact? {
        var (a, b, c, d) = (numerator, denominator, factor, divisor)
        Exact.reduce(&a, &b)
        Exact.reduce(&c, &d)
        Exact.reduce(&a, &d)
        Exact.reduce(&c, &b)
        let (up, over) = a.multipliedReportingOverflow(by: c)
        let (down, under) = b.multipliedReportingOverflow(by: d)
        return over || under ? nil : Exact(up, over: down)
    }

    func plus(_ other: Exact) -> Exact? {
        if denominator == other.denominator {
            let (sum, overflow) = numerator.addingReportingOverflow(other.numerator)
            if !overflow { return Exact(sum, over: denominator) }
        }
        var (a, b, c, d) = (numerator, denominator, other.numerator, other.denominator)
        Exact.reduce(&a, &b)
        Exact.reduce(&c, &d)
        let shared = Exact.greatestCommonDivisor(b, d)
        let (left, overLeft) = a.multipliedReportingOverflow(by: d / shared)
        let (right, overRight) = c.multipliedReportingOverflow(by: b / shared)
        let (down, overDown) = (b / shared).multipliedReportingOverflow(by: d)
        let (sum, overSum) = left.addingReportingOverflow(right)
        return overLeft || overRight || overDown || overSum ? nil : Exact(sum, over: down)
    }

    /// The nearest whole minor unit, halves away from zero; nil beyond 64 bits.
    var rounded: Int64? {
        if denominator == 1 { return Int64(exactly: numerator) }
        return try? numerator.dividedRoundingHalfAway(by: denominator)
    }

    /// One of `count` equal shares, to the nearest whole minor unit; for an amount that rounds.
    func roundedShare(of count: Int64) -> Int64 {
        if let whole = Int64(exactly: numerator), denominator == 1 {
            let (quotient, remainder) = whole.quotientAndRemainder(dividingBy: count)
            return remainder >= count - remainder ? quotient + 1 : quotient
        }
        let floor = numerator / denominator / Int128(count)
        let half = Exact(2 * floor * Int128(count) + Int128(count), over: 2)
        return Int64(clamping: Exact.compare(self, half) < 0 ? floor : floor + 1)
    }

    /// What rounding to `whole` adds, in ten-thousandths; never 0 where it adds anything.
    func rounding(to whole: Int64) -> Int64 {
        if denominator == 1 { return 0 }
        let remainder = Int128(whole) * denominator - numerator
        if remainder == 0 { return 0 }
        let share = Exact(Int128(remainder.magnitude)).times(10_000, over: denominator)
        let parts = max(1, share?.rounded ?? 1)
        return remainder < 0 ? -parts : parts
    }

    static func < (a: Exact, b: Exact) -> Bool { compare(a, b) < 0 }

    /// −1, 0 or 1; by continued fractions, so that nothing is multiplied and nothing overflows.
    static func compare(_ a: Exact, _ b: Exact) -> Int {
        if a.denominator == b.denominator {
            return a.numerator < b.numerator ? -1 : a.numerator > b.numerator ? 1 : 0
        }
        var (a, b, sign) = (a, b, 1)
        while true {
            let (wholeA, restA) = a.numerator.quotientAndRemainder(dividingBy: a.denominator)
            let (wholeB, restB) = b.numerator.quotientAndRemainder(dividingBy: b.denominator)
            if wholeA != wholeB { return wholeA < wholeB ? -sign : sign }
            if restA == 0 || restB == 0 {
                return restA == restB ? 0 : restA == 0 ? -sign : sign
            }
            // The greater reciprocal is the lesser rest.
            a = Exact(a.denominator, over: restA)
            b = Exact(b.denominator, over: restB)
            sign = -sign
        }
    }

    private static func reduce(_ a: inout Int128, _ b: inout Int128) {
        let shared = greatestCommonDivisor(a, b)
        if shared > 1 {
            a /= shared
            b /= shared
        }
    }

    private static func greatestCommonDivisor(_ a: Int128, _ b: Int128) -> Int128 {
        var (a, b) = (a, b)
        while b != 0 { (a, b) = (b, a % b) }
        return a
    }
}
