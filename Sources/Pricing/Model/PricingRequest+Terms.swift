public import Bedrock
public import Platform
public import PriceEngine
public import Wire

/// Containers that come back with an order.
public struct EmptiesInput: FieldGroup, Sendable {
    public let kind: ID<DepositKind>
    public let count: Int64

    public init(_ fields: inout Fields) {
        kind = fields.body("kind_id", "Of which kind they are.")
        count = fields.body("count", "How many come back.", in: 1...1_000_000)
    }

    /// What was given back before, for an order that is priced again.
    public init(kind: ID<DepositKind>, count: Int64) {
        self.kind = kind
        self.count = count
    }
}

extension Fields {
    /// The empties that a buyer gives back.
    public mutating func empties() -> [EmptiesInput] {
        optional(
            "empties", "Containers that come back: each kind's deposit is paid back.",
            count: 0...100, inExample: false) ?? []
    }
}

extension PricingRequest {
    /// Says where the goods go, and which containers come back.
    public mutating func take(_ place: String?, _ empties: [EmptiesInput]) {
        self.place = place
        self.empties = empties.map { ReturnedEmpties(kind: $0.kind.uuid, count: $0.count) }
    }
}

extension PricedBasket {
    /// A problem that names the empties whose kind the seller doesn't know.
    public func checkEmpties(_ empties: [EmptiesInput]) throws(Problem) {
        guard let refused = levies?.refusedEmpties, !refused.isEmpty else { return }
        let unknown = Set(refused.map(\.kind))
        throw .invalid(
            empties.enumerated().filter { unknown.contains($0.element.kind.uuid) }.map {
                Violation(
                    pointer: "/empties/\($0.offset)/kind_id", code: "unknown",
                    message: "The seller takes back no such container.")
            })
    }

    /// What is to be paid in all; nil where it passes 64 bits.
    public var due: Money? {
        guard let levies else { return total }
        return levies.sums?.gross
    }
}

extension PricedLine {
    /// What is to be paid for the line, its deposits aside; nil with no price.
    public var due: Money? { levies?.gross ?? lineTotal }

    /// The line less the taxes that its price contains.
    public var net: Money? { levies?.net ?? lineTotal }
}

extension PricingRequest {
    /// Says how often limited promotions were taken.
    public mutating func take(_ uses: PromotionUses) {
        self.uses = uses.uses
        isFirstOrder = uses.isFirstOrder
        opened = uses.opened
    }
}

extension Fields {
    /// The codes a buyer gives, as sellers write them.
    public mutating func coupons() -> [String] {
        let given: [String]? = optional(
            "coupons", "Codes that open promotions.", length: 3...40, count: 0...20,
            inExample: false)
        return (given ?? []).map { $0.uppercased() }
    }
}
