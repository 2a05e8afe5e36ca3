/// What the ledger hears of stock. `stock_low`, `stock_restored` and `stock_reservation_expired`
/// are written by the database itself.
enum InventoryEvents {
    static let received = "stock_received"
    static let adjusted = "stock_adjusted"
    static let putAway = "stock_put_away"
    static let binMade = "bin_made"
    static let rulesChanged = "stock_rules_changed"
    static let channelRulesChanged = "channel_stock_rules_changed"
    static let placeChanged = "place_changed"
    static let countOpened = "stock_count_opened"
    static let counted = "stock_counted"
    static let countApplied = "stock_count_applied"
    static let countCancelled = "stock_count_cancelled"
    static let transferRequested = "stock_transfer_requested"
    static let transferShipped = "stock_transfer_shipped"
    static let transferReceived = "stock_transfer_received"
    static let transferCancelled = "stock_transfer_cancelled"
    static let expected = "stock_expected"
    static let expectedReceived = "expected_receipt_received"
    static let expectedCancelled = "expected_receipt_cancelled"
    static let reserved = "stock_reserved"
    static let reservationReleased = "stock_reservation_released"
}
