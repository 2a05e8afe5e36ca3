import Bedrock
import PriceEngine

/// The rows of a book, as the oracle and the builder read them.
struct BookRows {
    var mode: ResolutionMode = .mostSpecific
    var lists: [PriceListRow] = []
    var variants: [VariantRow] = []
    var entries: [PriceEntryRow] = []
    var strategy: PricingStrategy = .both
    var lanes: [String] = []
    var zone: [(from: Instant, seconds: Int32)] = []
    var promotions: [PromotionRow] = []
    var place = "US"
    var taxes: [TaxRateRow] = []
    var excises: [ExciseRateRow] = []
    var kinds: [DepositKindRow] = []

    func compiled() -> PriceBook {
        var builder = PriceBookBuilder(
            version: 1, mode: mode, strategy: strategy, lanes: lanes, zone: ZoneOffsets(zone),
            place: place)
        for list in lists { builder.add(list) }
        for variant in variants { builder.add(variant) }
        for entry in entries { builder.add(entry) }
        for promotion in promotions { builder.add(promotion) }
        for tax in taxes { builder.add(tax) }
        for excise in excises { builder.add(excise) }
        for kind in kinds { builder.add(kind) }
        return builder.finish()
    }
}

/// What the oracle says of a line.
struct OracleLine {
    var problems: [LineProblem] = []
    var baseQuantity: Int64?
    var exact: Ratio?
    var listTotal: Int64?
    var lineTotal: Int64?
    var unitPrice: Int64?
    var list: UUIDBytes?
    var audience: Specificity?
    var over: RunnerUp?
    var reached: Int64?
    var counted: Int64?
    var next: (add: Int64, unitPrice: Int64)?
    var promotions: [OracleStep] = []
    var levies: OracleLevies?
}

/// The semantics, written down again from the words and in no hurry: every rule looks at every
/// row, and numbers have any size. It shares no code with the engine.
struct Oracle {
    let rows: BookRows
    let request: PricingRequest

    init(rows: BookRows, request: PricingRequest) {
        var rows = rows
        if rows.strategy == .wholesaleTiers { rows.promotions = [] }
        if rows.strategy == .quantityPromotions {
            for entry in rows.entries.indices {
                rows.entries[entry].breaks = Array(rows.entries[entry].ladder.prefix(1))
            }
        }
        self.rows = rows
        self.request = request
    }

    func price() -> (lines: [OracleLine], promotions: [OracleStep], levies: OracleBasket?) {
        var lines = request.lines.map(price(_:))
        for index in lines.indices {
            addOrderMinimums(to: &lines[index], all: lines)
        }
        let steps = promote(&lines)
        let levies = levy(&lines)
        return (lines, steps, levies)
    }

    // MARK: Which lists

    /// By specificity, then priority, then id.
    var applying: [(list: PriceListRow, by: Specificity)] {
        rows.lists.compactMap { list in
            guard list.currency == request.currency, holds(list) else { return nil }
            let matching = list.assignments.filter(matches).map(\.specificity)
            return matching.max().map { (list, $0) }
        }.sorted { a, b in
            if a.by != b.by { return a.by > b.by }
            if a.list.priority != b.list.priority { return a.list.priority > b.list.priority }
            return a.list.id < b.list.id
        }
    }

    func holds(_ list: PriceListRow) -> Bool {
        if let from = list.validFrom, request.instant < from { return false }
        if let until = list.validUntil, !(request.instant < until) { return false }
        return true
    }

    func matches(_ audience: Audience) -> Bool {
        switch audience {
        case .everybody: true
        case .channel(let id): request.buyer.channel == id
        case .role(let role): request.buyer.role == role
        case .group(let id): request.buyer.groups.contains(id)
        case .company(let id): request.buyer.company == id
        }
    }

    // MARK: A line

    func price(_ line: RequestedLine) -> OracleLine {
        var answer = OracleLine()
        guard let variant = rows.variants.first(where: { $0.id == line.variant }) else {
            answer.problems = [.unknownVariant]
            return answer
        }
        guard let size = size(of: line.unit, in: variant) else {
            answer.problems = [.unknownUnit]
            return answer
        }
        if line.quantity < 1 {
            answer.problems = [.invalidQuantity]
            return answer
        }
        let (base, overflow) = line.quantity.multipliedReportingOverflow(by: size)
        if overflow {
            answer.problems = [.amountOverflow]
            return answer
        }
        answer.baseQuantity = base
        choose(line, &answer)
        return answer
    }

    private func choose(_ line: RequestedLine, _ answer: inout OracleLine) {
        let ask = Ask(line: line, extra: 0, chain: [])
        let offers = applying.compactMap { applied in
            offer(of: applied.list, ask).map { (applied, $0) }
        }
        guard let first = offers.first else {
            answer.problems = [.noPrice(reason(line))]
            return
        }
        var ranked = offers
        if rows.mode == .lowest {
            // A stable sort by price: equal ones stay in the order of lists.
            ranked = offers.enumerated().sorted { a, b in
                let (left, right) = (a.element.1.amount, b.element.1.amount)
                return left == right ? a.offset < b.offset : left < right
            }.map(\.element)
        }
        let (applied, best) = ranked.first ?? first
        answer.list = applied.list.id
        if ranked.count > 1 {
            let (loser, offer) = ranked[1]
            let reason: RunnerUp.Reason =
                rows.mode == .lowest && best.amount < offer.amount
                ? .lowerPrice
                : loser.by != applied.by
                    ? .specificity
                    : loser.list.priority != applied.list.priority ? .priority : .id
            answer.over = RunnerUp(list: loser.list.id, because: reason)
        }
        answer.audience = applied.by
        if let total = best.amount.rounded {
            answer.lineTotal = total
            answer.listTotal = total
            answer.exact = best.amount
            answer.unitPrice = best.amount.times(Ratio(1, Int128(line.quantity))).rounded
            answer.reached = best.reached.minimumQuantity
            answer.counted = best.counted
            answer.next = next(after: best, in: applied.list, line)
        } else {
            answer.problems.append(.amountOverflow)
        }
        addRuleProblems(best, line, to: &answer)
    }

    /// What would satisfy the lists that were asked, the one that takes least.
    private func reason(_ line: RequestedLine) -> NoPriceReason {
        if applying.isEmpty { return .noListApplies }
        let ask = Ask(line: line, extra: 0, chain: [])
        var needed: [Int64] = []
        var sawUncovered = false
        for (list, _) in applying {
            for serving in servings(of: list, ask.line) {
                let counted = counted(serving, ask)
                let first = serving.threshold(serving.entry.ladder[0])
                if counted >= first {
                    sawUncovered = true
                } else {
                    let missing = first - counted
                    let more = (missing + serving.perAsked - 1) / serving.perAsked
                    needed.append(line.quantity + more)
                }
            }
        }
        if let least = needed.min() { return .belowFirstBreak(nextValidQuantity: least) }
        return sawUncovered ? .unresolvedReference : .noEntry
    }
}
