public import Platform

extension Privilege {
    /// See product types, categories, brands, products and variants.
    public static let readCatalog = Privilege("catalog.read")
    /// Make and change them, and import products.
    public static let writeCatalog = Privilege("catalog.write")
    /// See what is levied on variants, which is a part of their prices.
    static let readPrices = Privilege("prices.read")
    /// Say what is.
    static let writePrices = Privilege("prices.write")
}
