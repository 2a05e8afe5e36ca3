import Bedrock

/// One pricing of one basket: the steps, in their order, over a draft of each line.
///
/// Amounts stay exact quotients until `round`; a step that changes what a line costs (promotions,
/// then deposits, excise and tax beside the price) stands between `chooseLists` and `round`,
/// works on `Draft.amount` and adds its part to the trace.
struct PricingRun {
    let book: PriceBook
    let request: PricingRequest
    var drafts: [Draft] = []
    var basket: PricedBasket
    /// The lists that apply to the buyer, the best first.
    var applying: [AppliedList] = []
    var mixes = MixSums()
    /// What was met on the way to a line's price, to name why there is none.
    var shortfall = Shortfall()

    init(book: PriceBook, request: PricingRequest) {
        self.book = book
        self.request = request
        basket = PricedBasket(version: book.version, lines: [], total: nil)
    }

    mutating func run() -> PricedBasket {
        resolve()
        chooseLists()
        round()
        checkQuantities()
        checkOrderMinimums()
        total()
        return basket
    }

    /// Finds each line's variant and unit.
    private mutating func resolve() {
        drafts.reserveCapacity(request.lines.count)
        basket.lines.reserveCapacity(request.lines.count)
        for line in request.lines {
            var priced = PricedLine(
                variant: line.variant, unit: line.unit, quantity: line.quantity,
                baseQuantity: nil, unitPrice: nil, lineTotal: nil, rounding: 0, trace: nil,
                problems: [])
            var draft = Draft()
            switch book.resolve(line) {
            case .success(let resolved):
                priced.baseQuantity = resolved.base
                draft.line = resolved
            case .failure(let problem): priced.problems = [problem.problem]
            }
            drafts.append(draft)
            basket.lines.append(priced)
        }
    }

    /// Gives each line the price of the list that wins it.
    private mutating func chooseLists() {
        applying = book.listsApplying(to: request)
        for index in drafts.indices {
            guard let line = drafts[index].line else { continue }
            shortfall = Shortfall()
            guard let choice = choose(line) else {
                let reason = shortfall.reason(anyListApplies: !applying.isEmpty)
                basket.lines[index].problems.append(.noPrice(reason))
                continue
            }
            drafts[index].offer = choice.offer
            drafts[index].amount = choice.offer.amount
            basket.lines[index].trace = trace(choice, line)
        }
    }

    /// Rounds each line, once and as a whole.
    private mutating func round() {
        for index in drafts.indices {
            guard let line = drafts[index].line, drafts[index].offer != nil else { continue }
            guard let amount = drafts[index].amount, let whole = amount.rounded else {
                basket.lines[index].problems.append(.amountOverflow)
                basket.lines[index].trace = nil
                drafts[index].amount = nil
                continue
            }
            let rounding = amount.rounding(to: whole)
            basket.lines[index].lineTotal = Money(whole, request.currency)
            basket.lines[index].unitPrice = Money(
                amount.roundedShare(of: line.quantity), request.currency)
            basket.lines[index].rounding = rounding
            basket.lines[index].trace?.rounding = rounding
        }
    }

    private mutating func total() {
        var sum: Int128 = 0
        for line in basket.lines { sum += Int128(line.lineTotal?.amount ?? 0) }
        basket.total = Int64(exactly: sum).map { Money($0, request.currency) }
    }
}

/// A line on its way through the steps.
struct Draft {
    /// Nil for a line that can't be priced at all.
    var line: ResolvedLine?
    /// What the winning list offers.
    var offer: Offer?
    /// What the line costs so far; nil where that passes 128 bits.
    var amount: Exact?
}

/// A problem on the way to a resolved line.
struct Unresolved: Error {
    let problem: LineProblem
}

extension PriceBook {
    /// The line by numbers of this book.
    func resolve(_ line: RequestedLine) -> Result<ResolvedLine, Unresolved> {
        guard let index = table.index(of: line.variant, in: variants) else {
            return .failure(Unresolved(problem: .unknownVariant))
        }
        guard let (unit, size) = unit(line.unit, of: variants[index]) else {
            return .failure(Unresolved(problem: .unknownUnit))
        }
        guard line.quantity >= 1 else {
            return .failure(Unresolved(problem: .invalidQuantity))
        }
        let (base, overflow) = line.quantity.multipliedReportingOverflow(by: size)
        guard !overflow else { return .failure(Unresolved(problem: .amountOverflow)) }
        return .success(
            ResolvedLine(
                variant: index, unit: unit, size: size, quantity: line.quantity, base: base))
    }

    private func unit(
        _ unit: SaleUnit, of variant: VariantRecord
    ) -> (name: UInt16, size: Int64)? {
        guard case .named(let name) = unit else { return (0, 1) }
        if unitNames[Int(variant.baseName)] == name { return (0, 1) }
        let first = Int(variant.firstPack)
        for pack in first..<first + Int(variant.packCount)
        where unitNames[Int(packs[pack].name)] == name {
            return (packs[pack].name, packs[pack].size)
        }
        return nil
    }
}
