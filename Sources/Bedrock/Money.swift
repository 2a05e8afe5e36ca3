/// An amount beyond 64 bits of minor units; never a wrapped one.
public enum MoneyError: Error, Hashable, Sendable {
    case overflow
}

/// An integer count of a currency's minor unit.
///
/// Mixing currencies is a programmer's error and traps; an amount beyond 64 bits throws. No
/// binary floating point touches an amount.
public struct Money: Hashable, Sendable {
    /// Minor units: cents of USD, yen of JPY, thousandths of BHD.
    public let amount: Int64
    public let currency: Currency

    @inlinable
    public init(_ amount: Int64, _ currency: Currency) {
        self.amount = amount
        self.currency = currency
    }

    public static func zero(_ currency: Currency) -> Money { Money(0, currency) }

    public func adding(_ other: Money) throws(MoneyError) -> Money {
        precondition(currency == other.currency, "money of two currencies is never added")
        let (sum, overflow) = amount.addingReportingOverflow(other.amount)
        if overflow { throw .overflow }
        return Money(sum, currency)
    }

    public func subtracting(_ other: Money) throws(MoneyError) -> Money {
        precondition(currency == other.currency, "money of two currencies is never subtracted")
        let (rest, overflow) = amount.subtractingReportingOverflow(other.amount)
        if overflow { throw .overflow }
        return Money(rest, currency)
    }

    public func multiplied(by count: Int64) throws(MoneyError) -> Money {
        let (product, overflow) = amount.multipliedReportingOverflow(by: count)
        if overflow { throw .overflow }
        return Money(product, currency)
    }

    /// `amount × numerator ÷ denominator`, rounded once, half away from zero.
    public func scaled(
        by numerator: Int64, over denominator: Int64
    ) throws(MoneyError) -> Money {
        let exact = Int128(amount) * Int128(numerator)
        return Money(try exact.dividedRoundingHalfAway(by: Int128(denominator)), currency)
    }
}

extension Int128 {
    /// This ÷ `divisor` to the nearest 64-bit integer, halves away from zero.
    public func dividedRoundingHalfAway(by divisor: Int128) throws(MoneyError) -> Int64 {
        precondition(divisor != 0, "nothing is divided by zero")
        let (quotient, remainder) = quotientAndRemainder(dividingBy: divisor)
        let twice = remainder.magnitude * 2
        let away: Int128 = twice >= divisor.magnitude ? ((self < 0) == (divisor < 0) ? 1 : -1) : 0
        guard let rounded = Int64(exactly: quotient + away) else { throw .overflow }
        return rounded
    }
}
