import Bedrock
import Cryptography
import HTTP
import Platform
import RawHTTP
import Testing
import Wire

@testable import Organizations

@Suite("Documents of an onboarding")
struct DocumentTests {
    @Test(
        "are told by their bytes, digested and attached to their requirement",
        arguments: [
            (Paper.pdf(), "application/pdf"), (Paper.png, "image/png"),
            (Paper.jpeg, "image/jpeg"), (Paper.webp, "image/webp"),
        ])
    func taken(bytes: [UInt8], type: String) async throws {
        let applicant = try await Applicant.make("retailer")
        let made = try await applicant.upload("license", bytes, type: type, name: "a%20b.bin")
            .expect(201)
        #expect(try made.text("media_type") == type)
        #expect(try made.integer("size") == Int64(bytes.count))
        #expect(try made.text("sha256") == Hexadecimal.encode(SHA256.digest(of: bytes)))
        #expect(try made.text("name") == "a b.bin")
        let shown = try await applicant.requirement("license")
        #expect(shown["state"]?.text == "pending")
        #expect(shown["documents"]?.items?.count == 1)
        #expect(shown["documents"]?[0]?["id"]?.text == (try made.text("id")))
        #expect(try await applicant.requirement("address")["documents"]?.items == [])
    }

    @Test("that are not what they say, or of no kind taken, are refused and leave nothing behind")
    func refused() async throws {
        let applicant = try await Applicant.make("retailer")
        let wrong: [([UInt8], String?)] = [
            (Paper.png, "application/pdf"), (Paper.html, "application/pdf"),
            (Paper.html, "text/html"), (Paper.pdf(), nil),
            (Paper.pdf(), "application/octet-stream"),
            ([], "application/pdf"), (Array("%PD".utf8), "application/pdf"),
            (Array("MZ".utf8) + Paper.pdf(), "application/pdf"),
            (Array(Paper.png.prefix(8)), "image/png"),
        ]
        for (bytes, type) in wrong {
            try await applicant.upload("license", bytes, type: type)
                .expect(422, "document-type-wrong")
        }
        #expect(try await applicant.requirement("license")["documents"]?.items == [])
        // A parameter of the type is no other type.
        try await applicant.upload("license", type: "Application/PDF; version=1.7").expect(201)
    }

    @Test("that are too large are refused, whether they say so or not")
    func tooLarge() async throws {
        let applicant = try await Applicant.make("retailer")
        try await applicant.upload("license", Paper.pdf(300_000)).expect(413, "body-too-large")
        let raw = try applicant.server.connect()
        let path = "\(applicant.path)/requirements/\(applicant.requirements["license"]!)/documents"
        raw.send(
            """
            POST \(path) HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\
            Authorization: Bearer \(applicant.person.token)\r\nContent-Type: application/pdf\r\n\
            Idempotency-Key: \(Client.freshKey())\r\n\r\n
            """)
        let piece = String(repeating: "x", count: 65_536)
        for _ in 0..<6 { raw.send("10000\r\n\(piece)\r\n") }
        raw.send("0\r\n\r\n")
        let answer = try raw.answer()
        #expect(answer.status == 413)
        #expect(try await applicant.requirement("license")["documents"]?.items == [])
    }

    @Test("are at most ten a requirement")
    func enough() async throws {
        let applicant = try await Applicant.make("retailer")
        for _ in 0..<10 { try await applicant.upload("address").expect(201) }
        try await applicant.upload("address").expect(409, "documents-enough")
    }

    @Test("go once by one key, whatever else is sent by it")
    func repeated() async throws {
        let applicant = try await Applicant.make("retailer")
        let bytes = Paper.pdf()
        let key = Client.freshKey()
        let first = try await applicant.upload("license", bytes, key: key).expect(201)
        let again = try await applicant.upload("license", bytes, key: key).expect(201)
        #expect(again.body == first.body)
        #expect(again.header("idempotency-replayed") == "true")
        try await applicant.upload("license", Paper.pdf(), key: key)
            .expect(422, "idempotency-key-reused")
        try await applicant.submit()
        // The answer stays what it was, also where the request would be refused by now.
        let late = try await applicant.upload("license", bytes, key: key).expect(201)
        #expect(late.body == first.body)
        #expect(try await applicant.requirement("license")["documents"]?.items?.count == 1)
    }

    @Test("are their owner's to add and delete until submitted, and nobody else's at any time")
    func owned() async throws {
        let applicant = try await Applicant.make("retailer")
        let other = try await Applicant.make("retailer")
        let document = try await applicant.upload().expect(201).text("id")
        try await applicant.upload(as: other.person).expect(404)
        let theirs = "\(applicant.path)/documents/\(document)"
        try await other.person.delete(theirs).expect(404)
        try await other.person.delete("\(other.path)/documents/\(document)").expect(404)
        try await other.person.post("\(theirs)/link", key: nil).expect(404)
        try await other.person.get("\(applicant.path)/requirements").expect(404)
        try await applicant.server.admin.post("\(theirs)/link", key: nil).expect(404)
        let spare = try await applicant.upload().expect(201).text("id")
        try await applicant.person.delete("\(applicant.path)/documents/\(spare)").expect(204)
        try await applicant.person.delete("\(applicant.path)/documents/\(spare)").expect(404)
        try await applicant.submit()
        try await applicant.person.delete(theirs).expect(409, "illegal-move")
        let late = try await applicant.upload().expect(409, "illegal-move")
        #expect(late["state"]?.text == "submitted")
    }

    @Test("wait for the business to say what it is")
    func early() async throws {
        let person = try await Person.make(try await TestServer.shared.client)
        let id = try await Trader.start("wholesaler", person)
        let shown = try await person.get("/v1/onboardings/\(id)/requirements").expect(200)
        let first = try shown.text("requirements.0.id")
        let answer = try await person.client.send(
            .post, "/v1/onboardings/\(id)/requirements/\(first)/documents", Paper.pdf(),
            headers: [
                ("Authorization", "Bearer \(person.token)"), ("Content-Type", "application/pdf"),
                ("Idempotency-Key", Client.freshKey()),
            ])
        answer.expect(409, "illegal-move")
        #expect(answer["allowed"]?.items == [.string("give_details")])
    }
}

@Suite("Links to documents")
struct DocumentLinkTests {
    @Test("give the very bytes to their owner and to reviewers, as a file and nothing else")
    func followed() async throws {
        let applicant = try await Applicant.make("retailer")
        let bytes = Paper.pdf(200_000)
        let document = try await applicant.upload("license", bytes, name: "L%C3%B6.pdf")
            .expect(201).text("id")
        let own = try await applicant.person.post(
            "\(applicant.path)/documents/\(document)/link", key: nil).expect(200)
        try await applicant.submit()
        let reviewers = try await applicant.server.admin.post(
            "\(applicant.review)/documents/\(document)/link", key: nil).expect(200)
        for link in [own, reviewers] {
            let got = try await Applicant.follow(try link.text("url"), applicant.server.client)
                .expect(200)
            #expect(got.body == bytes)
            #expect(got.header("content-type") == "application/pdf")
            #expect(
                got.header("content-disposition")
                    == "attachment; filename=\"document.pdf\"; filename*=UTF-8''L%C3%B6.pdf")
            #expect(got.header("x-content-type-options") == "nosniff")
            #expect(got.header("cache-control") == "private, no-store")
        }
        let given = try applicant.server.query(
            "select count(*) from platform.events where type = 'document_link_given'",
            in: try await applicant.person.get(applicant.path).text("organization_id"))
        #expect(given == [["1"]])
    }

    @Test("that are cut, changed anywhere or made up lead nowhere")
    func forged() async throws {
        let applicant = try await Applicant.make("retailer")
        let document = try await applicant.upload().expect(201).text("id")
        let url = try await applicant.person.post(
            "\(applicant.path)/documents/\(document)/link", key: nil).expect(200).text("url")
        let client = applicant.server.client
        let parts = url.split(separator: "=")
        let token = String(parts[1])
        let bytes = try #require(Base64URL.decode(token))
        for place in bytes.indices {
            var changed = bytes
            changed[place] ^= 1 << UInt8(place % 8)
            try await Applicant.follow("\(parts[0])=\(Base64URL.encode(changed))", client)
                .expect(403, "link-invalid")
        }
        let others = [
            "", "x", String(token.dropLast()), "\(token)A", String(token.dropLast(40)),
            applicant.person.token, String(repeating: "A", count: 5_000),
        ]
        for other in others {
            try await Applicant.follow("\(parts[0])=\(other)", client).expect(403, "link-invalid")
        }
        try await Applicant.follow("/documents", client).expect(403, "link-invalid")
        try await Applicant.follow(url, client).expect(200)
        // Nor is a link a token.
        try await client.send(.get, "/v1/me", json: "", token: token).expect(401, "token-invalid")
    }

    @Test("end with the session that asked, and with the document")
    func ended() async throws {
        let applicant = try await Applicant.make("retailer")
        let document = try await applicant.upload().expect(201).text("id")
        let device = try await applicant.person.again()
        let link = "\(applicant.path)/documents/\(document)/link"
        let first = try await device.post(link, key: nil).expect(200).text("url")
        try await Applicant.follow(first, applicant.server.client).expect(200)
        try await device.delete("/v1/sessions/current").expect(204)
        try await Applicant.follow(first, applicant.server.client).expect(403, "link-expired")
        let second = try await applicant.person.post(link, key: nil).expect(200).text("url")
        try await applicant.person.delete("\(applicant.path)/documents/\(document)").expect(204)
        try await Applicant.follow(second, applicant.server.client).expect(404, "not-found")
    }

    @Test("hold for less than five minutes, and then say so")
    func expired() async throws {
        let applicant = try await Applicant.make("retailer")
        let document = try await applicant.upload().expect(201).text("id")
        let given = try await applicant.person.post(
            "\(applicant.path)/documents/\(document)/link", key: nil).expect(200)
        let end = try #require(Instant(rfc3339: try given.text("expires_at")))
        #expect(end < Instant.now().advanced(by: .seconds(300)))
        // The same link as it would have been given five minutes ago, signed by the server's key.
        let signing = try KeyRing<HMACKey>(text: TestServer.tokenKeys).current
        let derived = HMACKey(signing.key.code(over: Array("dray document links".utf8)))
        let links = DocumentLinks(keys: try KeyRing(current: (id: "test", key: derived)))
        let now = Instant.now()
        let text = String(try given.text("url").split(separator: "=")[1])
        let link = try links.read(text, at: now)
        let old = links.make(link, at: now.advanced(by: .seconds(-300))).text
        try await Applicant.follow("/documents?link=\(old)", applicant.server.client)
            .expect(403, "link-expired")
        let fresh = links.make(link, at: now).text
        try await Applicant.follow("/documents?link=\(fresh)", applicant.server.client)
            .expect(200)
    }

    @Test("a reviewer sees nothing that was never submitted")
    func unsubmitted() async throws {
        let applicant = try await Applicant.make("retailer")
        let document = try await applicant.upload().expect(201).text("id")
        let admin = applicant.server.admin
        try await admin.post("\(applicant.review)/documents/\(document)/link", key: nil)
            .expect(404)
        try await admin.get("\(applicant.review)/requirements").expect(404)
        try await applicant.decide("license", "waive", #"{"reason":"No."}"#).expect(404)
    }
}
