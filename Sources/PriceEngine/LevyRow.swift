public import Bedrock

/// A tax of a class of things at a place, as it is stored.
///
/// At a place every tax whose jurisdiction holds it is levied: the place's own, and those of the
/// larger places it lies in. Of one code the smallest place's counts, and there the row that came
/// into force last.
public struct TaxRateRow: Hashable, Sendable {
    public var id: UUIDBytes
    /// `US`, `US-IA`: a country, or a part of what stands before the last dash.
    public var jurisdiction: String
    public var taxClass: String
    /// What it is called on paper: `vat`, `gst`.
    public var code: String
    public var basisPoints: Int32
    /// Whether prices and deposits contain it.
    public var isInclusive: Bool
    /// The order in which taxes are levied.
    public var position: Int32
    /// Whether it is levied on the taxes before it too.
    public var isCompound: Bool
    public var validFrom: Instant?
    public var validUntil: Instant?

    public init(
        id: UUIDBytes, jurisdiction: String, taxClass: String = VariantRow.standardTaxClass,
        code: String, basisPoints: Int32, isInclusive: Bool = false, position: Int32 = 0,
        isCompound: Bool = false, validFrom: Instant? = nil, validUntil: Instant? = nil
    ) {
        self.id = id
        self.jurisdiction = jurisdiction
        self.taxClass = taxClass
        self.code = code
        self.basisPoints = basisPoints
        self.isInclusive = isInclusive
        self.position = position
        self.isCompound = isCompound
        self.validFrom = validFrom
        self.validUntil = validUntil
    }
}

/// What an excise is counted by.
public enum ExciseBasis: String, Hashable, Sendable, CaseIterable {
    /// Litres of pure alcohol: volume times strength.
    case litreOfAlcohol = "litre_of_alcohol"
    /// Litres of what is in the bottle.
    case litre
}

/// An excise on a class of things at a place; places are as with taxes.
public struct ExciseRateRow: Hashable, Sendable {
    public var id: UUIDBytes
    public var jurisdiction: String
    public var exciseClass: String
    public var code: String
    public var basis: ExciseBasis
    public var currency: Currency
    /// Ten-thousandths of a minor unit for a litre.
    public var perLitre: Int64
    /// Strengths it is for, in basis points of alcohol by volume: from the first, below the second.
    public var strengthFrom: Int32?
    public var strengthUntil: Int32?
    public var validFrom: Instant?
    public var validUntil: Instant?

    public init(
        id: UUIDBytes, jurisdiction: String, exciseClass: String, code: String,
        basis: ExciseBasis, currency: Currency, perLitre: Int64, strengthFrom: Int32? = nil,
        strengthUntil: Int32? = nil, validFrom: Instant? = nil, validUntil: Instant? = nil
    ) {
        self.id = id
        self.jurisdiction = jurisdiction
        self.exciseClass = exciseClass
        self.code = code
        self.basis = basis
        self.currency = currency
        self.perLitre = perLitre
        self.strengthFrom = strengthFrom
        self.strengthUntil = strengthUntil
        self.validFrom = validFrom
        self.validUntil = validUntil
    }
}

/// A kind of container that a deposit is taken for.
public struct DepositKindRow: Hashable, Sendable {
    public var id: UUIDBytes
    /// What it is called on paper: `bottle`, `crate`.
    public var code: String
    public var currency: Currency
    /// Minor units for one.
    public var amount: Int64
    /// The class its deposit is taxed by; nil where deposits aren't taxed.
    public var taxClass: String?

    public init(
        id: UUIDBytes, code: String, currency: Currency, amount: Int64, taxClass: String? = nil
    ) {
        self.id = id
        self.code = code
        self.currency = currency
        self.amount = amount
        self.taxClass = taxClass
    }
}

/// The container of a unit: every base unit, or every pack of that name, comes in one.
public struct ContainerRow: Hashable, Sendable {
    public var unit: SaleUnit
    public var kind: UUIDBytes

    public init(_ unit: SaleUnit = .base, _ kind: UUIDBytes) {
        self.unit = unit
        self.kind = kind
    }
}

/// What taxes, excise and deposits ask of a variant.
public struct VariantLevies: Hashable, Sendable {
    public var taxClass: String
    /// Nil where no excise is on it.
    public var exciseClass: String?
    /// Of a base unit.
    public var millilitres: Int32?
    /// Alcohol by volume.
    public var strengthBasisPoints: Int32?
    public var containers: [ContainerRow]

    public init(
        taxClass: String = VariantRow.standardTaxClass, exciseClass: String? = nil,
        millilitres: Int32? = nil, strengthBasisPoints: Int32? = nil,
        containers: [ContainerRow] = []
    ) {
        self.taxClass = taxClass
        self.exciseClass = exciseClass
        self.millilitres = millilitres
        self.strengthBasisPoints = strengthBasisPoints
        self.containers = containers
    }
}

/// Containers that come back with an order.
public struct ReturnedEmpties: Hashable, Sendable {
    public var kind: UUIDBytes
    /// At least 1.
    public var count: Int64

    public init(kind: UUIDBytes, count: Int64) {
        self.kind = kind
        self.count = count
    }
}
