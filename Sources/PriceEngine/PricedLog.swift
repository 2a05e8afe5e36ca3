import Bedrock

/// What one pricing found, in few plain records: its lines and their traces read here what they are
/// asked for, so that a price costs what is worked out and not what could be said of it.
final class PricedLog: Sendable {
    let book: PriceBook
    let asked: [RequestedLine]
    let currency: Currency
    let drafts: [Draft]
    /// By line, and of a line in the order in which they were met.
    let problems: [FoundProblem]
    /// Empty where the seller levies nothing.
    let levies: [LineLevies?]
    let marks: [PromotionMark]

    init(
        _ book: PriceBook, _ asked: [RequestedLine], _ currency: Currency, _ drafts: [Draft],
        _ problems: [FoundProblem], _ levies: [LineLevies?], _ marks: [PromotionMark]
    ) {
        self.book = book
        self.asked = asked
        self.currency = currency
        self.drafts = drafts
        self.levies = levies
        self.marks = marks
        self.problems =
            problems.count < 2
            ? problems
            : problems.enumerated()
                .sorted { ($0.element.line, $0.offset) < ($1.element.line, $1.offset) }
                .map(\.element)
    }

    func problems(of line: Int) -> [LineProblem] {
        if problems.isEmpty { return [] }
        var (low, high) = (0, problems.count)
        while low < high {
            let middle = (low + high) >> 1
            if problems[middle].line < line { low = middle + 1 } else { high = middle }
        }
        return problems[low...].prefix { $0.line == line }.map(\.problem)
    }

    func money(_ amount: Int64, of line: Int) -> Money? {
        drafts[line].isPriced ? Money(amount, currency) : nil
    }
}

/// What is wrong with a line of a basket.
struct FoundProblem: Sendable {
    let line: Int
    let problem: LineProblem
}

/// A line on its way through the steps, and what they leave of it.
struct Draft: Sendable {
    /// Nil for a line that can't be priced at all.
    var line: ResolvedLine?
    /// What the winning list offers.
    var offer: Offer?
    /// What the line costs so far; nil where that can't be said or passes 64 bits.
    var amount: Exact?
    /// Whether the line has a price, and so what follows says anything.
    var isPriced = false
    /// By which assignment the list won, over which next best, and what buying more would do.
    var audience = Specificity.everybody
    var runnerUp: NextBest?
    var next: NextPrice?
    /// What a list would charge for one, where another price was agreed on.
    var listed: Int64?
    /// Minor units of the request's currency.
    var unitPrice: Int64 = 0
    var listTotal: Int64 = 0
    var lineTotal: Int64 = 0
    var rounding: Int64 = 0
    /// Its steps among the marks.
    var firstMark: Int32 = 0
    var lastMark: Int32 = 0
}

/// The next best list, by its number.
struct NextBest: Sendable {
    let list: UInt32
    let because: RunnerUp.Reason
}

/// So many more of the asked unit, for so much each.
struct NextPrice: Sendable {
    let add: Int64
    let unitPrice: Int64
}
