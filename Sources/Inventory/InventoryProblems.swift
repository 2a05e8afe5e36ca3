public import Platform

extension ProblemKind {
    /// What is promised to orders and held for drafts can't be taken away.
    public static let stockCommitted = ProblemKind(
        "stock-committed", 409, "More of it is promised than would be left")
    /// What is asked for can't be promised.
    public static let outOfStock = ProblemKind("out-of-stock", 409, "There is not enough stock")
    /// What is to leave a place isn't there.
    public static let notOnHand = ProblemKind("not-on-hand", 409, "So much of it is not there")
    /// A level's loose part can't be made less than nothing.
    public static let stockInParts = ProblemKind(
        "stock-in-parts", 409, "It lies in bins or is of lots; say which")
    static let binTaken = ProblemKind("bin-taken", 409, "The warehouse has a bin of that code")
}

/// Constraints of the stock tables, as the problems they mean.
enum StockConstraints {
    static let kinds: [String: ProblemKind] = [
        "stock_levels_never_oversold": .stockCommitted,
        "stock_levels_parts_within": .stockInParts,
        "stock_parts_not_below_zero": .notOnHand,
        "stock_levels_organization_id_warehouse_id_fkey": .invalidRequest,
        "stock_levels_organization_id_variant_id_fkey": .invalidRequest,
        "bins_warehouse_fkey": .invalidRequest, "counts_warehouse_fkey": .invalidRequest,
        "transfers_from_fkey": .invalidRequest, "transfers_to_fkey": .invalidRequest,
        "expected_receipts_warehouse_fkey": .invalidRequest,
        "DR303": .notOnHand, "DR304": .outOfStock, "DR305": .invalidRequest,
    ]

    /// What moving parts of levels may be refused with.
    static let problems: [ProblemKind] = [.stockCommitted, .notOnHand, .stockInParts]
}

extension Problem {
    /// The same; what is short stands as a member rather than in the sentence.
    public func namingShort() -> Problem {
        guard kind == .outOfStock, let short = detail else { return self }
        var problem = self
        problem.detail = "Not every line can be served."
        problem.members = [("short", Array(short.utf8))]
        return problem
    }
}
