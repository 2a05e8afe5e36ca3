import Bedrock
import Wire

// Promotions that stand in the price book and take nothing off: the file has the prices as they
// were paid. Every order is held against them all the same.
extension Replay {
    /// Makes the promotions of the month; what stands already stays.
    func givePromotions() async throws {
        let known = Set(
            try await wholesaler.all("/v1/promotions?limit=200").map { try $0.text("name") })
        let whole = "\(month.days[0]) to \(month.days[month.days.count - 1])"
        let promotions: [(name: String, terms: [JSON.Member])] = [
            (
                "For a code nobody gives, \(whole)",
                [
                    .init("kind", .string("percent_off")), .init("basis_points", .integer(1_000)),
                    .init("coupons", .texts(["\(settings.name.uppercased())10"])),
                    .init("in_total", .integer(1_000_000)),
                ]
            ),
            (
                "For more than anybody buys, \(whole)",
                [
                    .init("kind", .string("percent_off")), .init("stage", .string("order")),
                    .init("basis_points", .integer(500)), .init("lane", .string("order")),
                    .init("threshold_quantity", .integer(1_000_000_000)),
                    .init("per_company", .integer(1_000)),
                ]
            ),
            (
                "Buy a million, get one, \(whole)",
                [
                    .init("kind", .string("buy_x_get_y")),
                    .init("buy_quantity", .integer(1_000_000)),
                    .init("get_quantity", .integer(1)), .init("basis_points", .integer(10_000)),
                    .init("get_from", .string("same_variant")),
                    .init("lane", .string("million")),
                ]
            ),
        ]
        for (name, terms) in promotions where !known.contains(name) {
            let body = JSON.object(
                terms + [
                    .init("name", .string(name)),
                    .init("valid_from", .string(month.span.lowerBound.rfc3339)),
                    .init("valid_until", .string(month.span.upperBound.rfc3339)),
                ])
            try await wholesaler.post(
                "/v1/promotions", body, key: "\(settings.name)-promotion-\(name)")
        }
    }
}
