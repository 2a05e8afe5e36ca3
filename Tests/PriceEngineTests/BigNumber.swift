/// A whole number of any size, never negative: slow, and nothing can overflow.
struct BigNumber: Comparable {
    /// 32 bits each, the least significant first; no zero at the end.
    private var limbs: [UInt32]

    init(_ value: Int128) {
        precondition(value >= 0, "the oracle counts nothing below zero")
        self.init(small: UInt128(value))
    }

    private init(small: UInt128) {
        limbs = []
        var rest = small
        while rest > 0 {
            limbs.append(UInt32(truncatingIfNeeded: rest))
            rest >>= 32
        }
    }

    /// The value, where 128 bits hold it: most do, and the processor is quicker than school.
    private var small: UInt128? {
        if limbs.count > 4 { return nil }
        var value: UInt128 = 0
        for place in limbs.indices.reversed() { value = value << 32 | UInt128(limbs[place]) }
        return value
    }

    private init(limbs: [UInt32]) {
        self.limbs = limbs
        while self.limbs.last == 0 { self.limbs.removeLast() }
    }

    var isZero: Bool { limbs.isEmpty }

    /// The value, where 64 bits hold it.
    var int64: Int64? {
        if limbs.count > 2 { return nil }
        let value = limbs.reversed().reduce(0 as UInt64) { $0 << 32 | UInt64($1) }
        return Int64(exactly: value)
    }

    static func < (a: BigNumber, b: BigNumber) -> Bool {
        if a.limbs.count != b.limbs.count { return a.limbs.count < b.limbs.count }
        for place in a.limbs.indices.reversed() where a.limbs[place] != b.limbs[place] {
            return a.limbs[place] < b.limbs[place]
        }
        return false
    }

    func plus(_ other: BigNumber) -> BigNumber {
        var sum: [UInt32] = []
        var carry: UInt64 = 0
        for place in 0..<max(limbs.count, other.limbs.count) {
            carry += UInt64(place < limbs.count ? limbs[place] : 0)
            carry += UInt64(place < other.limbs.count ? other.limbs[place] : 0)
            sum.append(UInt32(truncatingIfNeeded: carry))
            carry >>= 32
        }
        sum.append(UInt32(carry))
        return BigNumber(limbs: sum)
    }

    /// The difference; `other` is not the greater.
    func minus(_ other: BigNumber) -> BigNumber {
        var rest: [UInt32] = []
        var borrow: Int64 = 0
        for place in limbs.indices {
            let taken = place < other.limbs.count ? Int64(other.limbs[place]) : 0
            var digit = Int64(limbs[place]) - taken - borrow
            borrow = digit < 0 ? 1 : 0
            if digit < 0 { digit += 1 << 32 }
            rest.append(UInt32(digit))
        }
        precondition(borrow == 0, "the oracle subtracts the lesser")
        return BigNumber(limbs: rest)
    }

    func times(_ other: BigNumber) -> BigNumber {
        if limbs.count + other.limbs.count <= 4, let a = small, let b = other.small {
            return BigNumber(small: a * b)
        }
        var product = [UInt32](repeating: 0, count: limbs.count + other.limbs.count + 1)
        for (i, a) in limbs.enumerated() {
            var carry: UInt64 = 0
            for (j, b) in other.limbs.enumerated() {
                carry += UInt64(product[i + j]) + UInt64(a) * UInt64(b)
                product[i + j] = UInt32(truncatingIfNeeded: carry)
                carry >>= 32
            }
            product[i + other.limbs.count] = UInt32(carry)
        }
        return BigNumber(limbs: product)
    }

    /// The whole quotient below 2⁶⁴, found bit by bit; nil for a greater one.
    func divided(by divisor: BigNumber) -> BigNumber? {
        if let a = small, let b = divisor.small {
            return (a / b) >> 64 == 0 ? BigNumber(small: a / b) : nil
        }
        if !(self < divisor.times(BigNumber(1 << 64))) { return nil }
        var low: UInt64 = 0
        for bit in (0..<64).reversed() {
            let trial = low | 1 << UInt64(bit)
            if !(self < divisor.times(BigNumber(Int128(trial)))) { low = trial }
        }
        return BigNumber(Int128(low))
    }
}

/// A quotient of two whole numbers of any size.
struct Ratio: Comparable {
    var over: BigNumber
    var under: BigNumber

    init(_ over: Int128, _ under: Int128 = 1) {
        self.over = BigNumber(over)
        self.under = BigNumber(under)
    }

    static func == (a: Ratio, b: Ratio) -> Bool { !(a < b) && !(b < a) }

    static func < (a: Ratio, b: Ratio) -> Bool {
        a.over.times(b.under) < b.over.times(a.under)
    }

    func times(_ other: Ratio) -> Ratio {
        var product = self
        product.over = over.times(other.over)
        product.under = under.times(other.under)
        return product
    }

    func plus(_ other: Ratio) -> Ratio {
        var sum = self
        sum.over = over.times(other.under).plus(other.over.times(under))
        sum.under = under.times(other.under)
        return sum
    }

    /// The difference; `other` is not the greater.
    func minus(_ other: Ratio) -> Ratio {
        var rest = self
        rest.over = over.times(other.under).minus(other.over.times(under))
        rest.under = under.times(other.under)
        return rest
    }

    /// The other way up; for what is not zero.
    var inverse: Ratio {
        var turned = self
        turned.over = under
        turned.under = over
        return turned
    }

    /// The whole numbers in it; of what 64 bits hold.
    var floor: Int64 { over.divided(by: under)!.int64! }

    /// To the nearest whole number, halves away from zero; nil beyond 64 bits.
    var rounded: Int64? {
        let twice = over.plus(over).plus(under)
        return twice.divided(by: under.plus(under))?.int64
    }
}
