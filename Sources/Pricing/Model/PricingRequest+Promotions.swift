public import PriceEngine
public import Wire

extension PricingRequest {
    /// Says how often limited promotions were taken.
    public mutating func take(_ uses: PromotionUses) {
        self.uses = uses.uses
        isFirstOrder = uses.isFirstOrder
        opened = uses.opened
    }
}

extension Fields {
    /// The codes a buyer gives, as sellers write them.
    public mutating func coupons() -> [String] {
        let given: [String]? = optional(
            "coupons", "Codes that open promotions.", length: 3...40, count: 0...20,
            inExample: false)
        return (given ?? []).map { $0.uppercased() }
    }
}
