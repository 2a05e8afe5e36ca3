import Postgres

extension RowReader {
    /// Reads a word of an enumeration.
    mutating func readWord<Word: RawRepresentable<String>>(
        _ column: String
    ) throws(RowError) -> Word {
        guard let word = Word(rawValue: try read(String.self)) else {
            throw .invalid(column: column)
        }
        return word
    }
}
