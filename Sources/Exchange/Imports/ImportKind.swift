public import Wire

/// What an import brings in.
public enum ImportKind: String, FieldEnum {
    case products, prices, stock, companies
    case priceLists = "price_lists"
}

/// What becomes of a file with bad rows.
public enum ImportMode: String, FieldEnum {
    /// One bad row, and nothing of the file is applied.
    case allOrNothing = "all_or_nothing"
    /// Bad rows are left out and reported; the others are applied.
    case skipBad = "skip_bad"
}

/// How far an import has come.
public enum ImportState: String, FieldEnum {
    case running
    /// The upload broke off, or whoever was at it did: it can go on from `next_row`.
    case interrupted
    /// Done, as the mode had it.
    case applied
    /// A dry run has ended: the report says what would be.
    case checked
    /// Nothing was applied; the report says why.
    case refused
    /// It ended before its end, and can't go on.
    case failed
}
