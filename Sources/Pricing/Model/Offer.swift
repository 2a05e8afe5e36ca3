import Bedrock
import Images
import Platform
import PriceEngine
import Wire

/// What a buyer would pay for a unit of something, by itself and where the least is bought.
struct UnitOffer: Sendable {
    let shelf: ShelfPrice

    var line: PricedLine { shelf.line }
    /// So many at least; nil where it has no price.
    var least: Int64? { line.unitPrice == nil ? nil : line.quantity }
    var mode: LadderMode? {
        shelf.mode.map { mode in
            switch mode {
            case .volume: .volume
            case .graduated: .graduated
            }
        }
    }

    var listPrice: Money? { line.ofOne(line.listTotal) }
    var total: Money? { line.ofOne(line.due) }
    var deposit: Money? { line.ofOne(line.levies?.deposit) }
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
        var shelves = book.book.shelf(request)[...]
        func take() -> UnitOffer? { shelves.popFirst().map(UnitOffer.init) }
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
        out("least_quantity", unit?.least, "So many base units at least; prices are for so many.")
        out("case_price", box?.line.unitPrice, "The price of a case; null for none.")
        out("least_case_quantity", box?.least, "So many cases at least; prices are for so many.")
        out("list_price", unit?.listPrice, "A base unit's price before promotions.")
        out("case_list_price", box?.listPrice, "A case's price before promotions.")
        out("unit_total", unit?.total, "A base unit with its excise and taxes, not its deposit.")
        out("unit_deposit", unit?.deposit, "The deposit on its containers.")
        out("case_total", box?.total, "A case with its excise and taxes, not its deposit.")
        out("case_deposit", box?.deposit, "The deposit on its containers.")
        out("price_list", unit?.line.trace?.list.name, "The list the price comes from.")
        out("breaks", steps(unit), "What base units cost from which quantity on.")
        out("break_mode", unit?.mode, "Whether all of them cost that, or those from there on.")
        out("case_breaks", steps(box), "What cases cost from which quantity on.")
        out("case_break_mode", box?.mode, "Whether all of them cost that, or those from there on.")
        out("next_quantity", unit?.shelf.nextQuantity, "So many base units, and each costs less.")
        out("next_case_quantity", box?.shelf.nextQuantity, "So many cases, and each costs less.")
        out("image", image, "The first of its images; its own page has all of them.")
        out("available", row.available, "Base units that can be had now.")
        out(
            "available_from", row.availableFrom,
            "The day from which one can be had, where none can now and a delivery is expected.")
    }

    private func steps(_ offer: UnitOffer?) -> [LadderStepView] {
        (offer?.shelf.ladder ?? []).map(LadderStepView.init)
    }
}
