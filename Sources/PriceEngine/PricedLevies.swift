public import Bedrock

/// A tax on a line: the rate, what it is of, and what it comes to.
public struct TaxAmount: Hashable, Sendable {
    public let rate: UUIDBytes
    public let code: String
    public let basisPoints: Int32
    /// Whether it is contained in `base` already.
    public let isInclusive: Bool
    public let isCompound: Bool
    /// What it is levied on: of an inclusive tax what contains it, of another all that the rate is
    /// taken of, earlier taxes too where it is compound.
    public let base: Money
    /// Rounded once.
    public let amount: Money
}

/// An excise on a line, with the numbers of its formula.
public struct ExciseAmount: Hashable, Sendable {
    public let rate: UUIDBytes
    public let code: String
    public let basis: ExciseBasis
    /// Ten-thousandths of a minor unit for a litre.
    public let perLitre: Int64
    public let baseQuantity: Int64
    public let millilitres: Int32
    public let strengthBasisPoints: Int32
    /// Rounded once.
    public let amount: Money
}

/// Containers of one kind in a line.
public struct ContainerAmount: Hashable, Sendable {
    public let kind: UUIDBytes
    public let code: String
    public let count: Int64
    public let each: Money
    public let amount: Money
}

/// What stands beside the price of a line.
public struct LineLevies: Hashable, Sendable {
    /// The line less the taxes that its price contains.
    public let net: Money
    public let excises: [ExciseAmount]
    public let taxes: [TaxAmount]
    /// Charged by deposit lines of the basket, not by this line.
    public let containers: [ContainerAmount]
    /// The sums of the above.
    public let excise: Money
    public let tax: Money
    public let deposit: Money
    /// Net, excise and tax; deposits stand on their own lines.
    public let gross: Money
}

/// A deposit, or what is given back for empties: of one kind, with the taxes on it.
public struct DepositLine: Hashable, Sendable {
    public let kind: UUIDBytes
    public let code: String
    /// Below zero for empties that come back.
    public let count: Int64
    public let each: Money
    /// Less the taxes that it contains.
    public let net: Money
    public let taxes: [TaxAmount]
    public let tax: Money
    /// Net and tax.
    public let gross: Money
}

/// What one tax comes to in a basket, deposits' tax included.
public struct TaxTotal: Hashable, Sendable {
    public let code: String
    public let amount: Money
}

/// The sums of a basket: net, excise, tax and deposit make gross.
public struct LevySums: Hashable, Sendable {
    public let net: Money
    public let excise: Money
    public let tax: Money
    public let deposit: Money
    public let gross: Money
    /// By code.
    public let taxes: [TaxTotal]
}

/// What stands beside the prices of a basket.
public struct BasketLevies: Hashable, Sendable {
    /// Whose taxes these are.
    public let place: String
    /// By code of the kind, deposits before what comes back.
    public let deposits: [DepositLine]
    /// Nil where a sum passes 64 bits.
    public let sums: LevySums?
    /// Kinds of empties that the seller doesn't know, or counts below 1.
    public let refusedEmpties: [ReturnedEmpties]
}
