import Bedrock

/// Compiles rows into a `PriceBook`: lists and variants first, then the entries that name them.
///
/// A row that can't be used becomes a defect of the book and changes nothing else. Neither the
/// order of lists and variants nor that of entries changes any price.
public struct PriceBookBuilder: ~Copyable {
    var parts: PriceBookParts
    var listRows: [PriceListRow] = []
    var listNumbers: [UUIDBytes: UInt32] = [:]
    var variantNumbers: [UUIDBytes: UInt32] = [:]
    /// `parts.categories` holds these numbers until `finish` makes targets of them.
    var categoryNumbers: [UUIDBytes: UInt32] = [:]
    var unitNumbers: [String: UInt16] = [:]
    /// What of another book goes on in this one; nil where it is made of rows alone.
    var kept: KeptEntries?
    var mixNumbers: [UUIDBytes: UInt32] = [:]
    var ruleNumbers: [RuleRecord: UInt32] = [:]
    var staged = Chunks<StagedEntry>()
    /// Of the staged entries, by their place: their ids, and from when on those hold that don't
    /// hold always.
    var stagedIDs = Chunks<UUIDBytes>()
    var stagedStarts: [Int: Int64] = [:]
    /// Their ladders.
    var stagedAmounts = Chunks<UInt32>()
    var stagedBreaks: [BreakRecord] = []
    /// Where the quantities of ladders stand that step alike, and the last that was met.
    var shapes: [[Int64]: Int] = [:]
    var lastShape = 0..<0
    var promotionRows: [PromotionRow] = []
    var promotionNumbers: Set<UUIDBytes> = []
    /// By number of the variant; what promotions may ask beside categories.
    var brands: [UUIDBytes?] = []
    var tags: [[String]] = []
    var levies = LevyRows()
    let lanes: [String]
    let zone: ZoneOffsets
    let hasUniqueEntries: Bool

    /// - Parameters:
    ///   - version: the seller's count of changes that these rows are of.
    ///   - lanes: the order of promotions' lanes; those it doesn't name come after, by name.
    ///   - zone: the seller's local time.
    ///   - place: where the seller is: whose taxes are levied where a request names no place.
    ///   - hasUniqueEntries: whether no two entries are for the same, as a table's key sees to:
    ///     then their ids needn't be kept until the book is finished.
    public init(
        version: Int64, mode: ResolutionMode = .mostSpecific, strategy: PricingStrategy = .both,
        lanes: [String] = [], zone: ZoneOffsets = .utc, place: String = "",
        hasUniqueEntries: Bool = false
    ) {
        parts = PriceBookParts(version: version, mode: mode, strategy: strategy, defects: [])
        self.lanes = lanes
        self.zone = zone
        self.hasUniqueEntries = hasUniqueEntries
        levies.place = place
        parts.unitNames = [""]
    }

    /// Makes room, where the number of variants is known.
    public mutating func reserve(variants: Int) {
        parts.variants.reserveCapacity(variants)
        variantNumbers.reserveCapacity(variants)
    }

    mutating func note(_ kind: BookDefect.Kind, _ id: UUIDBytes) {
        parts.defects.append(BookDefect(id: id, kind: kind))
    }

    /// Adds a list; of two with one id the first stands.
    public mutating func add(_ list: PriceListRow) {
        guard listRows.count < PricingLimits.lists else { return note(.limitExceeded, list.id) }
        guard listNumbers[list.id] == nil else { return note(.duplicateList, list.id) }
        listNumbers[list.id] = UInt32(listRows.count)
        listRows.append(list)
    }

    /// Adds a variant; of two with one id the first stands.
    public mutating func add(_ variant: VariantRow) {
        guard variantNumbers[variant.id] == nil else {
            return note(.duplicateVariant, variant.id)
        }
        guard variant.packs.count <= PricingLimits.packsPerVariant,
            variant.categoryPath.count <= PricingLimits.categoriesPerVariant,
            let baseName = number(ofUnit: variant.baseUnit)
        else { return note(.limitExceeded, variant.id) }
        let firstPack = parts.packs.count
        addPacks(of: variant, baseName: baseName)
        let firstCategory = parts.categories.count
        for category in variant.categoryPath.reversed() {
            parts.categories.append(number(ofCategory: category))
        }
        if let cost = variant.cost, cost.amount < 0 {
            note(.invalidPrice, variant.id)
            parts.costs.append(nil)
        } else {
            parts.costs.append(variant.cost)
        }
        brands.append(variant.brand)
        tags.append(variant.tags)
        levies.variants.append(variant.levies)
        kept?.note(variant, in: parts.variants.count)
        variantNumbers[variant.id] = UInt32(parts.variants.count)
        parts.variants.append(
            VariantRecord(
                id: variant.id, firstPack: UInt32(firstPack),
                firstCategory: UInt32(firstCategory), baseName: baseName,
                packCount: UInt8(parts.packs.count - firstPack),
                categoryCount: UInt8(variant.categoryPath.count)))
    }

    private mutating func addPacks(of variant: VariantRow, baseName: UInt16) {
        let firstPack = parts.packs.count
        let sorted = variant.packs.sorted { ($0.size, $0.name) < ($1.size, $1.name) }
        for pack in sorted {
            guard pack.size >= 1, let name = number(ofUnit: pack.name), name != baseName,
                !parts.packs[firstPack...].contains(where: { $0.name == name })
            else {
                note(.invalidPack, variant.id)
                continue
            }
            parts.packs.append(PackRecord(name: name, size: pack.size))
        }
    }

    private mutating func number(ofUnit name: String) -> UInt16? {
        if let known = unitNumbers[name] { return known }
        guard parts.unitNames.count <= PricingLimits.unitNames else { return nil }
        let number = UInt16(parts.unitNames.count)
        unitNumbers[name] = number
        parts.unitNames.append(name)
        return number
    }

    private mutating func number(ofCategory id: UUIDBytes) -> UInt32 {
        if let known = categoryNumbers[id] { return known }
        let number = UInt32(categoryNumbers.count)
        categoryNumbers[id] = number
        return number
    }

    mutating func number(ofMix id: UUIDBytes?) -> UInt32 {
        guard let id else { return 0 }
        if let known = mixNumbers[id] { return known }
        let number = UInt32(mixNumbers.count + 1)
        mixNumbers[id] = number
        return number
    }

    mutating func number(of rule: RuleRecord) -> UInt32 {
        if let known = ruleNumbers[rule] { return known }
        parts.rules.append(rule)
        let number = UInt32(parts.rules.count)
        ruleNumbers[rule] = number
        return number
    }
}
