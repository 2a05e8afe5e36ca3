import Bedrock
import Platform
import Wire

/// A code of a promotion, kept one by one.
struct CouponView: Output, Sendable {
    let code: String
    let promotion: ID<Promotion>
    let batch: ID<CouponBatch>
    let most: Int64?
    let perCompany: Int64?
    let validFrom: Instant?
    let validUntil: Instant?
    let createdAt: Instant
    let disabledAt: Instant?
    let redeemed: Int64

    static let example = CouponView(
        code: "7K3M-QX2P-9HTR-B4WD", promotion: ID(uuid: UUIDBytes(high: 1, low: 1)),
        batch: ID(uuid: UUIDBytes(high: 1, low: 2)), most: 1, perCompany: nil, validFrom: nil,
        validUntil: nil, createdAt: Instant(microseconds: 1_790_000_000_000_000),
        disabledAt: nil, redeemed: 0)

    func write(_ out: inout OutputWriter) {
        out("code", code, "What is given at a price check or a draft, in any case.")
        out("promotion_id", promotion, "The promotion it opens.")
        out("batch_id", batch, "What was made with it.")
        out("most", most, "Orders that may take it; null for any number.")
        out("per_company", perCompany, "Orders of one company that may; null for any number.")
        out("valid_from", validFrom, "It opens from then on; null for always.")
        out("valid_until", validUntil, "It opens before then; null for ever.")
        out("created_at", createdAt, "When it was made.")
        out("disabled_at", disabledAt, "Since when it opens nothing; null where it does.")
        out("redeemed", redeemed, "Orders that took it.")
    }
}

/// Codes that were made together.
struct CouponBatchView: Output, Sendable {
    let id: ID<CouponBatch>
    let promotion: ID<Promotion>
    let codes: [String]

    static let example = CouponBatchView(
        id: ID(uuid: UUIDBytes(high: 1, low: 2)), promotion: ID(uuid: UUIDBytes(high: 1, low: 1)),
        codes: ["7K3M-QX2P-9HTR-B4WD"])

    func write(_ out: inout OutputWriter) {
        out("id", id, "The batch's id.")
        out("promotion_id", promotion, "The promotion they open.")
        out("codes", codes, "The codes.")
    }
}

/// How many codes a request disabled.
struct DisabledCoupons: Output, Sendable {
    let count: Int

    static let example = DisabledCoupons(count: 3)

    func write(_ out: inout OutputWriter) {
        out("disabled", count, "Codes that open nothing from now on, and did before.")
    }
}

/// Codes that nobody guesses: 78 random bits of the system, in letters that aren't mixed up.
enum CouponCode {
    private static let letters = Array("23456789ABCDEFGHJKMNPQRSTVWXYZ".utf8)

    static func make(_ count: Int) -> [String] {
        var random = SystemRandomNumberGenerator()
        return (0..<count).map { _ in
            var text: [UInt8] = []
            for place in 0..<16 {
                if place > 0 && place % 4 == 0 { text.append(UInt8(ascii: "-")) }
                text.append(letters[Int.random(in: letters.indices, using: &random)])
            }
            return String(decoding: text, as: UTF8.self)
        }
    }
}
