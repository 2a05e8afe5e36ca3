public import Platform

extension ProblemKind {
    /// Two variants of an organization never share a SKU.
    public static let skuTaken = ProblemKind("sku-taken", 409, "Another variant has this SKU")
    /// Names are unique among siblings.
    public static let nameTaken = ProblemKind("name-taken", 409, "The name is taken")
    /// A product type that isn't here.
    public static let productTypeUnknown = ProblemKind(
        "product-type-unknown", 422, "There is no such product type")
    /// A category that isn't here.
    public static let categoryUnknown = ProblemKind(
        "category-unknown", 422, "There is no such category")
    /// A brand that isn't here.
    public static let brandUnknown = ProblemKind("brand-unknown", 422, "There is no such brand")
    /// A category tree has a limited depth.
    public static let categoryTooDeep = ProblemKind(
        "category-too-deep", 422, "The category tree is not to grow deeper")
    /// A category is not below itself.
    public static let categoryBelowItself = ProblemKind(
        "category-below-itself", 422, "A category can't be moved below itself")
    /// A product has a limited number of variants.
    public static let variantsTooMany = ProblemKind(
        "variants-too-many", 409, "The product has as many variants as it may")
    /// Values that products have stand in the way of another schema.
    public static let attributesInUse = ProblemKind(
        "attributes-in-use", 409, "Products have values that the attributes don't admit")
    /// Only a collection made by hand has products put in, only one with a rule has a rule.
    public static let collectionKind = ProblemKind(
        "collection-kind", 409, "The collection isn't of that kind")
    /// Only brand owners publish brands.
    public static let brandOwnerRequired = ProblemKind(
        "brand-owner-required", 403, "Only approved brand owners publish brands")
    /// Costs, and prices that a channel has of its own, are in the organization's own currency.
    public static let currencyForeign = ProblemKind(
        "currency-foreign", 422, "Costs and channels' prices are in the organization's currency")
}
