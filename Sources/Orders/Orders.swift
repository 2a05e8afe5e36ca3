public import Platform

/// Orders: from an editable draft to a placed order.
///
/// Owns draft orders and orders with their lines. Both are rows of the seller; the buyer named on
/// them is a party and sees them, and nothing around them. Every line carries the price it was
/// given and the trace that says why. Placing takes the stock, writes the order and its event and
/// ends the draft, all in one function of the database (`orders.place`).
///
/// What containers leave with orders and come back is a ledger of each company's.
///
/// Words: draft order, order, line, party, placing, receipt.
/// Limits: 10,000 lines a draft.
public enum Orders {
    /// Declares the operations.
    public static func declare(_ table: inout OperationTable) {
        table.add(CreateDraftOrder.self)
        table.add(ListDraftOrders.self)
        table.add(ReadDraftOrder.self)
        table.add(EditDraftOrder.self)
        table.add(SubmitDraftOrder.self)
        table.add(ReopenDraftOrder.self)
        table.add(AbandonDraftOrder.self)
        table.add(PlaceDraftOrder.self)
        table.add(ApproveDraftOrder.self)
        table.add(DeclineDraftOrder.self)
        table.add(ReadApprovalRule.self)
        table.add(SettleApprovalRule.self)
        table.add(DropApprovalRule.self)
        table.add(ReserveDraftOrder.self)
        table.add(ReleaseDraftOrder.self)
        table.add(ListOrders.self)
        table.add(ReadOrder.self)
        table.add(ReadOrderTimeline.self)
        table.add(ReorderOrder.self)
        table.add(ExportOrders.self)
        table.add(ConfirmOrder.self)
        table.add(CompleteOrder.self)
        table.add(ReadOrderTotals.self)
        table.add(ReadOrderConfirmation.self)
        table.add(ReadOrderAllocation.self)
        table.add(AllocateOrder.self)
        table.add(ReadContainers.self)
        table.add(SaveAddress.self)
        table.add(ListAddresses.self)
        table.add(ReadAddress.self)
        table.add(EditAddress.self)
        table.add(DropAddress.self)
        table.add(ReadOrderRules.self)
        table.add(SettleOrderRules.self)
    }
}

/// The limits of the context.
enum OrderLimits {
    static let lines = 10_000
    /// How long a draft may hold stock.
    static let reservationMinutes = 1_440
}
