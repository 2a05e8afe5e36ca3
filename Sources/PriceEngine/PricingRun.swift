import Bedrock

/// One pricing of one basket: the steps, in their order, over a draft of each line.
///
/// Amounts stay exact quotients until they are rounded; `promote` works on the exact ones, rounds
/// what it touched anew, and adds its part to the trace.
struct PricingRun {
    let book: PriceBook
    let request: PricingRequest
    var drafts: [Draft] = []
    var basket: PricedBasket
    /// What is wrong with lines, as it was met.
    var problems: [FoundProblem] = []
    /// What stands beside each line's price; empty where the seller levies nothing.
    var levies: [LineLevies?] = []
    /// What promotions did, line by line.
    var marks: [PromotionMark] = []
    /// The lists that apply to the buyer, the best first.
    var applying: [AppliedList] = []
    var mixes = MixSums()
    var arithmetic = Arithmetic()
    /// What is levied at the request's place and instant.
    var rates: LevyRates
    /// The lines that count together: all of a basket's, or the one that is being quoted.
    var together: Range<Int>
    /// What was met on the way to a line's price, to name why there is none.
    var shortfall = Shortfall()
    /// What `find` read ahead; it is kept so that the reads are not taken for idle.
    private var touched: UInt32 = 0

    init(book: PriceBook, request: PricingRequest) {
        together = request.lines.indices
        rates = book.levyRates(for: request)
        basket = PricedBasket(version: book.version, lines: [], total: nil)
        self.book = book
        self.request = request
    }

    /// Prices the lines as one basket.
    mutating func price() -> PricedBasket {
        applying = book.listsApplying(to: request)
        resolve()
        for index in drafts.indices { chooseList(of: index) }
        round()
        promote(drafts.indices, isQuote: false)
        noteUnknownCoupons()
        checkQuantities()
        checkOrderMinimums()
        levyLines()
        total()
        levyBasket()
        basket.lines = lines()
        return basket
    }

    /// Prices each line as if it was alone.
    mutating func quote() -> [PricedLine] {
        applying = book.listsApplying(to: request)
        resolve()
        for index in drafts.indices {
            together = index..<index + 1
            mixes = MixSums()
            chooseList(of: index)
        }
        round()
        for index in drafts.indices { promote(index..<index + 1, isQuote: true) }
        checkQuantities()
        levyLines()
        return lines()
    }

    /// What was found of each line.
    private func lines() -> [PricedLine] {
        let log = PricedLog(
            book, request.lines, request.currency, drafts, problems, levies, marks)
        return drafts.indices.map { PricedLine(log, $0) }
    }

    mutating func refuse(_ line: Int, _ problem: LineProblem) {
        problems.append(FoundProblem(line: line, problem: problem))
    }

    /// Finds each line's variant and unit.
    mutating func resolve() {
        drafts.reserveCapacity(request.lines.count)
        let found = book.find(request.lines, applying)
        touched = found.touched
        var units = AskedUnits(book)
        for (place, variant) in found.variants.enumerated() {
            var draft = Draft()
            switch book.resolve(
                request.lines[place], &units, variant: variant, at: request.instant)
            {
            case .success(let resolved): draft.line = resolved
            case .failure(let problem): refuse(place, problem.problem)
            }
            drafts.append(draft)
        }
    }

    /// Gives a line the price of the list that wins it.
    private mutating func chooseList(of index: Int) {
        guard let line = drafts[index].line else { return }
        shortfall = Shortfall()
        let choice = choose(line)
        if let agreed = request.lines[index].agreed {
            drafts[index].amount = Exact(Int128(agreed.amount) * Int128(line.quantity))
            drafts[index].listed = choice?.offer.amount.map {
                arithmetic.roundedShare($0, of: line.quantity)
            }
            drafts[index].isPriced = true
            return
        }
        guard let choice else {
            return refuse(index, .noPrice(shortfall.reason(anyListApplies: !applying.isEmpty)))
        }
        drafts[index].offer = choice.offer
        drafts[index].amount = choice.offer.amount
        drafts[index].audience = choice.applied.specificity
        drafts[index].runnerUp = choice.runnerUp
        drafts[index].next = nextPrice(choice.offer, line)
        drafts[index].isPriced = true
    }

    /// Rounds each line, once and as a whole.
    private mutating func round() {
        for index in drafts.indices where drafts[index].isPriced {
            guard let line = drafts[index].line else { continue }
            guard let amount = drafts[index].amount, let whole = arithmetic.rounded(amount)
            else {
                refuse(index, .amountOverflow)
                drafts[index].isPriced = false
                drafts[index].amount = nil
                continue
            }
            drafts[index].listTotal = whole
            drafts[index].lineTotal = whole
            drafts[index].unitPrice = arithmetic.roundedShare(amount, of: line.quantity)
            drafts[index].rounding = arithmetic.rounding(amount, to: whole)
        }
    }

    private mutating func total() {
        var sum: Int128 = 0
        for draft in drafts where draft.isPriced { sum += Int128(draft.lineTotal) }
        basket.total = Int64(exactly: sum).map { Money($0, request.currency) }
    }
}

/// A problem on the way to a resolved line.
struct Unresolved: Error {
    let problem: LineProblem
}

extension PriceBook {
    /// The variants of the lines, and what pricing them will read, read for all of them at once:
    /// memory answers many reads in the time of one, and waiting for it is much of a price.
    ///
    /// - Parameter applying: the lists that will be asked, the best first.
    func find(
        _ lines: [RequestedLine], _ applying: [AppliedList]
    ) -> (variants: [Int], touched: UInt32) {
        var touched: UInt32 = 0
        for line in lines { touched &+= table.touch(line.variant) }
        let found = lines.map { table.index(of: $0.variant, in: variants) ?? -1 }
        for variant in found where variant >= 0 {
            let record = variants[variant]
            if record.entryCount > 0 { touched &+= entryKeys[Int(record.firstEntry)].packed }
            if record.packCount > 0 { touched &+= UInt32(packs[Int(record.firstPack)].name) }
        }
        let asked = entriesAsked(of: found, applying)
        // Nothing but reading in these loops, so that as many as can be are waited for at once.
        for entry in asked.first { touched &+= UInt32(entries[Int(entry)].flags) }
        for entry in asked.next { touched &+= UInt32(entries[Int(entry)].flags) }
        for entry in asked.first where entries[Int(entry)].isCompact {
            let first = Int(entries[Int(entry)].firstBreak)
            touched &+= amounts[first]
            touched &+= amounts[first + Int(entries[Int(entry)].breakCount) - 1]
        }
        return (found, touched)
    }

    /// Of each variant its first entries in the lists that will be asked for it: in the one that
    /// most often prices it, and in those that are asked as well.
    private func entriesAsked(
        of found: [Int], _ applying: [AppliedList]
    ) -> (first: [UInt32], next: [UInt32]) {
        var (first, next): ([UInt32], [UInt32]) = ([], [])
        first.reserveCapacity(found.count)
        next.reserveCapacity(found.count)
        for variant in found where variant >= 0 && variants[variant].entryCount > 0 {
            let range = entryRange(variant)
            var hasFirst = false
            for place in applying.indices {
                guard let entry = firstEntry(of: applying[place].list, among: range) else {
                    continue
                }
                if !hasFirst {
                    first.append(UInt32(entry))
                    hasFirst = true
                } else {
                    next.append(UInt32(entry))
                    // After the list that wins only the next best is asked.
                    if mode == .mostSpecific { break }
                }
            }
        }
        return (first, next)
    }

    /// The line by numbers of this book.
    ///
    /// - Parameter variant: its index; negative for one that the book doesn't have.
    func resolve(
        _ line: RequestedLine, _ units: inout AskedUnits, variant: Int, at instant: Instant
    ) -> Result<ResolvedLine, Unresolved> {
        guard variant >= 0 else { return .failure(Unresolved(problem: .unknownVariant)) }
        guard let (unit, size) = unit(units.number(of: line.unit), of: variant) else {
            return .failure(Unresolved(problem: .unknownUnit))
        }
        guard line.quantity >= 1 else {
            return .failure(Unresolved(problem: .invalidQuantity))
        }
        let (base, overflow) = line.quantity.multipliedReportingOverflow(by: size)
        guard !overflow else { return .failure(Unresolved(problem: .amountOverflow)) }
        return .success(
            ResolvedLine(
                variant: variant, unit: unit, size: size, quantity: line.quantity, base: base,
                instant: instant.microseconds))
    }

    /// - Parameter number: of a name of a unit; 0 for the base unit, nil for a name that the book
    ///   doesn't have.
    private func unit(_ number: UInt16?, of variant: Int) -> (name: UInt16, size: Int64)? {
        guard let number else { return nil }
        if number == 0 || variants[variant].baseName == number { return (0, 1) }
        let first = Int(variants[variant].firstPack)
        for pack in first..<first + Int(variants[variant].packCount)
        where packs[pack].name == number {
            return (number, packs[pack].size)
        }
        return nil
    }
}

/// The numbers of the units that a basket names: mostly one name, over and over.
struct AskedUnits {
    private let book: PriceBook
    private var name = ""
    private var number: UInt16?

    init(_ book: PriceBook) { self.book = book }

    /// 0 for the base unit, nil for a name that the book doesn't have.
    mutating func number(of unit: SaleUnit) -> UInt16? {
        guard case .named(let name) = unit else { return 0 }
        if name != self.name {
            self.name = name
            number = book.unitNumbers[name]
        }
        return number
    }
}
