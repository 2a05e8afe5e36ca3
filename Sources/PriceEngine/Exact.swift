import Bedrock

/// An amount of minor units that is not rounded yet: an exact quotient, never negative.
///
/// Plain bits, for it is copied about a lot. The few amounts that pass 128 bits even in lowest
/// terms stand in an `Arithmetic`, which does all the sums and knows them by their place there.
struct Exact: Sendable {
    fileprivate var numerator: Int128
    /// 0 where the numerator is a place in the arithmetic's `wide`.
    fileprivate var denominator: Int128

    init(_ numerator: Int128, over denominator: Int128 = 1) {
        self.numerator = numerator
        self.denominator = denominator
    }

    static let zero = Exact(0)

    fileprivate var isWide: Bool { denominator == 0 }

    /// Nil for what 128 bits don't hold.
    fileprivate func narrowTimes(_ factor: Int128, over divisor: Int128) -> Exact? {
        if isWide { return nil }
        if divisor == 1, let amount = Int64(exactly: numerator),
            let times = Int64(exactly: factor)
        {
            return Exact(amount.widened(times: times), over: denominator)
        }
        let (up, over) = numerator.multipliedReportingOverflow(by: factor)
        let (down, under) = denominator.multipliedReportingOverflow(by: divisor)
        return over || under ? reducedTimes(factor, over: divisor) : Exact(up, over: down)
    }

    /// The same with every common factor taken out before anything is multiplied.
    private func reducedTimes(_ factor: Int128, over divisor: Int128) -> Exact? {
        var (a, b, c, d) = (numerator, denominator, factor, divisor)
        Exact.reduce(&a, &b)
        Exact.reduce(&c, &d)
        Exact.reduce(&a, &d)
        Exact.reduce(&c, &b)
        let (up, over) = a.multipliedReportingOverflow(by: c)
        let (down, under) = b.multipliedReportingOverflow(by: d)
        return over || under ? nil : Exact(up, over: down)
    }

    fileprivate func narrowPlus(_ other: Exact) -> Exact? {
        if isWide || other.isWide { return nil }
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

    /// What is left after the other, which is not the greater.
    fileprivate func narrowMinus(_ other: Exact) -> Exact? {
        if isWide || other.isWide { return nil }
        if denominator == other.denominator {
            return Exact(numerator - other.numerator, over: denominator)
        }
        var (a, b, c, d) = (numerator, denominator, other.numerator, other.denominator)
        Exact.reduce(&a, &b)
        Exact.reduce(&c, &d)
        let shared = Exact.greatestCommonDivisor(b, d)
        let (left, overLeft) = a.multipliedReportingOverflow(by: d / shared)
        let (right, overRight) = c.multipliedReportingOverflow(by: b / shared)
        let (down, overDown) = (b / shared).multipliedReportingOverflow(by: d)
        return overLeft || overRight || overDown ? nil : Exact(left - right, over: down)
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

extension Int64 {
    /// The whole product: one multiplication of the processor's, where 128 bits take several.
    func widened(times other: Int64) -> Int128 {
        let (high, low) = multipliedFullWidth(by: other)
        return Int128(high) << 64 | Int128(low)
    }
}

/// Sums of exact amounts, in any size.
struct Arithmetic {
    /// The amounts of this run that passed 128 bits.
    private var wide: [WideQuotient] = []

    private func widened(_ amount: Exact) -> WideQuotient {
        amount.isWide
            ? wide[Int(amount.numerator)]
            : WideQuotient(Natural(amount.numerator), over: Natural(amount.denominator))
    }

    private mutating func keep(_ amount: WideQuotient) -> Exact {
        wide.append(amount)
        return Exact(Int128(wide.count - 1), over: 0)
    }

    mutating func times(_ amount: Exact, _ factor: Int128, over divisor: Int128 = 1) -> Exact {
        amount.narrowTimes(factor, over: divisor)
            ?? keep(widened(amount).times(factor, over: divisor))
    }

    mutating func plus(_ a: Exact, _ b: Exact) -> Exact {
        a.narrowPlus(b) ?? keep(widened(a).plus(widened(b)))
    }

    /// What is left of one amount after another, which is not the greater.
    mutating func minus(_ a: Exact, _ b: Exact) -> Exact {
        if let narrow = a.narrowMinus(b) { return narrow }
        let rest = widened(a).minus(widened(b))
        return rest.numerator.isZero ? .zero : keep(rest)
    }

    /// What so much of an amount is, where all of it is `whole`; that is not zero.
    mutating func share(_ amount: Exact, times part: Int128, of whole: Exact) -> Exact {
        if !whole.isWide, let scaled = amount.narrowTimes(part, over: 1),
            let share = scaled.narrowTimes(whole.denominator, over: whole.numerator)
        {
            return share
        }
        let scaled = times(amount, part)
        return keep(widened(scaled).over(widened(whole)))
    }

    func isZero(_ amount: Exact) -> Bool { !amount.isWide && amount.numerator == 0 }

    /// The sum of some of the amounts, where each of these is whole as it stands.
    func wholeSum(_ places: [Int], _ amounts: [Exact]) -> Exact? {
        var sum: Int128 = 0
        for place in places {
            let amount = amounts[place]
            guard amount.denominator == 1 else { return nil }
            let (next, overflow) = sum.addingReportingOverflow(amount.numerator)
            if overflow { return nil }
            sum = next
        }
        return Exact(sum)
    }

    /// Whether each of some of the amounts is whole as it stands.
    func areWhole(_ places: [Int], _ amounts: [Exact]) -> Bool {
        places.allSatisfy { amounts[$0].denominator == 1 }
    }

    /// Whether an amount is whole as it stands.
    func isWhole(_ amount: Exact) -> Bool { amount.denominator == 1 }

    /// The amount, where it is whole as it stands and 64 bits hold it.
    func whole(_ amount: Exact) -> Int64? {
        amount.denominator == 1 ? Int64(exactly: amount.numerator) : nil
    }

    /// The whole minor units in an amount that rounds.
    func floor(_ amount: Exact) -> Int64 {
        guard let nearest = rounded(amount) else { return .max }
        return isLess(amount, than: Exact(Int128(nearest))) ? nearest - 1 : nearest
    }

    func isLess(_ a: Exact, than b: Exact) -> Bool {
        if !a.isWide && !b.isWide {
            if a.denominator == b.denominator { return a.numerator < b.numerator }
            let (left, over) = a.numerator.multipliedReportingOverflow(by: b.denominator)
            let (right, under) = b.numerator.multipliedReportingOverflow(by: a.denominator)
            if !over && !under { return left < right }
        }
        return widened(a) < widened(b)
    }

    /// The nearest whole minor unit, halves away from zero; nil beyond 64 bits.
    func rounded(_ amount: Exact) -> Int64? {
        if amount.isWide { return widened(amount).rounded }
        if amount.denominator == 1 { return Int64(exactly: amount.numerator) }
        return try? amount.numerator.dividedRoundingHalfAway(by: amount.denominator)
    }

    /// One of `count` equal shares, to the nearest whole minor unit; of an amount that rounds.
    mutating func roundedShare(_ amount: Exact, of count: Int64) -> Int64 {
        if amount.denominator == 1, let whole = Int64(exactly: amount.numerator) {
            let (quotient, remainder) = whole.quotientAndRemainder(dividingBy: count)
            return remainder >= count - remainder ? quotient + 1 : quotient
        }
        let share = times(amount, 1, over: Int128(count))
        return rounded(share) ?? .max
    }

    /// What rounding to `whole` adds, in ten-thousandths; never 0 where it adds anything.
    func rounding(_ amount: Exact, to whole: Int64) -> Int64 {
        if amount.denominator == 1 { return 0 }
        let (product, overflow) =
            Int128(whole).multipliedReportingOverflow(by: amount.denominator)
        if amount.isWide || overflow { return widened(amount).rounding(to: whole) }
        let difference = product - amount.numerator
        if difference == 0 { return 0 }
        let (parts, beyond) = difference.multipliedReportingOverflow(by: 10_000)
        guard !beyond, let rounded = try? parts.dividedRoundingHalfAway(by: amount.denominator)
        else { return widened(amount).rounding(to: whole) }
        return rounded == 0 ? (difference < 0 ? -1 : 1) : rounded
    }
}
