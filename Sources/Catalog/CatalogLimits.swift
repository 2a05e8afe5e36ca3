/// The limits of a catalog.
public enum CatalogLimits {
    /// Variants of a product.
    public static let variants = 100
    /// Barcodes of a variant.
    public static let barcodes = 20
    /// Attributes of a product type.
    public static let attributes = 100
    /// Choices of an attribute.
    public static let choices = 500
    /// Levels of the category tree.
    public static let categoryDepth = 10
    /// Listings that one request sets.
    public static let listings = 500
    /// Tags, categories, brands or attributes that a collection's rule names.
    public static let ruleParts = 50
    /// Products that are put into a collection by hand.
    public static let collection = 1_000
    /// Packs of a variant, beside its case.
    public static let packs = 10
    /// Tags of a product.
    public static let tags = 50
    /// Characters of a tag.
    public static let tagLength = 60
    /// Languages that something is named in, beside the organization's own.
    public static let languages = 30
    /// Characters of a description.
    public static let description = 10_000
    /// Items of a page.
    public static let page = 200
}
