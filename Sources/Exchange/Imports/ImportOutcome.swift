public import Wire

/// What became of a row.
public enum ImportOutcome: String, FieldEnum {
    case unchanged, updated, created
    /// It has an error and was left out.
    case bad
    /// It was left out, because it is empty or because others are bad.
    case skipped
}
