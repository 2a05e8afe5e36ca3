public import Platform
package import Postgres

/// Fulfillment: from a placed order to goods at the door, in as many parts as it takes.
///
/// Owns fulfillments (work in one warehouse on some lines of an order) and shipments (what left of
/// one, with carrier and tracking number). The order's lines carry how far each base unit is, and
/// the order's state is worked out from them (`orders.state_of`); stock leaves with its shipment.
/// Whoever moves an order holds it first and takes stock afterwards, so that nothing waits in a
/// circle. What is cancelled lets go of its stock in the same transaction.
///
/// An order is edited after it was placed, and a line substituted where the buyer agrees, as long
/// as the line is in no fulfillment: stock, promotions, containers and totals move in one
/// transaction.
///
/// A tracking link shows an order's progress and parcels to whoever has it, and nothing else of the
/// two organizations; its secret is in the answer that made it, and the database keeps a digest.
///
/// What a buyer found when a shipment came stands in receipts of goods, which are never changed: a
/// difference is told to both parties and moves nothing that was shipped or charged.
///
/// Words: fulfillment, picking, packed, shipment, tracking number, tracking link, receipt of goods,
/// discrepancy, pick list, packing slip, edit, difference, substitution.
public enum Fulfillment {
    /// Declares the operations.
    public static func declare(_ table: inout OperationTable) {
        table.add(CancelOrder.self)
        table.add(WithdrawOrder.self)
        table.add(EditOrder.self)
        table.add(ProposeSubstitution.self)
        table.add(ListSubstitutions.self)
        table.add(AgreeSubstitution.self)
        table.add(DeclineSubstitution.self)
        table.add(WithdrawSubstitution.self)
        table.add(BeginFulfillment.self)
        table.add(ListFulfillments.self)
        table.add(ReadFulfillment.self)
        table.add(PackFulfillment.self)
        table.add(CancelFulfillment.self)
        table.add(ShipFulfillment.self)
        table.add(ListShipments.self)
        table.add(ReadShipment.self)
        table.add(EditShipment.self)
        table.add(DeliverShipment.self)
        table.add(ShareOrder.self)
        table.add(ListTrackingLinks.self)
        table.add(RevokeTrackingLink.self)
        table.add(ReceiveGoods.self)
        table.add(ListGoodsReceipts.self)
        table.add(ReadGoodsReceipt.self)
        table.add(ReadOrderReceiving.self)
        table.add(ReadPickList.self)
        table.add(ReadFulfillmentPackingSlip.self)
        table.add(ReadShipmentPackingSlip.self)
    }

    /// Shows every statement of the context, for the test that prepares them all.
    package static func prepare(_ visit: (_ sql: String, _ parameters: [PostgresType]) -> Void) {
        func add<Row, each Parameter: PostgresEncodable>(
            _ statement: Statement<Row, repeat each Parameter>
        ) {
            visit(statement.sql, statement.parameterTypes)
        }
        add(FulfillmentStatements.cancelOrder)
        add(FulfillmentStatements.withdrawOrder)
        add(FulfillmentStatements.edit)
        add(SubstitutionStatements.propose)
        add(SubstitutionStatements.answer)
        add(SubstitutionStatements.one)
        add(SubstitutionStatements.page)
        add(SubstitutionStatements.tell)
        add(FulfillmentStatements.begin)
        add(FulfillmentStatements.move)
        add(FulfillmentStatements.head)
        add(FulfillmentStatements.lines)
        add(FulfillmentStatements.page)
        add(ShipmentStatements.ship)
        add(ShipmentStatements.deliver)
        add(ShipmentStatements.edit)
        add(ShipmentStatements.head)
        add(ShipmentStatements.lines)
        add(ShipmentStatements.page)
        add(TrackingStatements.make)
        add(TrackingStatements.links)
        add(TrackingStatements.isParty)
        add(TrackingStatements.revoke)
        add(TrackingStatements.order)
        add(TrackingStatements.parcels)
        add(TrackingStatements.lines)
        add(ReceiptStatements.receive)
        add(ReceiptStatements.head)
        add(ReceiptStatements.lines)
        add(ReceiptStatements.page)
        add(ReceiptStatements.receiving)
        add(PaperPickStatements.fulfillment)
        add(PaperPickStatements.rows)
        add(PaperPickStatements.head)
        add(SlipStatements.fulfillmentHead)
        add(SlipStatements.shipmentHead)
        add(SlipStatements.fulfillmentRows)
        add(SlipStatements.shipmentRows)
    }
}

/// The limits of the context.
enum FulfillmentLimits {
    /// Lines that a request names at most.
    static let lines = 1_000
    /// Streams of tracking pages on one loop, all together, of one link, and of one address.
    static let trackingStreams = 200
    static let trackingStreamsOfLink = 20
    static let trackingStreamsOfAddress = 10
    /// How long news of an order may take until its tracking page shows them.
    static let trackingPause: Duration = .seconds(1)
}
