import Bedrock
import Images
import Platform
import PriceEngine
import Wire

/// What a buyer would pay for a unit of something, by itself.
struct UnitOffer: Sendable {
    let line: PricedLine
    let ladder: [LadderStep]
}

/// One thing a seller offers, with the buyer's own price.
struct Offer: Output, Sendable {
    let row: OfferRow
    let unit: UnitOffer?
    /// Nil for what isn't sold by the case.
    let box: UnitOffer?
    /// Set where the offer stands in a list.
    var image: ShownImage?

    static let example = Offer(
        row: OfferRow(
            id: ID(uuid: UUIDBytes(high: 1, low: 1)), sku: "BW-1001", name: "Harbour Light Gin",
            category: ID(uuid: UUIDBytes(high: 1, low: 2)), volume: 750, strength: 4000,
            baseUnit: "bottle", caseSize: 12, available: 240, availableFrom: nil),
        unit: nil, box: nil, image: .example)

    /// Whether the buyer may have it at all.
    var hasPrice: Bool { unit?.line.unitPrice != nil || box?.line.unitPrice != nil }

    /// Prices one base unit and one case of each, every one as if alone.
    static func price(
        _ rows: ArraySlice<OfferRow>, for buyer: Buyer, at place: String?, in book: SellerBook,
        _ uses: PromotionUses, at now: Instant
    ) -> [Offer] {
        var lines: [RequestedLine] = []
        lines.reserveCapacity(rows.count * 2)
        for row in rows {
            lines.append(RequestedLine(variant: row.id.uuid, unit: .base, quantity: 1))
            if row.caseSize > 1 {
                lines.append(
                    RequestedLine(variant: row.id.uuid, unit: .named("case"), quantity: 1))
            }
        }
        var request = PricingRequest(
            buyer: buyer, instant: now, currency: book.currency, lines: lines)
        request.take(uses)
        request.take(place, [])
        let quotes = book.book.quote(request)
        let ladders = book.book.ladders(request)
        var next = 0
        func take() -> UnitOffer {
            next += 1
            return UnitOffer(line: quotes[next - 1], ladder: ladders[next - 1])
        }
        return rows.map { row in
            Offer(row: row, unit: take(), box: row.caseSize > 1 ? take() : nil)
        }
    }

    func write(_ out: inout OutputWriter) {
        out("variant_id", row.id, "What is offered.")
        out("sku", row.sku, "Its SKU.")
        out("name", row.name, "Its name.")
        out("category_id", row.category, "Its category.")
        out("volume_ml", row.volume, "Millilitres in a base unit.")
        out("strength_bp", row.strength, "Alcohol by volume in basis points.")
        out("base_unit", row.baseUnit, "The unit that stock counts in.")
        out("case_size", row.caseSize, "Base units in a case.")
        out("unit_price", unit?.line.unitPrice, "The price of one base unit; null for none.")
        out("case_price", box?.line.unitPrice, "The price of a case; null for none.")
        out("list_price", unit?.line.listTotal, "A base unit's price before promotions.")
        out("case_list_price", box?.line.listTotal, "A case's price before promotions.")
        out("unit_total", unit?.line.due, "A base unit with its excise and taxes, not its deposit.")
        out("unit_deposit", unit?.line.levies?.deposit, "The deposit on its containers.")
        out("case_total", box?.line.due, "A case with its excise and taxes, not its deposit.")
        out("case_deposit", box?.line.levies?.deposit, "The deposit on its containers.")
        out("price_list", unit?.line.trace?.list.name, "The list the price comes from.")
        out("breaks", steps(unit), "What base units cost from which quantity on.")
        out("case_breaks", steps(box), "What cases cost from which quantity on.")
        out("next_quantity", unit?.line.nextQuantity, "So many base units, and it pays.")
        out("next_case_quantity", box?.line.nextQuantity, "So many cases, and it pays.")
        out("image", image, "The first of its images; its own page has all of them.")
        out("available", row.available, "Base units that can be had now.")
        out(
            "available_from", row.availableFrom,
            "The day from which one can be had, where none can now and a delivery is expected.")
    }

    private func steps(_ offer: UnitOffer?) -> [LadderStepView] {
        (offer?.ladder ?? []).map(LadderStepView.init)
    }
}

extension PricedLine {
    /// The next quantity of the asked unit that pays: at the next break, or with a promotion.
    var nextQuantity: Int64? {
        guard let trace else { return nil }
        var add = trace.ladder.next?.add
        for step in trace.promotions {
            guard case .refused(.belowQuantity(let more)) = step.outcome else { continue }
            add = min(add ?? more, more)
        }
        guard let add else { return nil }
        let (next, overflow) = quantity.addingReportingOverflow(add)
        return overflow ? nil : next
    }
}
