import Bedrock
import Platform
import PriceEngine
public import Wire

/// What a promotion gives.
enum PromotionKind: String, FieldEnum {
    case percentOff = "percent_off"
    case amountOff = "amount_off"
    case fixedPrice = "fixed_price"
    case buyGet = "buy_x_get_y"
    case bundle
    case freeShipping = "free_shipping"
}

extension PromotionStage: FieldEnum {}

/// Where what is got is looked for.
enum GetPool: String, FieldEnum {
    case sameVariant = "same_variant"
    case selection
    case other
}

/// A day of the week.
enum Weekday: String, FieldEnum {
    case monday, tuesday, wednesday, thursday, friday, saturday, sunday

    /// From Monday, 0.
    var number: Int32 { Int32(Weekday.allCases.firstIndex(of: self) ?? 0) }
}

/// Everything that a promotion says: what it gives, when, to whom, and how often.
struct PromotionTerms: Sendable {
    var name: String
    var kind: PromotionKind
    var stage: PromotionStage
    var lane: String
    var priority: Int32
    var isExclusive: Bool
    var combinesWithBreaks: Bool
    var currency: Currency?
    var unit: String?
    var thresholdQuantity: Int64?
    var thresholdAmount: Int64?
    var basisPoints: Int32?
    var amount: Int64?
    var buy: Int64?
    var get: Int64?
    var pool: GetPool?
    var getVariants: [ID<Variant>]
    var getCategories: [ID<Category>]
    var variants: [ID<Variant>]
    var categories: [ID<Category>]
    var brands: [ID<Brand>]
    var tags: [ID<Tag>]
    var channels: [ID<Channel>]
    var assignments: [Assignment]
    var validFrom: Instant?
    var validUntil: Instant?
    var weekdays: [Weekday]
    /// Minutes of the day.
    var hoursFrom: Int32?
    var hoursUntil: Int32?
    var coupons: [String]
    var firstOrder: Bool
    var perOrder: Int64?
    var perCompany: Int64?
    var inTotal: Int64?
}

extension PromotionTerms {
    /// The engine's row of it.
    func row(_ id: ID<Promotion>) -> PromotionRow {
        var conditions = PromotionConditions()
        conditions.items = ItemSelection(
            variants: variants.map(\.uuid), categories: categories.map(\.uuid),
            brands: brands.map(\.uuid), tags: tags.map(\.text))
        conditions.assignments = assignments.compactMap(\.value)
        conditions.channels = channels.map(\.uuid)
        conditions.validFrom = validFrom
        conditions.validUntil = validUntil
        if !weekdays.isEmpty || hoursFrom != nil {
            conditions.hours = WeekHours(
                days: Set(weekdays.map { Int($0.number) }), from: Int(hoursFrom ?? 0),
                until: Int(hoursUntil ?? 0))
        }
        conditions.coupons = coupons
        conditions.firstOrderOnly = firstOrder
        return PromotionRow(
            id: id.uuid, name: name, stage: stage, lane: lane, priority: priority,
            isExclusive: isExclusive, combinesWithBreaks: combinesWithBreaks, currency: currency,
            unit: unit.map { .named($0) } ?? .base,
            threshold: thresholdQuantity.map { .quantity($0) }
                ?? thresholdAmount.map { .amount($0) },
            benefit: benefit, conditions: conditions,
            limits: PromotionLimits(
                perOrder: perOrder, perCompany: firstOrder ? 1 : perCompany, total: inTotal))
    }

    private var benefit: PromotionBenefit {
        switch kind {
        case .percentOff: .percentOff(basisPoints: basisPoints ?? 0)
        case .amountOff: .amountOff(amount ?? 0)
        case .fixedPrice: .fixedPrice(amount ?? 0)
        case .bundle: .bundle(quantity: buy ?? 0, amount: amount ?? 0)
        case .freeShipping: .freeShipping
        case .buyGet:
            .buyGet(
                BuyGet(
                    buy: buy ?? 0, get: get ?? 0, basisPointsOff: basisPoints ?? 10_000,
                    pool: enginePool))
        }
    }

    private var enginePool: BuyGet.Pool {
        switch pool {
        case .selection: .selection
        case .other:
            .other(
                ItemSelection(
                    variants: getVariants.map(\.uuid), categories: getCategories.map(\.uuid)))
        case .sameVariant, nil: .eachVariant
        }
    }
}
