public import Bedrock

/// A pack of a variant: so many of the base unit under one name.
public struct PackRow: Hashable, Sendable {
    public var name: String
    /// Base units in the pack, at least 1.
    public var size: Int64

    public init(_ name: String, _ size: Int64) {
        self.name = name
        self.size = size
    }
}

/// A variant, as far as prices need to know it.
public struct VariantRow: Sendable {
    public var id: UUIDBytes
    /// From the root to the leaf.
    public var categoryPath: [UUIDBytes]
    public var baseUnit: String
    public var packs: [PackRow]
    /// What one base unit costs the seller.
    public var cost: Money?
    public var brand: UUIDBytes?
    public var tags: [String]
    public var levies: VariantLevies

    /// The class of taxes of what names none.
    public static let standardTaxClass = "standard"

    public init(
        id: UUIDBytes, categoryPath: [UUIDBytes] = [], baseUnit: String = "bottle",
        packs: [PackRow] = [], cost: Money? = nil, brand: UUIDBytes? = nil, tags: [String] = [],
        levies: VariantLevies = VariantLevies()
    ) {
        self.id = id
        self.categoryPath = categoryPath
        self.baseUnit = baseUnit
        self.packs = packs
        self.cost = cost
        self.brand = brand
        self.tags = tags
        self.levies = levies
    }
}
