public import Wire

/// What an import brings in.
public enum ImportKind: String, FieldEnum {
    case products, prices, stock
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
    /// Done, as the mode had it.
    case applied
    /// Nothing was applied; the report says why.
    case refused
    /// It ended before its end: the upload broke off, or the server or the database did.
    case failed
}
