import Cryptography
import HTTP
import Platform
import Testing
import Wire

@Suite("Images that show products and variants")
struct ProductImageTests {
    private func order(_ answer: Answer) -> [String] {
        answer["images"]?.items?.compactMap { $0["image_id"]?.text } ?? []
    }

    private func body(_ images: [String]) -> String {
        #"{"images":[\#(images.joined(separator: ","))]}"#
    }

    private func stored(_ id: String, alt: String? = nil) -> String {
        #"{"image_id":"\#(id)"\#(alt.map { #","alt":"\#($0)""# } ?? "")}"#
    }

    private func new(_ bytes: [UInt8], alt: String = "New") -> String {
        #"{"content_base64":"\#(Base64.encode(bytes))","alt":"\#(alt)"}"#
    }

    @Test("come new or from the library in one command with the product")
    func made() async throws {
        let seller = try await Seller.make(stock: 0)
        let person = seller.person
        let bytes = Drawing.png()
        let known = try await person.upload(image: Drawing.jpeg(), type: "image/jpeg", alt: "Old")
            .expect(201).text("id")
        let made = try await person.post(
            "/v1/products",
            """
            {"name":"Rum","product_type_id":"\(seller.productType)",
            "category_id":"\(seller.category)",
            "images":[\(new(bytes, alt: "Front")),\(stored(known))]}
            """
        ).expect(201)
        let id = try made.text("id")
        #expect(order(made).count == 2 && order(made)[1] == known)
        #expect(try made.text("images.0.alt") == "Front" && made.text("images.1.alt") == "Old")
        // The same bytes again are the same image.
        let again = try await person.upload(image: bytes).expect(200)
        #expect(try again.text("id") == order(made)[0])
        await seller.server.renderImages()
        let read = try await person.get("/v1/products/\(id)").expect(200)
        #expect(order(read) == order(made))
        let url = try read.text("images.0.renditions.0.url")
        #expect(Drawing.size(of: try await person.follow(url).expect(200).body) != nil)
    }

    @Test("come with the product or not at all")
    func nothing() async throws {
        let seller = try await Seller.make(stock: 0)
        let person = seller.person
        let other = try await Trader.make("wholesaler")
        let theirs = try await other.person.upload(image: Drawing.png()).expect(201).text("id")
        let wrong: [(images: String, status: Int, problem: String)] = [
            ("\(new(Drawing.png())),\(stored(theirs))", 422, "image-unknown"),
            ("\(new(Drawing.png())),\(new(Paper.html))", 422, "image-type-wrong"),
            (new(Paper.jpeg), 422, "image-unreadable"),
            (new(Drawing.png() + [UInt8](repeating: 0, count: 70_000)), 422, "image-too-large"),
            (#"{"content_base64":"%%%%"}"#, 422, "invalid-request"),
            ("{}", 422, "invalid-request"),
            (#"{"image_id":"\#(theirs)","content_base64":"AAAA"}"#, 422, "invalid-request"),
        ]
        for (images, status, problem) in wrong {
            try await person.post(
                "/v1/products",
                """
                {"name":"Never","product_type_id":"\(seller.productType)",
                "category_id":"\(seller.category)","images":[\(images)]}
                """
            ).expect(status, problem)
        }
        let twice = Drawing.png()
        let repeated = try await person.post(
            "/v1/products",
            """
            {"name":"Never","product_type_id":"\(seller.productType)",
            "category_id":"\(seller.category)","images":[\(new(twice)),\(new(twice))]}
            """)
        #expect(repeated.expect(422, "invalid-request").pointers == ["/images"])
        // A SKU that is taken takes the images with it.
        try await person.post(
            "/v1/products",
            """
            {"name":"Never","product_type_id":"\(seller.productType)",
            "category_id":"\(seller.category)","images":[\(new(Drawing.png()))],
            "variants":[{"sku":"\(seller.variants[0].sku)"}]}
            """
        ).expect(409, "sku-taken")
        #expect(try await person.get("/v1/images").expect(200)["items"]?.items == [])
        #expect(try await person.get("/v1/products").expect(200)["items"]?.items?.count == 1)
    }

    @Test("stand in the order they are put in, and keep their images from being deleted")
    func ordered() async throws {
        let seller = try await Seller.make(stock: 0)
        let person = seller.person
        var ids: [String] = []
        for _ in 0..<3 {
            ids.append(try await person.upload(image: Drawing.png()).expect(201).text("id"))
        }
        let paths = [
            "/v1/products/\(seller.product)", "/v1/variants/\(seller.variants[0].id)",
        ]
        for path in paths {
            let etag = try #require(try await person.get(path).expect(200).etag)
            let put = try await person.put(
                "\(path)/images", body(ids.map { stored($0) }), ifMatch: etag
            ).expect(200)
            #expect(order(put) == ids && put.etag != etag)
            try await person.put("\(path)/images", body([]), ifMatch: etag)
                .expect(412, "version-mismatch")
            let turned = try await person.put(
                "\(path)/images", body([stored(ids[2], alt: "Top"), stored(ids[0])]),
                ifMatch: "*"
            ).expect(200)
            #expect(order(turned) == [ids[2], ids[0]])
            let read = try await person.get("\(path)/images").expect(200)
            #expect(order(read) == [ids[2], ids[0]] && read.etag == turned.etag)
            #expect(try read.text("images.0.alt") == "Top")
            #expect(try await person.get(path).etag == read.etag)
        }
        try await person.delete("/v1/images/\(ids[0])").expect(409, "image-in-use")
        try await person.delete("/v1/images/\(ids[1])").expect(204)
        for path in paths {
            try await person.put("\(path)/images", body([stored(ids[1])]), ifMatch: "*")
                .expect(422, "image-unknown")
            try await person.put("\(path)/images", body([]), ifMatch: "*").expect(200)
        }
        try await person.delete("/v1/images/\(ids[0])").expect(204)
    }
}

@Suite("The logo of an app")
struct LogoTests {
    @Test("is an image of the library, shown with the app until it has another")
    func chosen() async throws {
        let trader = try await Trader.make("wholesaler")
        let person = trader.person
        let logo = try await person.upload(image: Drawing.png()).expect(201).text("id")
        let made = try await person.post(
            "/v1/apps",
            #"{"kind":"storefront","name":"Shop","branding":{"logo_image_id":"\#(logo)"}}"#
        ).expect(201)
        #expect(try made.text("logo.image_id") == logo)
        let path = "/v1/apps/\(try made.text("id"))"
        await trader.server.renderImages()
        let url = try await person.get(path).text("logo.renditions.0.url")
        try await person.follow(url).expect(200)
        let listed = try await person.get("/v1/apps").expect(200)
        #expect(listed["items"]?.items?.compactMap { $0["logo"]?["image_id"]?.text } == [logo])
        try await person.delete("/v1/images/\(logo)").expect(409, "image-in-use")
        try await person.patch(path, #"{"name":"Store"}"#, ifMatch: "*").expect(200)
        #expect(try await person.get(path).text("logo.image_id") == logo)
        let other = try await Trader.make("wholesaler")
        let theirs = try await other.person.upload(image: Drawing.png()).expect(201).text("id")
        try await person.patch(
            path, #"{"branding":{"logo_image_id":"\#(theirs)"}}"#, ifMatch: "*"
        ).expect(422, "image-unknown")
        let bare = try await person.patch(path, #"{"branding":{}}"#, ifMatch: "*").expect(200)
        #expect(bare["logo"]?.isNull == true)
        try await person.delete("/v1/images/\(logo)").expect(204)
    }
}

@Suite("The page of an offer")
struct OfferPageTests {
    @Test("shows a buyer its price, the steps to a lower one, packs, and images that can be seen")
    func shown() async throws {
        let seller = try await Seller.make(stock: 24)
        let buyer = try await Buyer.make(of: seller)
        let person = seller.person
        var ids: [String] = []
        for _ in 0..<2 {
            ids.append(try await person.upload(image: Drawing.png()).expect(201).text("id"))
        }
        let damaged = try await person.upload(image: Drawing.damaged).expect(201).text("id")
        try await person.put(
            "/v1/products/\(seller.product)/images",
            #"{"images":[{"image_id":"\#(damaged)"},{"image_id":"\#(ids[0])"}]}"#, ifMatch: "*"
        ).expect(200)
        try await person.put(
            "/v1/variants/\(seller.variants[0].id)/images",
            #"{"images":[{"image_id":"\#(ids[1])","alt":"Bottle"}]}"#, ifMatch: "*"
        ).expect(200)
        await seller.server.renderImages()
        let path = "/v1/sellers/\(seller.id)/offers"
        let page = try await buyer.person.get("\(path)/\(seller.variants[0].id)").expect(200)
        #expect(try page.text("variant_id") == seller.variants[0].id)
        #expect(try page.text("product_id") == seller.product)
        #expect(try page.integer("unit_price.amount") == Seller.price(0))
        #expect(try page.integer("case_price.amount") == Seller.price(0) * 11)
        #expect(try page.integer("available") == 24)
        #expect(page["images"]?.items?.map { $0["image_id"]?.text } == [ids[1], ids[0]])
        #expect(try page.text("images.0.alt") == "Bottle")
        let file = try await buyer.person.follow(try page.text("images.0.renditions.0.url"))
        #expect(Drawing.size(of: file.expect(200).body) != nil)
        let other = try await buyer.person.get("\(path)/\(seller.variants[1].id)").expect(200)
        #expect(other["images"]?.items?.map { $0["image_id"]?.text } == [ids[0]])
        for search in ["/v1/sellers/\(seller.id)/search", "/v1/search"] {
            let person = search == "/v1/search" ? seller.person : buyer.person
            let found = try await person.get("\(search)?q=\(seller.variants[0].sku)").expect(200)
            #expect(try found.text("items.0.image.image_id") == ids[1])
            let small = try found.text("items.0.image.renditions.0.url")
            #expect(Drawing.size(of: try await person.follow(small).expect(200).body) != nil)
        }
        let list = try await buyer.person.get(path).expect(200)
        #expect(try list.text("items.0.image.image_id") == ids[1])
        // What isn't offered has no page, and strangers see none.
        let hidden = seller.variants[0].id
        try await person.patch("/v1/variants/\(hidden)", #"{"published":false}"#, ifMatch: "*")
            .expect(200)
        try await buyer.person.get("\(path)/\(hidden)").expect(404)
        let stranger = try await Trader.make("retailer", on: seller.server)
        try await stranger.person.get("\(path)/\(seller.variants[1].id)").expect(404)
    }
}
