public import Bedrock
public import Platform
public import Postgres
public import PriceEngine

// What other contexts call: the catalogue names levies, price books are made of them.

/// What a levy is called by whoever names it.
public struct LevyName: Sendable {
    /// Of what it is the name.
    public enum Kind: String, Sendable {
        case taxClass = "tax"
        case exciseClass = "excise"
        case container
    }

    public let kind: Kind
    public let name: String
    /// A container's kind; classes are names alone.
    public let container: ID<DepositKind>?
}

extension Levies {
    /// The class of taxes of what names none; it needs no tax.
    public static let standardClass = VariantRow.standardTaxClass

    /// What may come of naming levies that nobody has.
    public static let problems: [ProblemKind] = [
        .taxClassUnknown, .exciseClassUnknown, .containerUnknown,
    ]

    /// What the database says of such names, as an operation's constraints.
    public static let constraints: [String: ProblemKind] = [
        "DR190": .taxClassUnknown, "DR191": .exciseClassUnknown, "DR192": .containerUnknown,
    ]

    /// Asks what all of an organization's levies are called.
    public static func names(
        of organization: ID<Organization>, _ trip: inout Trip
    ) -> Reply<LevyName> {
        trip.add(LevyNameStatements.all, organization)
    }
}

/// All that a seller levies, as a price book takes it, once the trip was sent.
public struct LevyReplies {
    private let taxRates: Reply<TaxRateRow>
    private let exciseRates: Reply<ExciseRateRow>
    private let depositKinds: Reply<DepositKindRow>

    /// Has a trip ask for it.
    public init(_ trip: inout Trip, _ seller: ID<Organization>) {
        taxRates = trip.add(TaxRateView.book, seller)
        exciseRates = trip.add(ExciseRateView.book, seller)
        depositKinds = trip.add(DepositKindView.book, seller)
    }

    /// Its taxes.
    public var taxes: [TaxRateRow] { taxRates.rows }
    /// Its excises.
    public var excises: [ExciseRateRow] { exciseRates.rows }
    /// Its kinds of containers.
    public var deposits: [DepositKindRow] { depositKinds.rows }
}
