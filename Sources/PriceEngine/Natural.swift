/// A whole number of any size: what `Exact` falls back on where 128 bits don't hold a quotient.
struct Natural: Comparable, Sendable {
    /// 32 bits each, the least significant first, without zeros at the end.
    private var limbs: [UInt32]

    private init(limbs: [UInt32]) {
        self.limbs = limbs
        while self.limbs.last == 0 { self.limbs.removeLast() }
    }

    /// The value; it is not negative.
    init(_ value: Int128) {
        var rest = UInt128(value)
        limbs = []
        while rest > 0 {
            limbs.append(UInt32(truncatingIfNeeded: rest))
            rest >>= 32
        }
    }

    var isZero: Bool { limbs.isEmpty }

    /// The value, where 63 bits hold it.
    var int64: Int64? {
        guard limbs.count <= 2 else { return nil }
        let low = UInt64(limbs.first ?? 0)
        return Int64(exactly: limbs.count == 2 ? UInt64(limbs[1]) << 32 | low : low)
    }

    static func < (a: Natural, b: Natural) -> Bool {
        if a.limbs.count != b.limbs.count { return a.limbs.count < b.limbs.count }
        return a.limbs.reversed().lexicographicallyPrecedes(b.limbs.reversed())
    }

    func plus(_ other: Natural) -> Natural {
        var sum = limbs
        var carry: UInt64 = 0
        for place in 0..<max(sum.count, other.limbs.count) {
            if place == sum.count { sum.append(0) }
            carry += UInt64(sum[place])
            if place < other.limbs.count { carry += UInt64(other.limbs[place]) }
            sum[place] = UInt32(truncatingIfNeeded: carry)
            carry >>= 32
        }
        sum.append(UInt32(carry))
        return Natural(limbs: sum)
    }

    /// How far the two are apart.
    func distance(to other: Natural) -> Natural {
        let (greater, lesser) = self < other ? (other, self) : (self, other)
        var rest = greater.limbs
        var borrow: UInt64 = 0
        for place in rest.indices {
            let taken = borrow + UInt64(place < lesser.limbs.count ? lesser.limbs[place] : 0)
            let digit = UInt64(rest[place]) &- taken
            rest[place] = UInt32(truncatingIfNeeded: digit)
            borrow = digit >> 63
        }
        return Natural(limbs: rest)
    }

    func times(_ other: Natural) -> Natural {
        var product = [UInt32](repeating: 0, count: limbs.count + other.limbs.count)
        for place in limbs.indices {
            var carry: UInt64 = 0
            for shift in other.limbs.indices {
                carry += UInt64(limbs[place]) * UInt64(other.limbs[shift])
                carry += UInt64(product[place + shift])
                product[place + shift] = UInt32(truncatingIfNeeded: carry)
                carry >>= 32
            }
            product[place + other.limbs.count] = UInt32(carry)
        }
        return Natural(limbs: product)
    }

    /// This ÷ `divisor` to the nearest whole number, halves up; nil beyond 63 bits.
    func dividedRoundingHalfUp(by divisor: Natural) -> Int64? {
        let half = plus(self).plus(divisor)
        let whole = divisor.plus(divisor)
        var quotient: Int64 = 0
        for bit in (0..<63).reversed() {
            let trial = quotient | 1 << Int64(bit)
            if whole.times(Natural(Int128(trial))) <= half { quotient = trial }
        }
        let beyond = whole.times(Natural(Int128(quotient) + 1))
        return half < beyond ? quotient : nil
    }
}

/// A quotient of two numbers of any size.
final class WideQuotient: Sendable {
    let numerator: Natural
    let denominator: Natural

    init(_ numerator: Natural, over denominator: Natural) {
        self.numerator = numerator
        self.denominator = denominator
    }

    func times(_ factor: Int128, over divisor: Int128) -> WideQuotient {
        WideQuotient(
            numerator.times(Natural(factor)), over: denominator.times(Natural(divisor)))
    }

    func plus(_ other: WideQuotient) -> WideQuotient {
        if denominator == other.denominator {
            return WideQuotient(numerator.plus(other.numerator), over: denominator)
        }
        return WideQuotient(
            numerator.times(other.denominator).plus(other.numerator.times(denominator)),
            over: denominator.times(other.denominator))
    }

    /// What is left after the other, which is not the greater.
    func minus(_ other: WideQuotient) -> WideQuotient {
        WideQuotient(
            numerator.times(other.denominator)
                .distance(to: other.numerator.times(denominator)),
            over: denominator.times(other.denominator))
    }

    func over(_ other: WideQuotient) -> WideQuotient {
        WideQuotient(
            numerator.times(other.denominator), over: denominator.times(other.numerator))
    }

    /// To the nearest whole number, halves up; nil beyond 63 bits.
    var rounded: Int64? { numerator.dividedRoundingHalfUp(by: denominator) }

    /// What rounding to `whole` adds, in ten-thousandths; never 0 where it adds anything.
    func rounding(to whole: Int64) -> Int64 {
        let target = denominator.times(Natural(Int128(whole)))
        if target == numerator { return 0 }
        let share = target.distance(to: numerator).times(Natural(10_000))
        let parts = max(1, share.dividedRoundingHalfUp(by: denominator) ?? 1)
        return target < numerator ? -parts : parts
    }

    static func < (a: WideQuotient, b: WideQuotient) -> Bool {
        a.numerator.times(b.denominator) < b.numerator.times(a.denominator)
    }
}
