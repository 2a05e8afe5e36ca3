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
///
/// Kept by reference, so that lines without levies are small: many are copied for one price.
public struct LineLevies: Hashable, Sendable {
    private final class Parts: Sendable {
        let net: Money
        let excises: [ExciseAmount]
        let taxes: [TaxAmount]
        let containers: [ContainerAmount]
        let excise: Money
        let tax: Money
        let deposit: Money
        let gross: Money

        init(
            net: Money, excises: [ExciseAmount], taxes: [TaxAmount],
            containers: [ContainerAmount], excise: Money, tax: Money, deposit: Money, gross: Money
        ) {
            self.net = net
            self.excises = excises
            self.taxes = taxes
            self.containers = containers
            self.excise = excise
            self.tax = tax
            self.deposit = deposit
            self.gross = gross
        }
    }

    private let parts: Parts

    init(
        net: Money, excises: [ExciseAmount], taxes: [TaxAmount], containers: [ContainerAmount],
        excise: Money, tax: Money, deposit: Money, gross: Money
    ) {
        parts = Parts(
            net: net, excises: excises, taxes: taxes, containers: containers, excise: excise,
            tax: tax, deposit: deposit, gross: gross)
    }

    /// The line less the taxes that its price contains.
    public var net: Money { parts.net }
    public var excises: [ExciseAmount] { parts.excises }
    public var taxes: [TaxAmount] { parts.taxes }
    /// Charged by deposit lines of the basket, not by this line.
    public var containers: [ContainerAmount] { parts.containers }
    /// The sums of the above.
    public var excise: Money { parts.excise }
    public var tax: Money { parts.tax }
    public var deposit: Money { parts.deposit }
    /// Net, excise and tax; deposits stand on their own lines.
    public var gross: Money { parts.gross }

    public static func == (a: LineLevies, b: LineLevies) -> Bool {
        a.net == b.net && a.excises == b.excises && a.taxes == b.taxes
            && a.containers == b.containers && a.excise == b.excise && a.tax == b.tax
            && a.deposit == b.deposit && a.gross == b.gross
    }

    public func hash(into hasher: inout Hasher) {
        hasher.combine(net)
        hasher.combine(gross)
        hasher.combine(taxes)
        hasher.combine(containers)
    }
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
