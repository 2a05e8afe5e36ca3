/// What the ledger hears of levies.
enum LeviesEvents {
    static let taxRateCreated = "tax_rate_created"
    static let taxRateEdited = "tax_rate_edited"
    static let taxRateDeleted = "tax_rate_deleted"
    static let exciseRateCreated = "excise_rate_created"
    static let exciseRateEdited = "excise_rate_edited"
    static let exciseRateDeleted = "excise_rate_deleted"
    static let depositKindCreated = "deposit_kind_created"
    static let depositKindEdited = "deposit_kind_edited"
    static let taxPlaceChanged = "tax_place_changed"
}
