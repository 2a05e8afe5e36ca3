import Bedrock
import Cryptography
import Glibc
import HTTP
import RawHTTP
import TemporaryFolder
import Testing
import Wire

@Suite("Images of an organization's library")
struct ImageTests {
    @Test(
        "are told by their bytes, and get renditions without being asked",
        arguments: ["image/png", "image/jpeg", "image/webp"])
    func taken(type: String) async throws {
        let person = try await Trader.make("wholesaler").person
        let server = try await TestServer.shared
        let bytes =
            switch type {
            case "image/png": Drawing.png(600, 300)
            case "image/jpeg": Drawing.jpeg(600, 300)
            default: Drawing.webp(600, 300)
            }
        let made = try await person.upload(image: bytes, type: type, alt: "Gin").expect(201)
        let id = try made.text("id")
        #expect(made.header("location") == "/v1/images/\(id)")
        #expect(try made.text("state") == "pending")
        #expect(made["renditions"]?.items == [])
        await server.renderImages()
        let ready = try await person.get("/v1/images/\(id)").expect(200)
        #expect(try ready.text("state") == "ready")
        #expect(try ready.text("media_type") == type)
        #expect(try ready.text("alt") == "Gin")
        #expect(try ready.text("sha256") == Hexadecimal.encode(SHA256.digest(of: bytes)))
        #expect(try ready.integer("width") == 600 && ready.integer("height") == 300)
        let renditions = try #require(ready["renditions"]?.items)
        #expect(renditions.map { $0["name"]?.text } == ["thumbnail", "small", "large"])
        #expect(renditions.map { $0["width"]?.integer } == [160, 480, 600])
        for rendition in renditions {
            let file = try await person.follow(try #require(rendition["url"]?.text)).expect(200)
            let size = try #require(Drawing.size(of: file.body))
            #expect(Int64(size.width) == rendition["width"]?.integer)
            #expect(Int64(size.height) == rendition["height"]?.integer)
            #expect(Int64(file.body.count) == rendition["bytes"]?.integer)
            #expect(file.header("content-type") == "image/webp")
        }
        let original = try await person.follow(try ready.text("url")).expect(200)
        #expect(original.body == bytes)
    }

    @Test("are stored once, whoever of the organization uploads them how often at once")
    func deduplicated() async throws {
        let trader = try await Trader.make("wholesaler")
        let bytes = Drawing.png()
        let answers = try await concurrently(8) { _ in
            try await trader.person.upload(image: bytes)
        }
        #expect(answers.count { $0.status == 201 } == 1)
        #expect(answers.count { $0.status == 200 } == 7)
        #expect(try Set(answers.map { try $0.text("id") }).count == 1)
        let key = Client.freshKey()
        let again = try await trader.person.upload(image: bytes, key: key).expect(200)
        let replayed = try await trader.person.upload(image: bytes, key: key).expect(200)
        #expect(replayed.body == again.body)
        #expect(replayed.header("idempotency-replayed") == "true")
        try await trader.person.upload(image: Drawing.png(), key: key)
            .expect(422, "idempotency-key-reused")
        // Another organization's are its own.
        let other = try await Trader.make("wholesaler")
        let theirs = try await other.person.upload(image: bytes).expect(201)
        #expect(try theirs.text("id") != again.text("id"))
        try await other.person.get("/v1/images/\(try again.text("id"))").expect(404)
        try await other.person.delete("/v1/images/\(try again.text("id"))").expect(404)
        #expect(try await other.person.get("/v1/images").expect(200)["items"]?.items?.count == 1)
    }

    @Test("that are not what they say, too large or of no kind taken are refused by name")
    func refused() async throws {
        let person = try await Trader.make("wholesaler").person
        let wrong: [([UInt8], String?)] = [
            (Drawing.png(), "image/jpeg"), (Drawing.png(), nil), (Paper.pdf(), "image/png"),
            (Paper.html, "image/png"), ([], "image/png"), (Paper.pdf(), "application/pdf"),
        ]
        for (bytes, type) in wrong {
            try await person.upload(image: bytes, type: type).expect(422, "image-type-wrong")
        }
        try await person.upload(image: Paper.jpeg, type: "image/jpeg")
            .expect(422, "image-unreadable")
        var bomb = Drawing.png()
        bomb.replaceSubrange(16..<24, with: [0, 0, 0xEA, 0x60, 0, 0, 0xEA, 0x60])
        try await person.upload(image: bomb).expect(422, "image-too-large")
        let large = Drawing.png() + [UInt8](repeating: 0, count: 70_000)
        try await person.upload(image: large).expect(413, "body-too-large")
        #expect(try await person.get("/v1/images").expect(200)["items"]?.items == [])
    }

    @Test("whose bytes are damaged are refused with a reason once that is seen")
    func damaged() async throws {
        let person = try await Trader.make("wholesaler").person
        let id = try await person.upload(image: Drawing.damaged).expect(201).text("id")
        try await TestServer.shared.renderImages()
        let shown = try await person.get("/v1/images/\(id)").expect(200)
        #expect(try shown.text("state") == "refused")
        #expect(try shown.text("reason") == "The file is damaged, or cut off.")
        #expect(shown["renditions"]?.items == [])
        try await person.delete("/v1/images/\(id)").expect(204)
    }

    @Test("are listed with the newest first, page by page")
    func listed() async throws {
        let person = try await Trader.make("wholesaler").person
        var made: [String] = []
        for _ in 0..<5 {
            made.append(try await person.upload(image: Drawing.png()).expect(201).text("id"))
        }
        var seen: [String] = []
        var cursor = ""
        repeat {
            let page = try await person.get("/v1/images?limit=2\(cursor)").expect(200)
            seen += page["items"]?.items?.compactMap { $0["id"]?.text } ?? []
            cursor = page["next_cursor"]?.text.map { "&cursor=\($0)" } ?? ""
        } while !cursor.isEmpty
        #expect(seen == made.reversed())
    }

    @Test("are taken up to a quota, which uploads at once don't pass")
    func quota() async throws {
        let server = try await TestServer(with: ["DRAY_IMAGE_QUOTA": "1KiB"])
        let person = try await Trader.make("wholesaler", on: server).person
        let answers = try await concurrently(12) { _ in
            try await person.upload(image: Drawing.png())
        }
        for answer in answers where answer.status != 201 { answer.expect(409, "image-quota") }
        let taken = answers.filter { $0.status == 201 }
        #expect(taken.count > 0 && taken.count < 12)
        #expect(try taken.reduce(0) { $0 + (try $1.integer("bytes")) } <= 1_024)
        // What goes makes room.
        for image in taken {
            try await person.delete("/v1/images/\(try image.text("id"))").expect(204)
        }
        try await person.upload(image: Drawing.png()).expect(201)
        await server.stop()
    }

    @Test("are deleted with all their files, and left by uploads that break off")
    func deleted() async throws {
        let folder = try TemporaryFolder("storage")
        defer { folder.remove() }
        let server = try await TestServer(with: folder.settings)
        let person = try await Trader.make("wholesaler", on: server).person
        let id = try await person.upload(image: Drawing.png()).expect(201).text("id")
        await server.renderImages()
        #expect(try folder.files(under: "images").count == 4)
        let shown = try await person.get("/v1/images/\(id)").expect(200)
        try await person.delete("/v1/images/\(id)").expect(204)
        #expect(try folder.files().isEmpty)
        #expect(try server.query("select key from storage.loose_objects").isEmpty)
        try await person.follow(try shown.text("url")).expect(404, "not-found")
        try await person.delete("/v1/images/\(id)").expect(404)
        await server.stop()
    }

    @Test("wait for their renditions through the death of whoever was at it")
    func leased() async throws {
        let server = try await TestServer()
        let trader = try await Trader.make("wholesaler", on: server)
        let person = trader.person
        let id = try await person.upload(image: Drawing.png()).expect(201).text("id")
        await server.renderImages()
        // As a server leaves it that was killed with the renditions stored and nothing written.
        let owner = try uuid(of: trader.id)
        _ = try server.query(
            "update images.images set state = 'pending' where id = $1", [try uuid(of: id)],
            in: trader.id)
        _ = try server.query(
            "delete from images.renditions where image_id = $1", [try uuid(of: id)],
            in: trader.id)
        _ = try server.query(
            """
            insert into images.waiting (image_id, owner, due_at, attempts)
            values ($1, $2, now() + interval '1 minute', 1)
            """, [try uuid(of: id), owner])
        await server.renderImages()
        #expect(try await person.get("/v1/images/\(id)").text("state") == "pending")
        _ = try server.query("update images.waiting set due_at = now() - interval '1 second'")
        await server.renderImages()
        #expect(try await person.get("/v1/images/\(id)").text("state") == "ready")
        #expect(try server.query("select image_id from images.waiting").isEmpty)
        // One that was tried again and again is refused rather than tried for ever.
        _ = try server.query(
            """
            insert into images.waiting (image_id, owner, due_at, attempts)
            values ($1, $2, now() - interval '1 second', 5)
            """, [try uuid(of: id), owner])
        await server.renderImages()
        #expect(try await person.get("/v1/images/\(id)").text("state") == "refused")
        await server.stop()
    }
}

@Suite("Links to images")
struct ImageLinkTests {
    @Test("are the same all day, kept by caches, and safe to be shown anywhere")
    func cached() async throws {
        let person = try await Trader.make("wholesaler").person
        let id = try await person.upload(image: Drawing.png()).expect(201).text("id")
        let first = try await person.get("/v1/images/\(id)").text("url")
        let second = try await person.get("/v1/images/\(id)").text("url")
        let file = try await person.follow(first).expect(200)
        let tag = try #require(file.etag)
        #expect(try await person.follow(second).expect(200).etag == tag)
        #expect(file.header("cache-control")?.hasPrefix("public, max-age=") == true)
        #expect(file.header("cache-control")?.hasSuffix("immutable") == true)
        #expect(file.header("x-content-type-options") == "nosniff")
        #expect(file.header("content-security-policy") == "default-src 'none'; sandbox")
        let known = try await person.follow(first, [("If-None-Match", tag)])
        #expect(known.status == 304 && known.body.isEmpty && known.etag == tag)
        try await person.follow(first, [("If-None-Match", "\"other\"")]).expect(200)
    }

    @Test("that are cut, changed anywhere or made up lead nowhere")
    func forged() async throws {
        let person = try await Trader.make("wholesaler").person
        let url = try await person.upload(image: Drawing.png()).expect(201).text("url")
        let parts = url.split(separator: "=")
        let bytes = try #require(Base64URL.decode(String(parts[1])))
        for place in bytes.indices {
            var changed = bytes
            changed[place] ^= 1 << UInt8(place % 8)
            try await person.follow("\(parts[0])=\(Base64URL.encode(changed))")
                .expect(403, "link-invalid")
        }
        for other in ["", "x", String(parts[1].dropLast()), "\(parts[1])A", person.token] {
            try await person.follow("\(parts[0])=\(other)").expect(403, "link-invalid")
        }
        try await person.follow("/images").expect(403, "link-invalid")
        // A link to an image is none to a document.
        try await person.follow("/documents?link=\(parts[1])").expect(403, "link-invalid")
        try await person.follow(url).expect(200)
    }
}
