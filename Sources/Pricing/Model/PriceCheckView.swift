import Bedrock
import Exchange
import Levies
import Platform
public import PriceEngine
import Wire

/// What is wrong with a line of a price check, with the quantity that would do.
struct LineProblemView: Output, Sendable {
    let code: String
    let message: String
    let nextValidQuantity: Int64?
    /// What the lines of its list lack, where the list wants more of an order.
    var missing: Money?
    var missingQuantity: Int64?

    init(_ problem: LineProblem) {
        code = problem.slug
        message = problem.message
        nextValidQuantity = problem.nextValidQuantity
        switch problem {
        case .belowOrderAmount(_, _, let missing): self.missing = missing
        case .belowOrderQuantity(_, _, let missing): missingQuantity = missing
        default: break
        }
    }

    private init(code: String, message: String) {
        self.code = code
        self.message = message
        nextValidQuantity = nil
    }

    static let ambiguousBarcode = LineProblemView(
        code: "ambiguous_barcode", message: "Several things on offer carry this barcode.")

    static let example = LineProblemView(.notMultiple(of: 6, nextValidQuantity: 12))

    func write(_ out: inout OutputWriter) {
        out("code", code, "A stable slug.")
        out("message", message, "What is wrong.")
        out("next_valid_quantity", nextValidQuantity, "The quantity that would do, if any.")
        out("missing", missing, "So much more of its list would do; null for other problems.")
        out("missing_quantity", missingQuantity, "So many more base units of its list would do.")
    }
}

/// A line of a price check.
struct CheckedLine: Output, Sendable {
    let line: PricedLine
    /// Nil for what the seller doesn't offer.
    let variant: VariantFacts?
    /// As it was asked for, or the base unit.
    let unit: String?
    let problems: [LineProblemView]
    let isForSeller: Bool

    init(_ line: PricedLine, _ asked: AskedLine, forSeller: Bool = false) {
        self.line = line
        isForSeller = forSeller
        variant = asked.facts
        unit = asked.unit
        problems = asked.problem.map { [$0] } ?? line.problems.map(LineProblemView.init)
    }

    static let example = CheckedLine(
        PricedLine.unpriced,
        AskedLine(
            requested: RequestedLine(variant: UUIDBytes(high: 1, low: 1), quantity: 10),
            facts: .example, unit: "case", problem: .example))

    func write(_ out: inout OutputWriter) {
        out("variant_id", variant?.id, "What is asked for; null for what isn't on offer.")
        out("sku", variant?.sku, "Its SKU.")
        out("name", variant?.name, "Its name.")
        out("unit", unit, "The unit it is asked for in.")
        out("quantity", line.quantity, "How many of the unit.")
        out("base_quantity", line.baseQuantity, "How many base units.")
        out("unit_price", line.unitPrice, "The price of one of the unit; null for none.")
        out("list_total", line.listTotal, "What it comes to before promotions.")
        out("net", line.net, "What it comes to, less taxes in the price; null for no price.")
        out("excise", line.levies?.excise, "The excise on it; null where nothing is levied.")
        out("tax", line.levies?.tax, "The taxes on it.")
        out("deposit", line.levies?.deposit, "Its containers' deposits: on lines of their own.")
        out("total", line.due, "What is to be paid for it, deposits aside; null for no price.")
        out("problems", problems, "Why the line can't be ordered as it is; none where it can.")
        out(
            "trace", trace,
            "Why this price: list, break, unit, promotions, excise, tax, deposits, rounding.")
    }

    private var trace: FreeForm? {
        line.trace.map { trace in
            if !isForSeller, case .costPlus = trace.ladder.price {
                return FreeForm(trusted: PriceTrace.withoutMargin(trace.json))
            }
            return FreeForm(trusted: trace.json)
        }
    }
}

/// A basket priced and not kept.
struct PriceCheckView: Output, Sendable {
    let seller: ID<Organization>
    let basket: PricedBasket
    let lines: [CheckedLine]

    var isOrderable: Bool { basket.due != nil && lines.allSatisfy { $0.problems.isEmpty } }

    static let example = PriceCheckView(
        seller: ID(uuid: UUIDBytes(high: 1, low: 1)), basket: PricedLine.emptyBasket,
        lines: [.example])

    func write(_ out: inout OutputWriter) {
        out("seller_id", seller, "Whose prices they are.")
        out("price_book_version", basket.version, "The version of the prices.")
        out("orderable", isOrderable, "Whether every line can be ordered as it stands.")
        out(
            "problems", basket.due == nil ? [LineProblemView(.amountOverflow)] : [],
            "What is wrong with all of it together; what is wrong with a line stands there.")
        out("place", basket.levies?.place, "Where the goods go, as taxes see it.")
        out("net", basket.levies?.sums?.net ?? basket.total, "The lines, less taxes in them.")
        out("excise", basket.levies?.sums?.excise, "The excise; null where nothing is levied.")
        out("tax", basket.levies?.sums?.tax, "All taxes, on deposits too.")
        out("deposit", basket.levies?.sums?.deposit, "Deposits, less what empties bring back.")
        out("total", basket.due, "What is to be paid for the lines that have a price.")
        out(
            "taxes", (basket.levies?.sums?.taxes ?? []).map {
                TaxTotalView(code: $0.code, amount: $0.amount)
            }, "Each tax.")
        out("deposits", basket.levies?.depositViews ?? [], "Deposits and empties, by kind.")
        out(
            "promotions", basket.promotions.map(PromotionStepView.init),
            "The promotions that hold, and those of the order and of shipping that don't.")
        out("free_shipping", basket.hasFreeShipping, "Whether a promotion makes carriage free.")
        out("unknown_coupons", basket.unknownCoupons, "Codes that open nothing for this buyer.")
        out("lines", lines, "The lines, in the order given.")
    }
}

/// What came of a promotion in a basket.
struct PromotionStepView: Output, Sendable {
    let step: PromotionStep

    init(_ step: PromotionStep) { self.step = step }

    static let example = PromotionStepView(PromotionStep.example)

    func write(_ out: inout OutputWriter) {
        var saved: Money?
        var refusal: PromotionRefusal?
        switch step.outcome {
        case .applied(let amount): saved = amount
        case .refused(let why): refusal = why
        }
        var missing: Money?
        var add: Int64?
        switch refusal {
        case .belowAmount(let amount): missing = amount
        case .belowQuantity(let units): add = units
        default: break
        }
        out("id", ID<Promotion>(uuid: step.promotion), "The promotion's id.")
        out("name", step.name, "Its name.")
        out("stage", step.stage, "On lines, on the order or on shipping.")
        out("saved", saved, "What it takes off; null where it doesn't hold.")
        out("refused", refusal?.slug, "Why it doesn't hold; null where it does.")
        out("add", add, "So many more of its unit, and it pays.")
        out("missing", missing, "So much more, and it pays.")
    }
}

extension VariantFacts {
    fileprivate static let example = VariantFacts(
        id: ID(uuid: UUIDBytes(high: 1, low: 1)), sku: "BW-1001", name: "Harbour Light Gin",
        baseUnit: "bottle", caseSize: 12, published: true, isActive: true)
}

extension PricedLine {
    /// For examples: what a book without anything in it answers.
    fileprivate static let emptyBasket = PriceBookBuilder(version: 7).finish().price(
        PricingRequest(
            buyer: Buyer(), instant: Instant(microseconds: 1_790_000_000_000_000), currency: .usd,
            lines: [
                RequestedLine(
                    variant: UUIDBytes(high: 1, low: 1), unit: .named("case"), quantity: 10)
            ]))

    fileprivate static let unpriced = emptyBasket.lines[0]
}

extension LineProblem {
    /// What the caller is told of it, in one sentence.
    public var message: String {
        switch self {
        case .unknownVariant: "The seller offers no such thing."
        case .unknownUnit: "It is not sold in this unit."
        case .invalidQuantity: "It takes at least 1."
        case .noPrice(let reason): "It has no price for this buyer (\(reason.slug))."
        case .amountOverflow: "The amount is beyond what can be stored."
        case .unmeasured: "Its excise can't be told: its volume or strength isn't known."
        case .belowMinimum(let minimum, _): "At least \(minimum) must be ordered."
        case .aboveMaximum(let maximum, _): "At most \(maximum) may be ordered."
        case .notMultiple(let multiple, _): "It is sold in multiples of \(multiple)."
        case .belowOrderAmount(_, let minimum, let missing):
            "Its list takes orders from \(minimum.inWords); \(missing.inWords) are missing."
        case .belowOrderQuantity(_, let minimum, let missing):
            "Its list takes orders from \(minimum) base units; \(missing) are missing."
        }
    }
}

extension Money {
    /// As a sentence says it: `125.5 EUR`.
    fileprivate var inWords: String {
        "\(DecimalText.write(amount, places: currency.exponent)) \(currency.code)"
    }
}
