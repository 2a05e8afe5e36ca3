import Platform

extension Privilege {
    static let readQuotes = Privilege("quotes.read")
    static let writeQuotes = Privilege("quotes.write")
    static let acceptForBuyer = Privilege("quotes.accept_for_buyer")
    static let placeDraftOrders = Privilege("draft_orders.place")
}
