public import Platform

/// Inventory: how much there is of what, and where.
///
/// Owns the stock level of each variant in each warehouse and the append-only movements that sum
/// to it. A level has three numbers in base units: on hand, reserved and allocated; available is
/// what the other two leave of the first, and never goes below zero unless the level allows
/// backorder: a constraint of the table sees to it under any concurrency. Whoever changes several
/// levels takes their rows in the order of their keys, warehouse and variant.
///
/// Parts of a level may lie in bins and be of lots; a lot that is over is there and never promised,
/// and what ends first leaves first. Reservations hold stock for a draft or a basket until they
/// end; placing an order makes an allocation of it. What a channel may take is less by safety stock
/// and buffers. Counts, transfers and expected deliveries are documents with states.
///
/// Other contexts call the functions of the schema in their own transactions: `inventory.allocate`,
/// `ship`, `release`, `restock` and `allocations`.
///
/// Words: stock level, stock movement, on hand, reserved, allocated, available, receipt, bin, lot,
/// part, count, transfer, expected receipt, reservation, safety stock, buffer, reorder point.
/// Limits: 10,000 lines a receipt or a count; 1,000 a transfer, an expected receipt or a
/// reservation; 20 warehouses and 1,000 buffers a channel.
public enum Inventory {
    /// Declares the operations.
    public static func declare(_ table: inout OperationTable) {
        table.add(ListStockLevels.self)
        table.add(ReadStockLevels.self)
        table.add(ReceiveStock.self)
        table.add(AdjustStock.self)
        table.add(ListStockMovements.self)
        table.add(ImportStock.self)
        table.add(SetStockRules.self)
        table.add(ListLowStock.self)
        table.add(ListBins.self)
        table.add(CreateBin.self)
        table.add(ReadStockParts.self)
        table.add(PutAwayStock.self)
        table.add(ListLots.self)
        declareDocuments(&table)
        table.add(ReadChannelStockRules.self)
        table.add(SetChannelStockRules.self)
        table.add(SetWarehousePlace.self)
        table.add(SetCompanyPlace.self)
        table.add(ReserveStock.self)
        table.add(ListStockReservations.self)
        table.add(ReadStockReservation.self)
        table.add(ReleaseStockReservation.self)
    }

    private static func declareDocuments(_ table: inout OperationTable) {
        table.add(OpenStockCount.self)
        table.add(ListStockCounts.self)
        table.add(ReadStockCount.self)
        table.add(EnterStockCount.self)
        table.add(ApplyStockCount.self)
        table.add(CancelStockCount.self)
        table.add(RequestStockTransfer.self)
        table.add(ListStockTransfers.self)
        table.add(ReadStockTransfer.self)
        table.add(ShipStockTransfer.self)
        table.add(ReceiveStockTransfer.self)
        table.add(CancelStockTransfer.self)
        table.add(ExpectReceipt.self)
        table.add(ListExpectedReceipts.self)
        table.add(ReadExpectedReceipt.self)
        table.add(ReceiveExpectedReceipt.self)
        table.add(CancelExpectedReceipt.self)
        table.add(ExportStock.self)
        table.add(BringStock.self)
    }
}

/// The limits of the context.
enum StockLimits {
    static let receiptLines = 10_000
    static let countLines = 10_000
    static let documentLines = 1_000
    static let servingWarehouses = 20
    static let channelBuffers = 1_000
    /// A reservation's length in minutes.
    static let reservationMinutes = 10_080
    /// Base units in one line or one adjustment.
    static let quantity = 1_000_000_000
}
