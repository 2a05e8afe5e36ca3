/// A unit of measure something is sold or priced in.
public enum SaleUnit: Hashable, Sendable {
    /// The variant's own unit, in which stock is counted: a bottle, a can, a keg.
    case base
    /// A unit by name: one of the variant's packs (`case`, `six-pack`) or its base unit.
    case named(String)
}
