import Platform

extension Privilege {
    static let readDraftOrders = Privilege("draft_orders.read")
    static let writeDraftOrders = Privilege("draft_orders.write")
    static let placeDraftOrders = Privilege("draft_orders.place")
    /// To be the second person.
    static let approveOrders = Privilege("orders.approve")
    /// To settle when one is needed.
    static let settleApproval = Privilege("organization.write")
    static let readOrders = Privilege("orders.read")
    static let writeOrders = Privilege("orders.write")
}
