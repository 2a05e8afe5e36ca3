import Bedrock
import Platform
import PriceEngine
public import Wire

/// Explains the price of one line: every list with why it lost, the ladder, the promotions.
///
/// A buyer is told of the lists that apply to it; the seller, who asks for a company, of all.
struct ExplainPrice: Query {
    static let route = Route.post("/v1/price-checks/explain")
    static let summary = "Explain one line: lists and why they lost, the ladder, promotions."
    static let access = Access.trading(.readOffers)
    static let problems: [ProblemKind] = [.notTradingPartners]

    let asking: PriceAsking
    let line: CheckedLineInput

    init(_ fields: inout Fields) {
        asking = PriceAsking(&fields)
        line = CheckedLineInput(&fields)
    }

    func run(_ context: Context<Member>) async throws(Problem) -> Success<PriceExplanationView> {
        let audience = try await asking.find(context)
        let barcodes = try await audience.barcodes(
            [line.barcode].compactMap { $0 }, context.services)
        let asked = line.resolve(for: audience, barcodes)
        guard asked.facts != nil else {
            let field = line.variant != nil ? "variant_id" : line.sku != nil ? "sku" : "barcode"
            let problem = asked.problem
            throw .invalid(
                "/\(field)", problem?.code ?? "unknown_variant",
                problem?.message ?? LineProblem.unknownVariant.message)
        }
        let isSeller = audience.seller == context.caller.organization
        let explanation = audience.book.book.explain(
            audience.request([asked.requested]), others: isSeller ? 100 : 0)
        return .answer(
            PriceExplanationView(
                seller: audience.seller, explanation: explanation, mode: audience.book.book.mode,
                strategy: audience.book.book.strategy,
                line: CheckedLine(explanation.basket.lines[0], asked, forSeller: isSeller)))
    }
}

extension ConsideredList.Verdict: FieldEnum {}

/// A list that was looked at for a line.
struct ConsideredListView: Output, Sendable {
    let list: ConsideredList

    static let example = ConsideredListView(list: PriceExplanationView.sample.lists[0])

    func write(_ out: inout OutputWriter) {
        out("id", ID<PriceList>(uuid: list.list), "The list's id.")
        out("name", list.name, "Its name.")
        out("audience", list.audience?.slug, "By which assignment it applies; null if by none.")
        out("priority", list.priority, "The greater wins among those equally specific.")
        out("verdict", list.verdict, "Whether it prices the line, or why not.")
        out("total", list.total, "What it charges for the line; null where it has no price.")
    }
}

/// A step of the ladder that prices a line.
struct LadderStepView: Output, Sendable {
    let step: LadderStep

    static let example = LadderStepView(step: PriceExplanationView.sample.ladder[0])

    func write(_ out: inout OutputWriter) {
        out("minimum_quantity", step.quantity, "From how many of the unit on.")
        out("unit_price", step.unitPrice, "What one of the unit costs from there on.")
    }
}

/// Why a line costs what it costs, and what it would cost otherwise.
struct PriceExplanationView: Output, Sendable {
    let seller: ID<Organization>
    let explanation: PriceExplanation
    let mode: ResolutionMode
    let strategy: PricingStrategy
    let line: CheckedLine

    static let example = PriceExplanationView(
        seller: ID(uuid: UUIDBytes(high: 1, low: 1)), explanation: sample, mode: .mostSpecific,
        strategy: .both, line: .example)

    func write(_ out: inout OutputWriter) {
        out("seller_id", seller, "Whose prices they are.")
        out("price_book_version", explanation.basket.version, "The version of the prices.")
        out("mode", mode, "Which of the lists that apply prices a line.")
        out("strategy", strategy, "Whether list breaks, promotions or both run.")
        out("line", line, "The line, priced.")
        out(
            "lists", explanation.lists.map(ConsideredListView.init),
            "Every list that was looked at, those that apply first and the best of them first.")
        out(
            "ladder", explanation.ladder.map(LadderStepView.init),
            "The ladder of the price that was chosen.")
        out(
            "next_quantity", explanation.nextQuantity,
            "The next quantity that can be had and at which one costs less; null for none.")
        out(
            "promotions", explanation.basket.promotions.map(PromotionStepView.init),
            "The promotions that hold, and those of the order and of shipping that don't.")
        out("unknown_coupons", explanation.basket.unknownCoupons, "Codes that open nothing.")
    }

    /// For documents: one list with one price.
    fileprivate static let sample: PriceExplanation = {
        let id = UUIDBytes(high: 1, low: 1)
        var builder = PriceBookBuilder(version: 7)
        builder.add(PriceListRow(id: id, name: "Trade prices", currency: .usd))
        builder.add(VariantRow(id: id))
        builder.add(
            PriceEntryRow(
                id: id, list: id, target: .variant(id),
                breaks: [PriceBreak(1, .fixed(2_336)), PriceBreak(6, .fixed(2_190))]))
        return builder.finish().explain(
            PricingRequest(
                buyer: Buyer(), instant: Instant(microseconds: 1_790_000_000_000_000),
                currency: .usd, lines: [RequestedLine(variant: id, quantity: 2)]))
    }()
}
