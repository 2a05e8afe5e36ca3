import Bedrock
import HTTP
import Postgres
import Testing
import Wire

@testable import Organizations

@Suite("What an onboarding has to show")
struct RequirementTests {
    private static let tomorrow = #"{"expires_on":"2099-12-31"}"#

    @Test("is declared for its business type", arguments: [
        ("brand_owner", "address license tax_registration", "license tax_registration"),
        ("distributor", "address license tax_registration", "license tax_registration"),
        ("wholesaler", "address license tax_registration", "license tax_registration"),
        ("retailer", "address license tax_registration", "license"),
        ("driver", "address identity license", "identity license"),
    ])
    func declared(type: String, kinds: String, needed: String) async throws {
        let person = try await Person.make(try await TestServer.shared.client)
        let id = try await Trader.start(type, person)
        let shown = try await person.get("/v1/onboardings/\(id)/requirements").expect(200)
        let items = shown["requirements"]?.items ?? []
        #expect(items.compactMap { $0["kind"]?.text }.joined(separator: " ") == kinds)
        let must = items.filter { $0["needed"] == .bool(true) }
        #expect(must.compactMap { $0["kind"]?.text }.joined(separator: " ") == needed)
        #expect(items.allSatisfy { $0["state"]?.text == "pending" })
    }

    @Test("approval waits for each that is needed: accepted, or waived, and still good")
    func approval() async throws {
        let applicant = try await Applicant.make("wholesaler")
        try await applicant.upload("license").expect(201)
        try await applicant.submit()
        let admin = applicant.server.admin
        let open = try await admin.post("\(applicant.review)/approve")
            .expect(409, "requirements-open")
        #expect(open["requirement_ids"]?.items?.count == 2)
        try await applicant.decide("license", "accept").expect(422)
        try await applicant.decide("license", "accept", #"{"expires_on":"2020-01-01"}"#).expect(422)
        let accepted = try await applicant.decide("license", "accept", Self.tomorrow).expect(200)
        #expect(try accepted.text("state") == "accepted")
        #expect(try accepted.text("decided_by").hasPrefix("acc_"))
        #expect(try accepted.text("expires_on") == "2099-12-31")
        try await admin.post("\(applicant.review)/approve").expect(409, "requirements-open")
        try await applicant.decide("tax_registration", "accept").expect(409, "document-missing")
        try await applicant.decide("tax_registration", "waive").expect(422)
        let waived = try await applicant.decide(
            "tax_registration", "waive", #"{"reason":"Seen on site."}"#).expect(200)
        #expect(try waived.text("reason") == "Seen on site.")
        // What was accepted once and is over by now counts for nothing.
        let id = try uuid(of: applicant.requirements["license"]!)
        func setEnd(_ day: String) throws {
            let owner = try AdminConnection(ConnectionSettings(applicant.server.address))
            _ = try owner.query("select set_config('app.platform', 'on', false)")
            _ = try owner.query(
                "update organizations.requirements set expires_on = \(day) where id = $1::uuid",
                [id])
        }
        try setEnd("current_date - 1")
        try await admin.post("\(applicant.review)/approve").expect(409, "requirements-open")
        try setEnd("current_date + 1")
        try await admin.post("\(applicant.review)/approve").expect(200)
        try await applicant.decide("license", "reject", #"{"reason":"Late."}"#)
            .expect(409, "illegal-move")
    }

    @Test("every move of a requirement is legal or refused with what is")
    func machine() throws {
        #expect(Set(RequirementState.moves.map { "\($0.from) \($0.move)" }).count
            == RequirementState.moves.count)
        let moves: [RequirementState.Move] = [.attach, .detach, .accept, .reject, .waive, .reopen]
        for state in RequirementState.allCases {
            for move in moves {
                let to = RequirementState.moves.first { $0.from == state && $0.move == move }?.to
                #expect((try? state.after(move)) == to)
                #expect(state.allowed.contains(move.rawValue) == (to != nil))
            }
        }
        #expect(throws: (any Error).self) { try RequirementState.accepted.after(.attach) }
        #expect(throws: (any Error).self) { try RequirementState.waived.after(.attach) }
    }

    @Test("sent back, only what was asked for is open again; all else stays as it was given")
    func reopened() async throws {
        let applicant = try await Applicant.make("wholesaler")
        for kind in ["license", "tax_registration", "address"] {
            try await applicant.upload(kind).expect(201)
        }
        try await applicant.submit()
        try await applicant.decide("tax_registration", "accept").expect(200)
        try await applicant.decide("license", "reject", #"{"reason":"It is blurred."}"#).expect(200)
        let admin = applicant.server.admin
        let review = applicant.review
        try await admin.post("\(review)/request-changes", #"{"reason":"Nothing named."}"#)
            .expect(422)
        let stranger = try await Applicant.make("wholesaler")
        try await admin.post(
            "\(review)/request-changes",
            """
            {"reason":"Another's.","requirement_ids":["\(stranger.requirements["license"]!)"]}
            """
        ).expect(422)
        let license = applicant.requirements["license"]!
        let sent = try await admin.post(
            "\(review)/request-changes",
            #"{"reason":"A better picture, please.","requirement_ids":["\#(license)"]}"#
        ).expect(200)
        #expect(sent["reopened"]?.items == [.string("show_requirement")])
        #expect(sent["allowed"]?.items == [.string("show_requirement"), .string("submit")])
        let path = applicant.path
        try await applicant.person.put("\(path)/details", Trader.details(named: "No"), ifMatch: "*")
            .expect(409, "illegal-move")
        try await applicant.person.put("\(path)/documents", Trader.documents, ifMatch: "*")
            .expect(409, "illegal-move")
        try await applicant.upload("tax_registration").expect(409, "illegal-move")
        try await applicant.upload("address").expect(409, "illegal-move")
        #expect(try await applicant.requirement("license")["reason"]?.text == "It is blurred.")
        try await applicant.upload("license", Paper.png, type: "image/png").expect(201)
        try await applicant.decide("license", "accept", Self.tomorrow).expect(409, "illegal-move")
        try await applicant.submit()
        let tax = try await applicant.requirement("tax_registration")
        #expect(tax["state"]?.text == "accepted")
        #expect(tax["documents"]?.items?.count == 1)
        let shown = try await applicant.requirement("license")
        #expect(shown["state"]?.text == "pending")
        #expect(shown["reopened"] == .bool(false))
        #expect(shown["documents"]?.items?.count == 2)
        try await applicant.decide("license", "accept", Self.tomorrow).expect(200)
        try await admin.post("\(review)/approve").expect(200)
    }

    @Test("details are open again when they are named, and nothing else then")
    func details() async throws {
        let applicant = try await Applicant.make("retailer")
        try await applicant.submit()
        try await applicant.server.admin.post(
            "\(applicant.review)/request-changes", #"{"reason":"Your name?","details":true}"#
        ).expect(200)
        try await applicant.upload("license").expect(409, "illegal-move")
        try await applicant.person.put(
            "\(applicant.path)/details", Trader.details(named: "Better"), ifMatch: "*"
        ).expect(200)
        try await applicant.submit()
        try await applicant.person.put(
            "\(applicant.path)/details", Trader.details(named: "Again"), ifMatch: "*"
        ).expect(409, "illegal-move")
    }

    @Test("a driver is onboarded as a person: no organization, and the role is the account's")
    func driver() async throws {
        let applicant = try await Applicant.make("driver")
        let path = applicant.path
        try await applicant.person.post("\(path)/set-up", Trader.setUp("driver"))
            .expect(409, "illegal-move")
        try await applicant.upload("identity", Paper.jpeg, type: "image/jpeg").expect(201)
        try await applicant.upload("license", Paper.jpeg, type: "image/jpeg").expect(201)
        try await applicant.submit()
        let admin = applicant.server.admin
        try await admin.post("\(applicant.review)/approve").expect(409, "requirements-open")
        try await applicant.decide("identity", "accept", Self.tomorrow).expect(200)
        try await applicant.decide("license", "accept", Self.tomorrow).expect(200)
        #expect(try await applicant.person.get("/v1/me")["roles"]?.items == [.string("consumer")])
        let approved = try await admin.post("\(applicant.review)/approve").expect(200)
        #expect(approved["organization_id"] == .null)
        // Tokens that know nothing of the role are over.
        try await applicant.person.get("/v1/me").expect(401, "token-revoked")
        var person = applicant.person
        try await person.renew()
        let me = try await person.get("/v1/me").expect(200)
        #expect(me["roles"]?.items == [.string("consumer"), .string("driver")])
        #expect(me["organizations"]?.items == [])
        let told = try applicant.server.query(
            """
            select type from platform.events where aggregateid = $1::uuid order by id
            """, [try uuid(of: applicant.onboarding)], in: platformOrganization)
        #expect(told.compactMap { $0[0] } == [
            "business_details_given", "business_documents_given", "onboarding_submitted",
            "onboarding_approved",
        ])
    }

    @Test("a consumer needs no onboarding, which is said by name")
    func consumer() async throws {
        let person = try await Person.make(try await TestServer.shared.client)
        try await person.post("/v1/onboardings", #"{"business_type":"consumer"}"#)
            .expect(409, "onboarding-not-needed")
        try await person.post("/v1/onboardings", #"{"business_type":"emperor"}"#).expect(422)
    }

    @Test("decisions are the platform's alone")
    func platformOnly() async throws {
        let applicant = try await Applicant.make("retailer")
        try await applicant.upload("license").expect(201)
        try await applicant.submit()
        let license = applicant.requirements["license"]!
        for move in ["accept", "reject", "waive"] {
            try await applicant.person.post(
                "\(applicant.review)/requirements/\(license)/\(move)",
                #"{"reason":"Mine.","expires_on":"2099-01-01"}"#
            ).expect(404)
        }
        try await applicant.person.get("\(applicant.review)/requirements").expect(404)
        let other = try await Applicant.make("retailer")
        try await applicant.server.admin.post(
            "\(applicant.review)/requirements/\(other.requirements["license"]!)/waive",
            #"{"reason":"Another's."}"#
        ).expect(404)
    }

    @Test("a person who was turned down may begin anew; what was turned down stays so")
    func anew() async throws {
        let applicant = try await Applicant.make("retailer")
        try await applicant.submit()
        try await applicant.server.admin.post(
            "\(applicant.review)/reject", #"{"reason":"No."}"#).expect(200)
        var person = applicant.person
        try await person.renew()
        try await person.post("\(applicant.path)/submit").expect(409, "illegal-move")
        try await person.post("/v1/onboardings", #"{"business_type":"retailer"}"#).expect(201)
    }

    @Test("rows of onboardings are seen by their account and by the platform, and by nobody else")
    func rows() async throws {
        let applicant = try await Applicant.make("retailer")
        try await applicant.upload().expect(201)
        let other = try await Applicant.make("retailer")
        let id = try uuid(of: applicant.onboarding)
        let connection = try AdminConnection(
            ConnectionSettings(applicant.server.address, role: "dray_server"))
        for (table, column) in [
            ("onboardings", "id"), ("requirements", "onboarding_id"),
            ("documents", "onboarding_id"),
        ] {
            func count(_ account: String, _ platform: String) throws -> Int {
                _ = try connection.query(
                    """
                    select set_config('app.account', $1, false),
                        set_config('app.platform', $2, false)
                    """, [account, platform])
                let rows = try connection.query(
                    "select count(*) from organizations.\(table) where \(column) = $1::uuid", [id])
                return rows[0][0].flatMap { Int($0) } ?? -1
            }
            #expect(try count(try uuid(of: applicant.person.account), "") > 0, "\(table)")
            #expect(try count("", "on") > 0, "\(table)")
            #expect(try count(try uuid(of: other.person.account), "") == 0, "\(table)")
            #expect(try count("", "") == 0, "\(table)")
        }
        // A reviewer reads documents and changes none.
        _ = try connection.query(
            "select set_config('app.account', '', false), set_config('app.platform', 'on', false)")
        let deleted = try connection.query(
            "delete from organizations.documents where onboarding_id = $1::uuid returning id", [id])
        #expect(deleted.isEmpty)
    }
}

@Suite("What has to be shown is declared in files")
struct RequirementFileTests {
    private func declared() throws -> RequirementCatalog {
        try RequirementFiles.load(Project.folder + "/Policies")
    }

    @Test("whatever contradicts itself or the product is named")
    func faults() throws {
        let good = try declared()
        #expect(RequirementFiles.check(good).isEmpty)
        func faults(
            types: [RequirementCatalog.Kind] = good.businessTypes,
            _ requirements: [RequirementCatalog.Declared] = good.requirements
        ) -> String {
            RequirementFiles.check(
                RequirementCatalog(version: 1, businessTypes: types, requirements: requirements)
            ).joined(separator: "\n")
        }
        func one(
            _ type: String, _ kind: String, _ mediaTypes: [String] = ["image/png"]
        ) -> RequirementCatalog.Declared {
            .init(
                businessType: type, kind: kind, isNeeded: true, expires: false,
                mediaTypes: mediaTypes)
        }
        #expect(faults(types: []).contains("business type driver is not declared"))
        #expect(faults([one("emperor", "license")]).contains("no business type emperor"))
        #expect(faults([one("consumer", "license")]).contains("nobody of that type"))
        #expect(faults([one("driver", "charm")]).contains("no kind of requirement charm"))
        #expect(faults([one("driver", "license", [])]).contains("takes no media type"))
        #expect(faults([one("driver", "license", ["text/html"])]).contains("can't be told"))
        let twice = [one("driver", "license"), one("driver", "license")]
        #expect(faults(twice).contains("stands twice"))
    }

    @Test("a new one reaches who waits for a decision, and leaves alone who has it")
    func applied() async throws {
        let server = try await TestServer()
        let waiting = try await Applicant.make("retailer", on: server)
        let done = try await Trader.make("retailer", on: server)
        let old = try declared()
        let owner = try AdminConnection(ConnectionSettings(server.address))
        #expect(try RequirementFiles.apply(old, owner) == false)
        let kept = old.requirements.filter { $0.businessType != "retailer" || $0.kind == "license" }
        let added = RequirementCatalog.Declared(
            businessType: "retailer", kind: "identity", isNeeded: true, expires: false,
            mediaTypes: ["image/png"])
        func changed(_ version: Int) -> RequirementCatalog {
            RequirementCatalog(
                version: version, businessTypes: old.businessTypes, requirements: kept + [added])
        }
        // Changed without a new number, or older than what is applied: refused.
        #expect(throws: (any Error).self) {
            try RequirementFiles.apply(changed(old.version), owner)
        }
        #expect(try RequirementFiles.apply(changed(old.version + 1), owner))
        #expect(throws: (any Error).self) { try RequirementFiles.apply(old, owner) }
        let identity = try await waiting.requirement("identity")
        #expect(identity["state"]?.text == "pending")
        #expect(identity["media_types"]?.items == [.string("image/png")])
        // What is no longer asked for stays with who was told of it.
        #expect(try await waiting.requirement("address")["state"]?.text == "pending")
        let shown = try await done.get("/v1/onboardings/\(done.onboarding)/requirements")
        #expect(shown["requirements"]?.items?.count == 3)
        let begun = try await Trader.start("retailer", try await Person.make(server.client))
        #expect(begun.hasPrefix("onb_"))
        await server.stop()
    }
}

/// The platform's own organization, which has the same id everywhere.
let platformOrganization = PlatformBootstrap.organization.text
