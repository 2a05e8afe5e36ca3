import Platform

extension Privilege {
    static let readDraftOrders = Privilege("draft_orders.read")
    static let writeDraftOrders = Privilege("draft_orders.write")
    static let placeDraftOrders = Privilege("draft_orders.place")
    static let readOrders = Privilege("orders.read")
    static let writeOrders = Privilege("orders.write")
}
