// PriceEngine: prices every line in the product.
//
// A pure function of a `PriceBook` (an immutable snapshot of one seller) and a `PricingRequest`
// (buyer, channel, instant, currency, lines). It reads no clock, no database and no global: the
// same input gives the same output to the last cent, and the order of lines never matters.
//
// Words: a *list* holds *entries*; an entry prices a *target* (variant, category, whole list) in
// a *unit* by a ladder of *breaks*; a list *applies* to a buyer by its most specific *assignment*.
//
// Decisions this engine makes where the words leave a choice:
// - Within a list, an entry of the asked unit comes before one of the base unit, and that before
//   a pack's that serves bottles; within a unit, the variant's own before its categories' (the
//   deepest first) before the whole list's. The first whose ladder covers the quantity prices.
// - Breaks count in the entry's own unit. A mix group counts within one list and one unit: each
//   line which that list would price by an entry of the group, whatever list wins that line.
// - The graduated total of a mixed group is shared by quantity, so the order of lines is nothing.
// - A percentage off another list is taken off what that list, valid at the instant and of the
//   same currency, charges for this very line; the buyer need not be assigned to that list. A
//   circle, or a chain beyond `PricingLimits.referenceDepth`, is no price.
// - Promotions come after the lists: lines, then the order, then shipping; what they do where they
//   meet stands in docs/decisions/0090-promotions.md.
// - Excise, taxes and deposits come last, on what promotions leave; what they do where they meet
//   stands in docs/decisions/0113-levies.md.
// - Amounts are exact quotients of any size until they are rounded: 128 bits hold nearly all. Only
//   a rounded amount, a quantity or a mix group beyond 64 bits is an overflow, and that by name;
//   in the mode `lowest` a line is one if the amount of any list is not known for it.

/// The limits of a price book and of a basket; what is beyond them is refused by name.
public enum PricingLimits {
    /// Lists that a percentage may lead through, one off another.
    public static let referenceDepth = 4
    /// Breaks in one entry.
    public static let breaksPerEntry = 1_000
    /// Packs of one variant, and categories above it.
    public static let packsPerVariant = 100
    public static let categoriesPerVariant = 32
    /// Promotions in one book.
    public static let promotions = 10_000
    /// Units that one repetition of a promotion may ask for or give.
    public static let promotionQuantity: Int64 = 1_000_000_000
    /// Taxes, excises and kinds of containers in one book, together.
    public static let levies = 10_000
    /// The greatest rate of a tax: ten times the price.
    public static let taxBasisPoints: Int32 = 100_000
    /// Lists in one book, and names of units.
    public static let lists = 100_000
    public static let unitNames = 10_000
}
