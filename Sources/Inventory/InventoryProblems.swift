public import Platform

extension ProblemKind {
    /// What is promised to orders and held for drafts can't be taken away.
    public static let stockCommitted = ProblemKind(
        "stock-committed", 409, "More of it is promised than would be left")
}

/// Constraints of the stock tables, as the problems they mean.
enum StockConstraints {
    static let kinds: [String: ProblemKind] = [
        "stock_levels_never_oversold": .stockCommitted,
        "stock_levels_organization_id_warehouse_id_fkey": .invalidRequest,
        "stock_levels_organization_id_variant_id_fkey": .invalidRequest,
    ]
}
