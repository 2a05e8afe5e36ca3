public import Bedrock

/// Why a line costs what it costs: one part for each step that touched it, in the steps' order.
///
/// A step that is added to the engine adds its part here and in the JSON; stored traces, which
/// lack it, still read the same.
public struct PriceTrace: Hashable, Sendable {
    private let log: PricedLog
    private let place: Int

    init(_ log: PricedLog, _ place: Int) {
        self.log = log
        self.place = place
    }

    private var draft: Draft { log.drafts[place] }
    var currency: Currency { log.currency }

    /// Which list, and why not the next best.
    public var list: ListChoice {
        guard let offer = draft.offer else {
            return ListChoice(
                list: UUIDBytes(high: 0, low: 0), name: "", audience: .company, over: nil)
        }
        let list = log.book.lists[Int(offer.list)]
        let over = draft.runnerUp.map { next in
            RunnerUp(list: log.book.lists[Int(next.list)].id, because: next.because)
        }
        return ListChoice(list: list.id, name: list.name, audience: draft.audience, over: over)
    }

    /// Which break of its ladder, and the next.
    public var ladder: LadderChoice {
        guard let offer = draft.offer else {
            let asked = log.asked[place]
            return LadderChoice(
                scope: .variant, mode: .volume, price: .fixed(asked.agreed?.amount ?? 0),
                reached: 1, counted: asked.quantity, isMixed: false, next: nil)
        }
        let entry = log.book.entries[offer.candidate.entry]
        let step = log.book.priceBreak(entry, offer.place)
        let next = draft.next.map { next in
            NextBreak(add: next.add, unitPrice: Money(next.unitPrice, currency))
        }
        return LadderChoice(
            scope: offer.candidate.scope, mode: entry.mode, price: price(step),
            reached: step.minimum, counted: offer.counted, isMixed: offer.isMixed, next: next)
    }

    /// How the price's unit serves the asked one.
    public var unit: UnitChoice {
        guard let candidate = draft.offer?.candidate else { return .asAsked }
        switch candidate.serving {
        case .asAsked: return .asAsked
        case .asBaseUnits: return .asBaseUnits(count: draft.line?.size ?? 1)
        case .shareOfPack:
            return .shareOfPack(
                name: log.book.unitNames[Int(candidate.unit)], size: candidate.size)
        }
    }

    /// What promotions did, or why they didn't, in the order of their turns.
    public var promotions: PromotionSteps {
        PromotionSteps(log, Int(draft.firstMark)..<Int(draft.lastMark))
    }

    /// What rounding added to the exact line, in ten-thousandths of a minor unit; 0 if exact.
    public var rounding: Int64 { draft.rounding }

    /// Excise, taxes and deposits, with all that they were made of; nil where none is levied.
    public var levies: LineLevies? {
        guard !log.levies.isEmpty, let levies = log.levies[place], !levies.isEmpty else {
            return nil
        }
        return levies
    }

    /// The price that both sides agreed on, where they did; then no list priced the line.
    public var agreed: AgreedChoice? {
        log.asked[place].agreed.map { agreed in
            AgreedChoice(
                basis: agreed.basis, unitPrice: Money(agreed.amount, currency),
                listed: draft.listed.map { Money($0, currency) })
        }
    }

    private func price(_ step: BreakRecord) -> BreakPrice {
        switch step.kind {
        case .fixed: .fixed(step.amount)
        case .costPlus: .costPlus(basisPoints: step.basisPoints)
        case .percentOff:
            .percentOff(
                list: log.book.lists[Int(step.reference)].id, basisPoints: step.basisPoints)
        }
    }

    public static func == (a: PriceTrace, b: PriceTrace) -> Bool {
        a.list == b.list && a.ladder == b.ladder && a.unit == b.unit
            && a.promotions == b.promotions && a.rounding == b.rounding && a.levies == b.levies
            && a.agreed == b.agreed && a.currency == b.currency
    }

    public func hash(into hasher: inout Hasher) {
        hasher.combine(list)
        hasher.combine(ladder)
        hasher.combine(unit)
        hasher.combine(promotions)
        hasher.combine(levies)
        hasher.combine(agreed)
    }
}

/// A price that was agreed on, and what the lists would have charged.
public struct AgreedChoice: Hashable, Sendable {
    public let basis: AgreedPrice.Basis
    public let unitPrice: Money
    /// What one would have cost by the lists; nil where they have no price.
    public let listed: Money?
}

/// The list that priced a line.
public struct ListChoice: Hashable, Sendable {
    public let list: UUIDBytes
    public let name: String
    /// The most specific assignment that made it apply.
    public let audience: Specificity
    /// The next best list that prices the line, and what decided; nil where there is none.
    public let over: RunnerUp?
}

/// The next best list, and what the chosen one is ahead by.
public struct RunnerUp: Hashable, Sendable {
    /// What decided between the two.
    public enum Reason: String, Hashable, Sendable {
        case specificity
        case priority
        case lowerPrice = "lower_price"
        /// All else is equal: the lesser id.
        case id
    }

    public let list: UUIDBytes
    public let because: Reason

    public init(list: UUIDBytes, because: Reason) {
        self.list = list
        self.because = because
    }
}

/// The break that priced a line.
public struct LadderChoice: Hashable, Sendable {
    /// What the entry's target is.
    public enum Scope: String, Hashable, Sendable {
        case variant
        case category
        case wholeList = "whole_list"
    }

    public let scope: Scope
    public let mode: BreakMode
    public let price: BreakPrice
    /// The break's minimum, in the entry's unit.
    public let reached: Int64
    /// What the breaks counted: the line's quantity, or its mix group's.
    public let counted: Int64
    public let isMixed: Bool
    /// What buying more would do; nil on the top break.
    public let next: NextBreak?
}

/// The next break: add so many of the asked unit, for so much each.
public struct NextBreak: Hashable, Sendable {
    public let add: Int64
    public let unitPrice: Money
}

/// How the unit of the price serves the asked unit.
public enum UnitChoice: Hashable, Sendable {
    /// The price is of the asked unit itself.
    case asAsked
    /// There is only a base unit's price: the pack is priced as its `count` base units.
    case asBaseUnits(count: Int64)
    /// There is only a pack's price, and the list lets it serve: a share of a pack of `size`.
    case shareOfPack(name: String, size: Int64)
}
