import Bedrock
import Platform
import PriceEngine
import Pricing
import Wire

/// Prices the lines of a draft and says what is wrong with those that have no price.
enum DraftPricing {
    struct Outcome {
        let lines: [OrderLine]
        let total: Int64
        let baseQuantity: Int64
        let coupons: [String]
        /// The promotions that hold: placing takes their limits.
        let promotions: [ID<Promotion>]
        let levies: OrderLevies
        /// Order minimums of lists that the lines don't reach: no fault of a draft, until placed.
        let shortfalls: [OrderMinimumShortfall]
    }

    /// What a buyer brings beside the lines.
    struct Buying {
        let company: CompanyFacts
        let channel: ChannelFacts
        let instant: Instant
        let coupons: [String]
        let uses: PromotionUses
        let empties: [EmptiesInput]
    }

    static func price(
        _ inputs: [LineInput], in book: SellerBook, for buying: Buying
    ) throws(Problem) -> Outcome {
        var violations: [Violation] = []
        var facts: [VariantFacts] = []
        var requested: [RequestedLine] = []
        facts.reserveCapacity(inputs.count)
        requested.reserveCapacity(inputs.count)
        for (index, input) in inputs.enumerated() {
            guard
                let variant = input.facts(
                    in: book, on: buying.channel.id, at: buying.instant)
            else {
                let field = input.variant == nil ? "sku" : "variant_id"
                violations.append(
                    Violation(
                        pointer: "/lines/\(index)/\(field)", code: "unknown_variant",
                        message: LineProblem.unknownVariant.message))
                continue
            }
            facts.append(variant)
            requested.append(input.requested(variant.id))
        }
        guard violations.isEmpty else { throw .invalid(Array(violations.prefix(100))) }
        var request = PricingRequest(
            buyer: buying.company.buyer(on: buying.channel.id), instant: buying.instant,
            currency: book.currency, lines: requested)
        request.coupons = buying.coupons
        request.take(buying.uses)
        request.take(buying.company.place, buying.empties)
        let basket = book.book.price(request)
        try basket.checkEmpties(buying.empties)
        return try outcome(basket, facts, inputs, request)
    }

    private static func outcome(
        _ basket: PricedBasket, _ facts: [VariantFacts], _ inputs: [LineInput],
        _ request: PricingRequest
    ) throws(Problem) -> Outcome {
        var violations: [Violation] = []
        var shortfalls: [OrderMinimumShortfall] = []
        var lines: [OrderLine] = []
        lines.reserveCapacity(basket.lines.count)
        var baseQuantity: Int64 = 0
        for (index, priced) in basket.lines.enumerated() {
            for problem in priced.problems where violations.count < 100 {
                guard let shortfall = OrderMinimumShortfall(problem) else {
                    violations.append(problem.violation(line: index))
                    continue
                }
                if !shortfalls.contains(shortfall) { shortfalls.append(shortfall) }
            }
            guard let unitPrice = priced.unitPrice, let total = priced.due,
                let base = priced.baseQuantity, let trace = priced.trace
            else { continue }
            var bytes: [UInt8] = []
            trace.append(to: &bytes)
            let (sum, overflow) = baseQuantity.addingReportingOverflow(base)
            if overflow { throw Problem(.amountTooLarge) }
            baseQuantity = sum
            let variant = facts[index]
            lines.append(
                OrderLine(
                    line: Int32(index + 1), variant: variant.id, sku: variant.sku,
                    name: variant.name, unit: inputs[index].unit ?? variant.baseUnit,
                    quantity: priced.quantity, baseQuantity: base, unitAmount: unitPrice.amount,
                    totalAmount: total.amount, taxAmount: priced.levies?.tax.amount ?? 0,
                    exciseAmount: priced.levies?.excise.amount ?? 0,
                    depositAmount: priced.levies?.deposit.amount ?? 0,
                    currency: request.currency, trace: bytes))
        }
        guard violations.isEmpty else { throw .invalid(violations) }
        guard let total = basket.due, lines.count == basket.lines.count else {
            throw Problem(.amountTooLarge)
        }
        let applied = basket.promotions.filter(\.isApplied)
        return Outcome(
            lines: lines, total: total.amount, baseQuantity: baseQuantity,
            coupons: request.coupons,
            promotions: applied.map { ID<Promotion>(uuid: $0.promotion) },
            levies: OrderLevies(basket), shortfalls: shortfalls)
    }
}

extension LineProblem {
    /// What the caller is told, with the quantity that would do where one would.
    func violation(line: Int) -> Violation {
        let field =
            switch self {
            case .unknownVariant, .noPrice(.noEntry), .noPrice(.noListApplies),
                .noPrice(.unresolvedReference):
                "variant_id"
            case .unknownUnit: "unit"
            default: "quantity"
            }
        var message = message
        if let next = nextValidQuantity { message += " next_valid_quantity: \(next)." }
        return Violation(
            pointer: "/lines/\(line)/\(field)", code: slug, message: message)
    }
}
