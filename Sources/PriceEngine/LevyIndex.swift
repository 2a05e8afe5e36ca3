import Bedrock

/// The taxes, excises and deposits of a book; empty for a seller that levies nothing.
struct LevyIndex: Sendable {
    /// Where the seller is.
    var place = ""
    /// By jurisdiction.
    var taxes: [String: [TaxRecord]] = [:]
    var excises: [String: [ExciseRecord]] = [:]
    /// In the order of their codes.
    var kinds: [DepositKindRow] = []
    /// The tax class of each kind; 0 for none.
    var kindClasses: [UInt16] = []
    /// One for each variant where anything is levied; else none.
    var variants: [VariantLevyRecord] = []
    var containers: [ContainerRecord] = []

    var isEmpty: Bool { taxes.isEmpty && excises.isEmpty && kinds.isEmpty }

    var approximateBytes: Int {
        let rows = taxes.values.reduce(0) { $0 + $1.count } * MemoryLayout<TaxRecord>.stride
        let duties =
            excises.values.reduce(0) { $0 + $1.count } * MemoryLayout<ExciseRecord>.stride
        return rows + duties + kinds.count * 96
            + variants.capacity * MemoryLayout<VariantLevyRecord>.stride
            + containers.capacity * MemoryLayout<ContainerRecord>.stride
    }
}

/// A tax in a book.
struct TaxRecord: Sendable {
    let row: TaxRateRow
    let taxClass: UInt16

    func holds(at instant: Instant) -> Bool {
        (row.validFrom.map { $0 <= instant } ?? true)
            && (row.validUntil.map { instant < $0 } ?? true)
    }

    /// Whether this row is the one that counts, of two of one code and jurisdiction.
    func isNewer(than other: TaxRecord) -> Bool {
        let (from, otherFrom) = (
            row.validFrom?.microseconds ?? .min, other.row.validFrom?.microseconds ?? .min)
        return from == otherFrom ? row.id < other.row.id : from > otherFrom
    }
}

/// An excise in a book.
struct ExciseRecord: Sendable {
    let row: ExciseRateRow
    let exciseClass: UInt16

    func holds(at instant: Instant) -> Bool {
        (row.validFrom.map { $0 <= instant } ?? true)
            && (row.validUntil.map { instant < $0 } ?? true)
    }

    func takes(_ strength: Int32) -> Bool {
        (row.strengthFrom.map { $0 <= strength } ?? true)
            && (row.strengthUntil.map { strength < $0 } ?? true)
    }

    func isNewer(than other: ExciseRecord) -> Bool {
        let (from, otherFrom) = (
            row.validFrom?.microseconds ?? .min, other.row.validFrom?.microseconds ?? .min)
        return from == otherFrom ? row.id < other.row.id : from > otherFrom
    }
}

/// What is levied on a variant, by numbers of the book.
struct VariantLevyRecord: Sendable {
    let taxClass: UInt16
    /// 0 for none.
    let exciseClass: UInt16
    /// 0 where it isn't known.
    let millilitres: Int32
    /// Below 0 where it isn't known.
    let strength: Int32
    let firstContainer: UInt32
    let containerCount: UInt8
}

/// The container of a unit of a variant.
struct ContainerRecord: Sendable {
    /// The name of a pack; 0 for the base unit.
    let unit: UInt16
    let kind: UInt16
}
