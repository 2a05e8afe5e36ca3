import Bedrock
import Platform

/// Where a page of entries begins: behind an entry, by what it prices and its unit.
///
/// Entries of variants come first, by the variant's id, then the category's, then the list's own.
struct EntryCursor {
    let key: PriceEntry.Key

    /// Behind that entry.
    init(behind entry: PriceEntry) {
        key = entry.key
    }

    /// Behind the entry of that key.
    init(key: PriceEntry.Key) { self.key = key }

    /// Reads the text form; nil for anything else.
    init?(_ text: String) {
        guard let colon = text.firstIndex(of: ":") else { return nil }
        let target = text[..<colon]
        let unit = String(text[colon...].dropFirst())
        if target == "list" {
            key = .init(unit: unit)
        } else if let variant = ID<Variant>(target) {
            key = .init(variant: variant, unit: unit)
        } else if let category = ID<Category>(target) {
            key = .init(category: category, unit: unit)
        } else {
            return nil
        }
    }

    var text: String {
        "\(key.variant?.text ?? key.category?.text ?? "list"):\(key.unit)"
    }
}
