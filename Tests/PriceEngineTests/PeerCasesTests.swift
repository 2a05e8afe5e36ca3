import Bedrock
import Foundation
import PriceEngine
import Testing

/// The cases that other systems' own test suites assert, where this checkout can see them.
private enum PeerCases {
    static let path: String = {
        let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent()
        let beside = root.deletingLastPathComponent().appendingPathComponent("shared/data").path
        return (Trials.setting("DRAY_SHARED_DATA") ?? beside) + "/pricing/cases.json"
    }()

    static var arePresent: Bool { FileManager.default.fileExists(atPath: path) }

    static func read() throws -> [String: [String: Any]] {
        let data = try Data(contentsOf: URL(fileURLWithPath: path))
        let document = try JSONSerialization.jsonObject(with: data) as? [String: Any]
        let cases = document?["cases"] as? [[String: Any]] ?? []
        return Dictionary(uniqueKeysWithValues: cases.map { ($0["id"] as? String ?? "", $0) })
    }
}

@Suite(
    "Cases from other systems' own suites", .enabled(if: PeerCases.arePresent))
struct PeerCasesTests {
    /// Cases about parts of the semantics that this engine does not have yet, and which.
    static let left: [String: String] = [
        "medusa-19": "promotions: an amount off each item, capped at its price",
        "medusa-25": "promotions: an amount across lines, one promotion after the other",
        "medusa-27": "promotions: buy X get Y",
        "odoo-07": "tax: a price that includes tax, mapped to another rate",
        "odoo-11": "tax: the net of a price that includes tax",
        "odoo-22": "promotions and tax: a capped percentage off the gross",
        "saleor-03": "promotions: an amount split between goods and shipping",
        "saleor-11": "promotions: a percentage split between goods and shipping",
        "saleor-13": "promotions: a percentage split between goods and shipping",
        "saleor-16": "promotions: a voucher on the order",
        "solidus-01": "promotions: a discount spread over lines by largest remainder",
        "solidus-08": "promotions: a discount spread over eligible lines",
        "solidus-10": "promotions: a percentage by spend threshold",
        "solidus-11": "promotions: a percentage by spend threshold",
        "spree-21": "promotions: an amount off by spend threshold",
        "vendure-14": "tax and shipping",
        "vendure-39": "promotions and tax: a percentage off the order",
        "vendure-43": "promotions and tax: an item percentage, then an order percentage",
    ]

    static let priced: Set<String> = [
        "medusa-03", "odoo-17", "spree-16", "spree-25", "spree-26", "vendure-16",
    ]

    @Test("each is either priced here or named as left, with what it waits for")
    func allAreNamed() throws {
        let ids = Set(try PeerCases.read().keys)
        #expect(ids == PeerCasesTests.priced.union(PeerCasesTests.left.keys))
        #expect(PeerCasesTests.priced.isDisjoint(with: PeerCasesTests.left.keys))
    }

    private func member<T>(_ id: String, _ part: String, _ name: String) throws -> T {
        let facts = try PeerCases.read()[id]?[part] as? [String: Any]
        return try #require(facts?[name] as? T)
    }

    @Test("medusa-03: prices of other currencies or for other buyers are no price")
    func noPriceForContext() throws {
        let data = try Data(contentsOf: URL(fileURLWithPath: PeerCases.path))
        let document = try JSONSerialization.jsonObject(with: data) as? [String: Any]
        let shared = document?["shared"] as? [String: Any]
        let prices = try #require(shared?["medusa_prices"] as? [[String: Any]])
        var shop = Shop()
        shop.variant("gin")
        for price in prices {
            let name = try #require(price["id"] as? String)
            let code = try #require(price["currency"] as? String)
            let rules = try #require(price["rules"] as? [String: String])
            let currency = try #require(Currency(code: code))
            shop.list(name, to: rules.isEmpty ? .everybody : .company(Shop.id("medusa")))
            shop.rows.lists[shop.rows.lists.count - 1].currency = currency
            // Names share their first letters: the place makes the id.
            let id = RandomBook.key(1, shop.rows.lists.count)
            shop.rows.lists[shop.rows.lists.count - 1].id = id
            let from = (price["min_qty"] as? NSNumber)?.int64Value ?? 1
            let amount = (price["amount"] as? NSNumber)?.int64Value ?? 0
            shop.rows.entries.append(
                PriceEntryRow(
                    id: RandomBook.key(3, shop.rows.lists.count), list: id,
                    target: .variant(Shop.id("gin")), breaks: [PriceBreak(from, .fixed(amount))]))
        }
        #expect(shop.line("gin", 1, currency: .eur).lineTotal == nil)
        let zloty = try #require(Currency(code: "PLN"))
        #expect(shop.line("gin", 1, currency: zloty).lineTotal == Money(100_000, zloty))
    }

    @Test("odoo-17: tiers are those of the list that was asked")
    func tiersOfOneList() throws {
        let tiers: [[String: Any]] = try member("odoo-17", "inputs", "tiers")
        let asks: [[String: Any]] = try member("odoo-17", "inputs", "asks")
        let expected: [NSNumber] = try member("odoo-17", "expected", "unit_minor")
        var shop = Shop()
        shop.variant("desk")
        for vendor in ["A", "B"] {
            shop.list(vendor, to: .company(Shop.id(vendor)))
            let breaks = tiers.filter { $0["vendor"] as? String == vendor }.map { tier in
                PriceBreak(
                    (tier["min"] as? NSNumber)?.int64Value ?? 0,
                    .fixed((tier["minor"] as? NSNumber)?.int64Value ?? -1))
            }
            shop.price("desk", on: vendor, breaks)
        }
        for (ask, price) in zip(asks, expected) {
            shop.buyer.company = Shop.id(try #require(ask["vendor"] as? String))
            let quantity = try #require(ask["qty"] as? NSNumber)
            #expect(shop.line("desk", quantity.int64Value).each == price.int64Value)
        }
    }

    @Test("spree-16: a price from ten on is no price below")
    func belowTheFirstBreak() throws {
        let from: NSNumber = try member("spree-16", "inputs", "min_qty")
        let applies: Bool = try member("spree-16", "expected", "applicable")
        var shop = Shop()
        shop.variant("gin")
        shop.list("all", to: .everybody)
        shop.price("gin", on: "all", [PriceBreak(from.int64Value, .fixed(500))])
        // A line without a quantity can't be asked for; the least there is stands for it.
        #expect((shop.line("gin", 1).lineTotal != nil) == applies)
        #expect(shop.line("gin", 1).problems.first?.nextValidQuantity == from.int64Value)
    }

    @Test("spree-25 and 26: the first at one price, more at another, then nothing")
    func graduatedRates() throws {
        for id in ["spree-25", "spree-26"] {
            let first: NSNumber = try member(id, "inputs", "first_minor")
            let more: NSNumber = try member(id, "inputs", "additional_minor")
            let most: NSNumber = try member(id, "inputs", "max_items")
            let quantity: NSNumber = try member(id, "inputs", "qty")
            let amount: NSNumber = try member(id, "expected", "amount_minor")
            var breaks = [
                PriceBreak(1, .fixed(first.int64Value)), PriceBreak(2, .fixed(more.int64Value)),
            ]
            if most.int64Value > 0 { breaks.append(PriceBreak(most.int64Value + 1, .fixed(0))) }
            var shop = Shop()
            shop.variant("parcel")
            shop.list("all", to: .everybody)
            shop.price("parcel", on: "all", breaks, mode: .graduated)
            #expect(shop.line("parcel", quantity.int64Value).total == amount.int64Value)
        }
    }

    @Test("vendure-16: half of an odd amount rounds up; the gross waits for tax")
    func halfOfAnOddAmount() throws {
        let lines: [[String: Any]] = try member("vendure-16", "inputs", "lines")
        let net: NSNumber = try member("vendure-16", "expected", "subtotal_net")
        var shop = Shop()
        shop.variant("gin")
        shop.list("base")
        shop.list("half", to: .everybody)
        let amount = try #require(lines.first?["list_price_minor"] as? NSNumber)
        shop.price("gin", on: "base", amount.int64Value)
        let half = BreakPrice.percentOff(list: Shop.id("base"), basisPoints: 5_000)
        shop.price("gin", on: "half", [PriceBreak(1, half)])
        #expect(shop.line("gin", 1).total == net.int64Value)
    }
}
