public import Bedrock

/// A unit as a catalogue shows it: what one costs where the least is bought that can be had, what
/// it costs from which quantity on, and the next quantity at which one costs less.
public struct ShelfPrice: Sendable {
    /// At the asked quantity, or at the least from there that can be had: `line.quantity` says.
    public let line: PricedLine
    /// In quantities that can be had.
    public let ladder: [LadderStep]
    /// How the ladder is read; nil for a line without a price.
    public let mode: BreakMode?
    public let nextQuantity: Int64?
}

extension ShelfPrice {
    /// For documents: a price that is everybody's.
    public static func sample(ladder: [PriceBreak]) -> ShelfPrice {
        let id = UUIDBytes(high: 1, low: 1)
        var builder = PriceBookBuilder(version: 7)
        builder.add(PriceListRow(id: id, name: "Trade prices", currency: .usd))
        builder.add(VariantRow(id: id))
        builder.add(PriceEntryRow(id: id, list: id, target: .variant(id), breaks: ladder))
        return builder.finish().shelf(
            PricingRequest(
                buyer: Buyer(), instant: Instant(microseconds: 1_790_000_000_000_000),
                currency: .usd, lines: [RequestedLine(variant: id, quantity: 1)]))[0]
    }
}

extension PriceBook {
    /// Each line as if alone; where its quantity can't be had, the least from there that can.
    public func quoteLeast(_ request: PricingRequest) -> [PricedLine] {
        var lines = quote(request)
        // A quantity that one rule asks for is held against the others in turn.
        for _ in 0..<Shelf.rounds {
            let places = lines.indices.filter { lines[$0].leastQuantity != nil }
            if places.isEmpty { break }
            var raised = request
            raised.lines = places.map { lines[$0].asked(lines[$0].leastQuantity) }
            for (place, line) in zip(places, quote(raised)) { lines[place] = line }
        }
        return lines
    }

    /// Each line as if alone, as a catalogue shows it.
    public func shelf(_ request: PricingRequest) -> [ShelfPrice] {
        let lines = quoteLeast(request)
        var shown = request
        shown.lines = lines.map { $0.asked(nil) }
        let climbs = climbs(shown)
        let further = further(lines, climbs, request)
        return lines.indices.map { place in
            let line = lines[place]
            return ShelfPrice(
                line: line, ladder: further[place].within(climbs[place].ladder, from: line),
                mode: line.trace?.ladder.mode, nextQuantity: further[place].next(behind: line))
        }
    }

    /// What each line comes to where its ladder has steps, and where promotions are refused for
    /// too small a quantity: at the quantities from there that can be had.
    func further(
        _ lines: [PricedLine], _ climbs: [Climb], _ request: PricingRequest
    ) -> [Shelf] {
        var shelves = lines.map { _ in Shelf() }
        var asked = request
        asked.lines = []
        var places: [Int] = []
        for (place, line) in lines.enumerated() where line.unitPrice != nil {
            for quantity in line.turns(climbs[place]) {
                asked.lines.append(line.asked(quantity))
                places.append(place)
            }
        }
        guard !places.isEmpty else { return shelves }
        let wanted = asked.lines.map(\.quantity)
        for (index, line) in quoteLeast(asked).enumerated() where line.canBeHad {
            shelves[places[index]].lines[wanted[index]] = line
        }
        return shelves
    }
}

/// What a line comes to at the quantities where its price may turn.
struct Shelf {
    /// How often a quantity is raised to satisfy a rule more.
    static let rounds = 3

    /// By the quantity that was asked for; each at that quantity, or the least from there that
    /// can be had.
    var lines: [Int64: PricedLine] = [:]

    /// The least quantity at which one of the unit costs less than in a line.
    func next(behind line: PricedLine) -> Int64? {
        lines.values.filter { $0.quantity > line.quantity && $0.isCheaperEach(than: line) }
            .map(\.quantity).min()
    }

    /// The steps of a ladder at quantities that can be had; of several at one, the last.
    func within(_ ladder: [LadderStep], from line: PricedLine) -> [LadderStep] {
        var steps: [LadderStep] = []
        for step in ladder {
            let quantity =
                step.quantity == line.quantity && line.canBeHad
                ? line.quantity : lines[step.quantity]?.quantity
            guard let quantity else { continue }
            if steps.last?.quantity == quantity { steps.removeLast() }
            steps.append(LadderStep(quantity: quantity, unitPrice: step.unitPrice))
        }
        return steps
    }
}

extension PricedLine {
    /// One of the unit's share of an amount of the whole line.
    public func ofOne(_ amount: Money?) -> Money? {
        amount.flatMap { try? $0.scaled(by: 1, over: quantity) }
    }

    /// The quantity above its own that what is wrong with it asks for.
    fileprivate var leastQuantity: Int64? {
        problems.compactMap(\.nextValidQuantity).max().flatMap { $0 > quantity ? $0 : nil }
    }

    /// Whether so many of it are sold.
    fileprivate var canBeHad: Bool {
        unitPrice != nil
            && problems.allSatisfy { problem in
                switch problem {
                case .belowMinimum, .aboveMaximum, .notMultiple: false
                default: true
                }
            }
    }

    /// The same line in another quantity.
    fileprivate func asked(_ other: Int64?) -> RequestedLine {
        RequestedLine(variant: variant, unit: unit, quantity: other ?? quantity)
    }

    /// Quantities at which its price may turn.
    fileprivate func turns(_ climb: Climb) -> Set<Int64> {
        var quantities = climb.turns
        guard let trace else { return quantities }
        for step in trace.promotions {
            guard case .refused(.belowQuantity(let add)) = step.outcome else { continue }
            let (sum, over) = quantity.addingReportingOverflow(add)
            if !over { quantities.insert(sum) }
        }
        if canBeHad { quantities.remove(quantity) }
        return quantities
    }

    /// Whether one of the unit costs less here: to the last cent of both lines.
    fileprivate func isCheaperEach(than other: PricedLine) -> Bool {
        guard let total = lineTotal?.amount, let others = other.lineTotal?.amount else {
            return false
        }
        return Int128(total) * Int128(other.quantity) < Int128(others) * Int128(quantity)
    }
}
