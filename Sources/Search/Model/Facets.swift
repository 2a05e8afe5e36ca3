import Bedrock
import Platform
import Wire

/// How many of what was found are of each category, brand and so on.
struct Facets: Output, Sendable {
    var categories: [FacetValue] = []
    var brands: [FacetValue] = []
    var tags: [FacetValue] = []
    var conditions: [FacetValue] = []
    var volumes: [FacetValue] = []
    var prices: [PriceBand] = []

    static let example = Facets(
        categories: [.example], brands: [FacetValue(value: "brd_01", name: "Harbour", count: 4)],
        tags: [FacetValue(value: "organic", name: "organic", count: 2)],
        conditions: [FacetValue(value: "new", name: "new", count: 4)],
        volumes: [FacetValue(value: "750", name: "750 ml", count: 3)], prices: [.example])

    func write(_ out: inout OutputWriter) {
        out("categories", categories, "By category, the most first.")
        out("brands", brands, "By brand, the most first.")
        out("tags", tags, "By tag, the most first.")
        out("conditions", conditions, "By condition, the most first.")
        out("volumes", volumes, "By millilitres, the most first.")
        out("prices", prices, "In ranges of your price with about as many each; none for staff.")
    }

    init(
        categories: [FacetValue] = [], brands: [FacetValue] = [], tags: [FacetValue] = [],
        conditions: [FacetValue] = [], volumes: [FacetValue] = [], prices: [PriceBand] = []
    ) {
        self.categories = categories
        self.brands = brands
        self.tags = tags
        self.conditions = conditions
        self.volumes = volumes
        self.prices = prices
    }
}

/// One value of a facet.
struct FacetValue: Output, Sendable {
    /// What to filter by.
    let value: String
    let name: String
    let count: Int

    static let example = FacetValue(value: "cat_01", name: "Gin", count: 7)

    func write(_ out: inout OutputWriter) {
        out("value", value, "What a search is narrowed by.")
        out("name", name, "What it is called.")
        out("count", count, "How many of what was found.")
    }
}

/// A range of prices.
struct PriceBand: Output, Sendable {
    let lowest: Money
    let highest: Money
    let count: Int

    static let example = PriceBand(lowest: Money(900, .usd), highest: Money(1_500, .usd), count: 3)

    func write(_ out: inout OutputWriter) {
        out("lowest", lowest, "The least that one of them costs you.")
        out("highest", highest, "The most that one of them costs you.")
        out("count", count, "How many of what was found.")
    }
}

/// The counts before ids have names.
struct FacetCounts: Sendable {
    private var categories = Tally<ID<Category>>()
    private var brands = Tally<ID<Brand>>()
    private var tags = Tally<String>()
    private var conditions = Tally<String>()
    private var volumes = Tally<Int32>()
    private var prices: [Money] = []

    init(_ candidates: [Candidate]) {
        for candidate in candidates {
            categories.add(candidate.category)
            if let brand = candidate.brand { brands.add(brand) }
            for tag in candidate.tags { tags.add(tag) }
            conditions.add(candidate.condition)
            if let volume = candidate.volume { volumes.add(volume) }
            if let price = candidate.price { prices.append(price) }
        }
        prices.sort { $0.amount < $1.amount }
    }

    /// The categories and brands whose names are asked for.
    var ids: [UUIDBytes] {
        categories.most.map(\.0.uuid) + brands.most.map(\.0.uuid)
    }

    func named(_ names: [UUIDBytes: String]) -> Facets {
        Facets(
            categories: categories.most.map {
                FacetValue(value: $0.text, name: names[$0.uuid] ?? "", count: $1)
            },
            brands: brands.most.map {
                FacetValue(value: $0.text, name: names[$0.uuid] ?? "", count: $1)
            },
            tags: tags.most.map { FacetValue(value: $0, name: $0, count: $1) },
            conditions: conditions.most.map { FacetValue(value: $0, name: $0, count: $1) },
            volumes: volumes.most.map {
                FacetValue(value: "\($0)", name: "\($0) ml", count: $1)
            },
            prices: bands)
    }

    /// Equal prices stay in one band.
    private var bands: [PriceBand] {
        var bands: [PriceBand] = []
        var start = 0
        let size = max(1, (prices.count + SearchLimits.priceBands - 1) / SearchLimits.priceBands)
        while start < prices.count {
            var end = min(start + size, prices.count)
            while end < prices.count, prices[end] == prices[end - 1] { end += 1 }
            bands.append(
                PriceBand(lowest: prices[start], highest: prices[end - 1], count: end - start))
            start = end
        }
        return bands
    }
}

/// How often each value came. Many in a row are the same, and looked up once.
private struct Tally<Value: Comparable & Hashable & Sendable>: Sendable {
    private var counts: [Value: Int] = [:]
    private var last: Value?
    private var run = 0

    mutating func add(_ value: Value) {
        if value == last {
            run += 1
            return
        }
        if let last { counts[last, default: 0] += run }
        last = value
        run = 1
    }

    /// As many values as a facet has, the most counted first.
    var most: [(Value, Int)] {
        var counts = counts
        if let last { counts[last, default: 0] += run }
        let sorted = counts.sorted { $0.value == $1.value ? $0.key < $1.key : $0.value > $1.value }
        return sorted.prefix(SearchLimits.facetValues).map { ($0.key, $0.value) }
    }
}
