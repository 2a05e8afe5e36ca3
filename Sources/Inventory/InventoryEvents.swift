/// What the ledger hears of stock.
enum InventoryEvents {
    static let received = "stock_received"
    static let adjusted = "stock_adjusted"
}
