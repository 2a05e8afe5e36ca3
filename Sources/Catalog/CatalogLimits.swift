/// The limits of a catalog.
public enum CatalogLimits {
    /// Variants of a product.
    public static let variants = 100
    /// Barcodes of a variant.
    public static let barcodes = 20
    /// Attributes of a product type.
    public static let attributes = 100
    /// Levels of the category tree.
    public static let categoryDepth = 10
    /// Items of a page.
    public static let page = 200
}
