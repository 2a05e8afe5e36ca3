import Platform

extension Privilege {
    static let readQuotes = Privilege("quotes.read")
    static let writeQuotes = Privilege("quotes.write")
    static let placeDraftOrders = Privilege("draft_orders.place")
}
