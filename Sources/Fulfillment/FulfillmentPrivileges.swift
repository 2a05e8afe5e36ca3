import Platform

extension Privilege {
    static let writeOrders = Privilege("orders.write")
    static let placeDraftOrders = Privilege("draft_orders.place")
    static let readFulfillments = Privilege("fulfillments.read")
    static let shareOrders = Privilege("orders.share")
    static let receiveGoods = Privilege("shipments.receive")
    static let writeFulfillments = Privilege("fulfillments.write")
}
