public import Platform

/// Inventory: how much there is of what, and where.
///
/// Owns the stock level of each variant in each warehouse and the append-only movements that sum
/// to it. A level has three numbers in base units: on hand, reserved and allocated; available is
/// what the other two leave of the first, and never goes below zero unless the level allows
/// backorder: a constraint of the table sees to it under any concurrency. Whoever changes several
/// levels takes their rows in the order of their keys.
///
/// Words: stock level, stock movement, on hand, reserved, allocated, available, receipt.
/// Limits: 10,000 lines a receipt.
public enum Inventory {
    /// Declares the operations.
    public static func declare(_ table: inout OperationTable) {
        table.add(ListStockLevels.self)
        table.add(ReadStockLevels.self)
        table.add(ReceiveStock.self)
        table.add(AdjustStock.self)
        table.add(ListStockMovements.self)
        table.add(ImportStock.self)
    }
}

/// The limits of the context.
enum StockLimits {
    static let receiptLines = 10_000
    /// Base units in one line or one adjustment.
    static let quantity = 1_000_000_000
}
