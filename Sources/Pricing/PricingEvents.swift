import Bedrock
import Platform
import Postgres
import Wire

/// What the ledger hears of prices.
enum PricingEvents {
    static let listCreated = "price_list_created"
    static let listEdited = "price_list_edited"
    static let entriesChanged = "price_entries_changed"
    static let promotionCreated = "promotion_created"
    static let promotionEdited = "promotion_edited"
    static let promotionEnded = "promotion_ended"
    static let couponsCreated = "coupons_created"
    static let couponsDisabled = "coupons_disabled"
    static let changePreviewed = "price_change_previewed"
    static let changeApplied = "price_change_applied"
    static let changeScheduled = "price_change_scheduled"
    static let changeCancelled = "price_change_cancelled"
    static let settingsEdited = "pricing_settings_edited"
}

extension Context where Scope == Member {
    /// Writes an event of a price list in the caller's ledger.
    func recordList(
        _ type: String, _ list: ID<PriceList>, _ trip: inout Trip,
        payload: (inout JSONWriter) -> Void = { _ in }
    ) {
        record(
            type, list, of: "price_list", in: caller.organization, &trip, payload: payload)
    }

    /// Writes an event of a promotion in the caller's ledger.
    func recordPromotion(_ type: String, _ promotion: PromotionView, _ trip: inout Trip) {
        record(type, promotion.id, of: "promotion", in: caller.organization, &trip) { json in
            json.key("name")
            json.write(promotion.terms.name)
            json.key("version")
            json.write(Int64(promotion.version))
        }
    }
}
