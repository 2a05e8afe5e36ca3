/// Paper: documents that people print, as PDF.
///
/// A document says what stands on it; cairo and Pango say where each letter goes
/// (docs/decisions/0180). Typesetting takes milliseconds and more, so it is done by a press on
/// threads of its own, never on a loop. Texts are shown as texts whatever they hold: what would
/// turn, hide or stack letters is left out before anything is set.
///
/// Words: document, fact, column, row, sum, press.
public enum Paper {}

/// The limits of what is printed.
enum PaperLimits {
    /// Rows of a document; an order has fewer lines.
    static let rows = 20_000
    /// Scalars of a text; what is longer ends in an ellipsis.
    static let scalars = 2_000
    /// Marks that are stacked on one letter.
    static let marks = 4
    /// Lines that a cell of a table may take.
    static let cellLines = 6
    /// Lines that a note may take, of each of its paragraphs.
    static let noteLines = 30
    /// Bytes of a file.
    static let bytes = 64 << 20
    /// Documents that are set at a time, and that may wait for it.
    static let threads = 2
    static let waiting = 64
}
