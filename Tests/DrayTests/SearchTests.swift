import RawHTTP
import Testing
import Wire

@Suite("Things are found by what they are called, and by what somebody meant to type")
struct SearchTests {
    @Test(
        "what was mistyped finds what was meant",
        arguments: [
            ("Legors", "LEGO-1"), ("jhony walker", "JW-BLACK"), ("Jony Wolker", "JW-BLACK"),
            ("glenfidich", "GF-12"), ("lagavuln cask", "LV-16"), ("chateau margo", "CM-1"),
        ])
    func typos(text: String, sku: String) async throws {
        let shelf = try await SharedShelf.shelf
        let answer = try await shelf.search(text)
        #expect(answer.skus.first == sku, "\(answer.bodyText)")
        let own = try await shelf.seller.person.get("/v1/search?q=\(text.encoded)").expect(200)
        #expect(own.skus.first == sku)
    }

    @Test(
        "words are found whole, begun, without their accents, in any order, by brand and category",
        arguments: [
            ("johnnie walker", "JW-BLACK"), ("walker johnnie", "JW-BLACK"), ("johnn", "JW-BLACK"),
            ("château", "CM-1"), ("CHATEAU", "CM-1"), ("margaux bordeaux", "CM-1"),
            ("glenfiddich whisky", "GF-12"), ("  lego  ", "LEGO-1"), ("o'hara", "OH-1"),
            ("oharas", "OH-1"), ("коньяк", "CG-1"),
        ])
    func words(text: String, sku: String) async throws {
        let answer = try await SharedShelf.shelf.search(text)
        #expect(answer.skus.contains(sku), "\(answer.bodyText)")
    }

    @Test("a SKU or a barcode is found alone, with or without its leading zeros")
    func codes() async throws {
        let shelf = try await SharedShelf.shelf
        for text in ["GF-12", "gf-12", "5010327000176", "05010327000176"] {
            #expect(try await shelf.search(text).skus == ["GF-12"], "\(text)")
        }
    }

    @Test("what is in nothing finds nothing; a word too many does no harm")
    func nothing() async throws {
        let shelf = try await SharedShelf.shelf
        #expect(try await shelf.search("zzqqxxvv").skus.isEmpty)
        #expect(try await shelf.search("lego zzqqxxvv").skus == ["LEGO-1"])
        #expect(Set(try await shelf.search("lego glenfiddich").skus) == ["LEGO-1", "GF-12"])
    }

    @Test("a category holds what is below it, and a brand what is its own")
    func labels() async throws {
        let shelf = try await SharedShelf.shelf
        let facets = try await shelf.search("", "facets=true&limit=1")
        #expect(facets["total"] == .integer(Int64(Shelf.rows.count)))
        #expect(facets["is_complete"] == .bool(true))
        let categories = facets["facets.categories"]?.items ?? []
        let whisky = categories.first { $0["name"]?.text == "Whisky" }
        #expect(whisky?["count"] == .integer(3))
        let id = whisky?["value"]?.text ?? "none"
        #expect(
            Set(try await shelf.search("", "category_id=\(id)").skus)
                == ["JW-BLACK", "GF-12", "LV-16"])
        for text in ["?!", "…", "whisky ?!"] {
            let found = try await shelf.search(text, "category_id=\(id)").skus
            #expect(Set(found) == (text == "whisky ?!" ? ["JW-BLACK", "GF-12", "LV-16"] : []))
        }
        let brands = facets["facets.brands"]?.items ?? []
        let brand = brands.first { $0["name"]?.text == "Glenfiddich" }?["value"]?.text ?? "none"
        #expect(try await shelf.search("", "brand_id=\(brand)").skus == ["GF-12"])
        let volumes = facets["facets.volumes"]?.items ?? []
        #expect(volumes.first?["name"] == .string("750 ml"))
        let counted = (facets["facets.prices"]?.items ?? []).compactMap { $0["count"]?.integer }
        #expect(counted.reduce(0, +) == Int64(Shelf.rows.count))
    }

    @Test("each buyer's own prices sort and narrow what it finds")
    func prices() async throws {
        let shelf = try await Shelf.make()
        let other = try await Buyer.make(of: shelf.seller)
        let ascending = try await shelf.search("", "sort=price").skus
        #expect(ascending == Shelf.rows.map(\.sku))
        #expect(try await shelf.search("", "sort=-price").skus == ascending.reversed())
        let list = try await shelf.seller.person.post(
            "/v1/price-lists", Seller.listBody(
                "Own", audience: #"{"audience":"company","id":"\#(other.company)"}"#)
        ).expect(201).text("id")
        try await shelf.seller.person.put(
            "/v1/price-lists/\(list)/entries",
            #"{"entries":[\#(Seller.entry(Shelf.rows[5].sku, "bottle", 1))]}"#
        ).expect(200)
        let theirs = try await Shelf(seller: shelf.seller, buyer: other).search("", "sort=price")
        #expect(theirs.skus.first == Shelf.rows[5].sku)
        #expect(theirs["items.0.unit_price.amount"] == .integer(1))
        #expect(try await shelf.search("", "sort=price").skus == ascending)
        let range = try await shelf.search("", "price_min=1100&price_max=1200&sort=price")
        #expect(range.skus == [Shelf.rows[1].sku, Shelf.rows[2].sku])
        #expect(range["total"] == .integer(2))
    }

    @Test("pages follow each other without a gap, in every order")
    func pages() async throws {
        let shelf = try await SharedShelf.shelf
        for order in ["relevance", "price", "-price", "name", "newest"] {
            var skus: [String] = []
            var cursor: String? = "0"
            while let next = cursor, skus.count <= Shelf.rows.count {
                let page = try await shelf.search("", "sort=\(order)&limit=3&cursor=\(next)")
                skus += page.skus
                cursor = page["next_cursor"]?.text
            }
            #expect(skus.count == Shelf.rows.count, "\(order)")
            #expect(Set(skus).count == skus.count, "\(order)")
        }
    }

    @Test("only what can be had is found where that is asked for")
    func stock() async throws {
        let shelf = try await Shelf.make()
        #expect(try await shelf.search("", "in_stock=true").skus.isEmpty)
        try await shelf.seller.person.post(
            "/v1/stock-receipts",
            """
            {"warehouse_id":"\(shelf.seller.warehouse)",
            "lines":[{"sku":"GF-12","quantity":6}]}
            """).expect(201)
        let found = try await shelf.search("", "in_stock=true")
        #expect(found.skus == ["GF-12"])
        #expect(found["items.0.available"] == .integer(6))
        // All of these words are a Lagavulin's, which isn't there; that one of them is the
        // Glenfiddich's too makes it no answer.
        #expect(try await shelf.search("lagavulin whisky").skus.first == "LV-16")
        #expect(try await shelf.search("lagavulin whisky", "in_stock=true").skus.isEmpty)
        #expect(try await shelf.search("glenfiddich whisky", "in_stock=true").skus == ["GF-12"])
        #expect(try await shelf.search("glenfidich", "in_stock=true").skus == ["GF-12"])
    }

    @Test("suggestions are brands, categories and products that begin so, at most ten")
    func suggestions() async throws {
        let shelf = try await SharedShelf.shelf
        func texts(_ typed: String) async throws -> [String] {
            let path = "/v1/sellers/\(shelf.seller.id)/suggestions?q=\(typed.encoded)"
            let items = try await shelf.buyer.person.get(path).expect(200)["items"]?.items ?? []
            #expect(items.count <= 10)
            return items.compactMap { $0["text"]?.text }
        }
        #expect(try await texts("glen") == ["Glenfiddich", "Glenfiddich 12 Years"])
        #expect(try await texts("jhony").contains("Johnnie Walker Black Label"))
        #expect(try await texts("whis").first == "Whisky")
        #expect(try await texts("qzx").isEmpty)
    }

    @Test(
        "whatever is asked, there is an answer",
        arguments: [
            "%", "\\", "'", "''''", "\"", "--", "; drop table x", "& | ! ( ) :*", "a:*b", "<->",
            "\u{1F943}", "\u{1F943} lego", "مشروب", "\u{202E}ogel", "(.*)+$", "[[:alpha:]]",
            "#o", "#p", "'#p'", "$1", "a\u{301}", "\u{0}", "lego\u{0}", "\t\n", " ",
            String(repeating: "x", count: 200),
            String(repeating: "a ", count: 100), String(repeating: "7", count: 200),
            String(repeating: "lego ", count: 40), String(repeating: "é", count: 200),
        ])
    func hostile(text: String) async throws {
        let shelf = try await SharedShelf.shelf
        for path in ["search", "suggestions"] {
            let answer = try await shelf.buyer.person.get(
                "/v1/sellers/\(shelf.seller.id)/\(path)?q=\(text.encoded)")
            #expect([200, 400, 422].contains(answer.status), "\(answer.bodyText)")
            let own = try await shelf.seller.person.get("/v1/\(path)?q=\(text.encoded)")
            #expect([200, 400, 422].contains(own.status), "\(own.bodyText)")
        }
    }

    @Test("a text of five hundred words or a megabyte is refused by name")
    func huge() async throws {
        let shelf = try await SharedShelf.shelf
        let words = String(repeating: "lego ", count: 500)
        try await shelf.buyer.person.get("/v1/sellers/\(shelf.seller.id)/search?q=\(words.encoded)")
            .expect(422, "invalid-request")
        let client = try shelf.seller.server.connect()
        client.send(
            "GET /v1/search?q=\(String(repeating: "x", count: 1 << 20)) HTTP/1.1\r\n"
                + "Host: dray\r\nAuthorization: Bearer \(shelf.seller.person.token)\r\n\r\n")
        // Whoever still sends may be cut off before the answer arrives.
        if let answer = try? client.answer() { #expect([414, 431].contains(answer.status)) }
        #expect(try await shelf.search("GF-12").skus == ["GF-12"])
    }
}

/// One shelf that tests only look at.
enum SharedShelf {
    private static let making = Task { try await Shelf.make() }

    static var shelf: Shelf {
        get async throws { try await making.value }
    }
}
