import Bedrock
import Platform
import PriceEngine
import Wire

/// A promotion as it is shown to its seller.
struct PromotionView: Output, Sendable {
    let id: ID<Promotion>
    var terms: PromotionTerms
    /// Orders that took it, where it has a limit in all.
    var taken: Int64
    let createdAt: Instant
    var updatedAt: Instant
    var version: Int32

    static let example = PromotionView(
        id: ID(uuid: UUIDBytes(high: 1, low: 1)),
        terms: PromotionTerms(
            name: "Half a dozen", kind: .percentOff, stage: .line, lane: "default", priority: 0,
            isExclusive: false, combinesWithBreaks: true, currency: .usd, unit: nil,
            thresholdQuantity: 6, thresholdAmount: nil, basisPoints: 500, amount: nil, buy: nil,
            get: nil, pool: nil, getVariants: [], getCategories: [], variants: [], categories: [],
            brands: [], tags: [], channels: [], assignments: [.example], validFrom: nil,
            validUntil: nil, weekdays: [.friday], hoursFrom: 960, hoursUntil: 1_080,
            coupons: ["WELCOME"],
            firstOrder: false, perOrder: nil, perCompany: nil, inTotal: 100),
        taken: 3, createdAt: Instant(microseconds: 1_790_000_000_000_000),
        updatedAt: Instant(microseconds: 1_790_000_000_000_000), version: 1)

    func write(_ out: inout OutputWriter) {
        out("id", id, "The promotion's id.")
        out("name", terms.name, "Its name.")
        out("kind", terms.kind, "What it gives.")
        out("stage", terms.stage, "On lines, on the order or on shipping.")
        out("lane", terms.lane, "Of a lane one promotion takes a line.")
        out("priority", terms.priority, "The greater wins where two save the same.")
        out("exclusive", terms.isExclusive, "Whether it stands alone.")
        out("combines_with_breaks", terms.combinesWithBreaks, "Whether breaks combine with it.")
        out("currency", terms.currency, "Of its amounts.")
        out("unit", terms.unit, "The pack it counts; base units where null.")
        out("threshold_quantity", terms.thresholdQuantity, "So many must be in the basket.")
        out("threshold_amount", terms.thresholdAmount, "So much must be in the basket.")
        out("basis_points", terms.basisPoints, "Hundredths of a percent off.")
        out("amount", terms.amount, "Minor units: off, the fixed price, or the bundle's.")
        out("buy_quantity", terms.buy, "How many are bought, or make a bundle.")
        out("get_quantity", terms.get, "How many are got.")
        out("get_from", terms.pool, "Where what is got is taken.")
        out("get_variant_ids", terms.getVariants, "Other variants that are got.")
        out("get_category_ids", terms.getCategories, "Categories of what is got.")
        writeConditions(&out)
        out("taken", taken, "Orders that took it, where it has a limit in all.")
        out("created_at", createdAt, "When it was made.")
        out("updated_at", updatedAt, "When it last changed.")
        out("version", version, "Its version, which If-Match takes.")
    }

    private func writeConditions(_ out: inout OutputWriter) {
        out("variant_ids", terms.variants, "Only these variants.")
        out("category_ids", terms.categories, "Only of these categories and below.")
        out("brand_ids", terms.brands, "Only of these brands.")
        out("tag_ids", terms.tags, "Only what has any of these tags.")
        out("channel_ids", terms.channels, "Only on these channels.")
        out("assignments", terms.assignments, "Whom it is for; everybody where there are none.")
        out("valid_from", terms.validFrom, "It holds from then on.")
        out("valid_until", terms.validUntil, "It holds before then.")
        out("weekdays", terms.weekdays, "Only on these days by the seller's clock.")
        out("hours_from", terms.hoursFrom.map(PromotionView.time), "From this time on.")
        out("hours_until", terms.hoursUntil.map(PromotionView.time), "Until this time.")
        out("coupons", terms.coupons, "Codes, one of which must be given.")
        out("first_order", terms.firstOrder, "Only for a company's first order.")
        out("per_order", terms.perOrder, "Repetitions in one order.")
        out("per_company", terms.perCompany, "Orders of one company.")
        out("in_total", terms.inTotal, "Orders in all.")
    }

    private static func time(_ minutes: Int32) -> String {
        let (hour, minute) = minutes.quotientAndRemainder(dividingBy: 60)
        return "\(hour < 10 ? "0" : "")\(hour):\(minute < 10 ? "0" : "")\(minute)"
    }
}
