import Bedrock
import HTTP
import Platform
import Testing
import Wire

@Suite("The audit tells who did what, when, from where, in which request")
struct AuditTests {
    private func types(_ trader: Trader, _ query: String) async throws -> [String] {
        try await trader.get("/v1/audit-entries?limit=500&\(query)").expect(200)["items"]?.items?
            .compactMap { $0["type"]?.text } ?? []
    }

    @Test("it is filtered by each of its columns, newest first")
    func filters() async throws {
        let trader = try await Trader.make("wholesaler")
        let clerk = try await trader.employ()
        let made = try await trader.post("/v1/brands", #"{"name":"Audited"}"#).expect(201)
        let brand = try made.text("id")
        try await trader.post("/v1/members/\(clerk.account)/suspend", #"{"reason":"x"}"#)
            .expect(200)
        let all = try await types(trader, "")
        #expect(all.first == "member_suspended")
        #expect(all.contains("brand_created") && all.contains("invitation_accepted"))
        let request = try #require(made.header("x-request-id"))
        let filters = [
            "request_id=\(request)", "subject_id=\(brand)", "subject_id=\(try uuid(of: brand))",
            "type=brand_created",
            "type=brand_created&address=127.0.0.1&account_id=\(trader.person.account)",
            "type=brand_created&address=::ffff:127.0.0.1",
        ]
        for filter in filters {
            #expect(try await types(trader, filter) == ["brand_created"], "\(filter)")
        }
        #expect(try await types(trader, "account_id=\(clerk.account)") == ["invitation_accepted"])
        #expect(try await types(trader, "acting_account_id=\(clerk.account)").isEmpty)
        #expect(try await types(trader, "address=203.0.113.9").isEmpty)
        let at = try await trader.get("/v1/audit-entries?type=brand_created").text("items.0.at")
        let before = try await types(trader, "until=\(at)")
        let after = try await types(trader, "from=\(at)")
        #expect(!before.contains("brand_created") && after.contains("brand_created"))
        #expect(after + before == all)
        for bad in ["subject_id=nonsense", "address=nonsense", "from=nonsense", "who=me"] {
            try await trader.get("/v1/audit-entries?\(bad)").expect(422, "invalid-request")
        }
    }

    @Test("pages join to the whole, each entry once", arguments: [1, 3, 500])
    func pages(limit: Int) async throws {
        let trader = try await Trader.make("wholesaler", until: .setUp)
        for number in 0..<5 {
            try await trader.post("/v1/brands", #"{"name":"Brand \#(number)"}"#).expect(201)
        }
        let whole = try await trader.get("/v1/audit-entries?limit=500")["items"]?.items ?? []
        #expect(whole.count >= 6)
        var joined: [JSON] = []
        var path = "/v1/audit-entries?limit=\(limit)"
        while true {
            let page = try await trader.get(path).expect(200)
            joined += page["items"]?.items ?? []
            guard let cursor = page["next_cursor"]?.text else { break }
            path = "/v1/audit-entries?limit=\(limit)&cursor=\(cursor)"
        }
        #expect(joined == whole)
    }

    @Test("its export is a file of the same entries, however many, that no spreadsheet runs")
    func export() async throws {
        let trader = try await Trader.make("wholesaler")
        _ = try trader.server.query(
            """
            insert into platform.events (organization_id, id, type, aggregatetype, aggregateid, at,
                payload)
            select $1::uuid, (lpad(to_hex(1000 * extract(
                    epoch from now() - n * interval '1 minute')::bigint), 12, '0')
                || '7000800000000000' || lpad(to_hex(n), 4, '0'))::uuid,
                '=cmd', 'brand', gen_random_uuid(), now() - n * interval '1 minute',
                '{"text":"a,\\"b\\""}'
            from generate_series(1, 2500) n
            """, [try uuid(of: trader.id)], in: trader.id)
        let file = try await trader.get("/v1/audit-entries/export").expect(200)
        #expect(file.header("content-type")?.hasPrefix("text/csv") == true)
        var lines = String(decoding: file.body, as: UTF8.self).split(separator: "\r\n")
        #expect(lines.removeFirst().hasPrefix("at,type,subject_kind,subject_id,account_id"))
        #expect(lines.count == (try count(trader)))
        #expect(lines.count > 2_500)
        #expect(lines.filter { $0.contains(",'=cmd,") }.count == 2_500)
        #expect(lines.allSatisfy { !$0.contains(",=cmd") })
        let some = try await trader.get("/v1/audit-entries/export?type=brand_created").expect(200)
        #expect(String(decoding: some.body, as: UTF8.self).split(separator: "\r\n").count == 1)
        try await trader.get("/v1/audit-entries/export?address=x").expect(422)
    }

    private func count(_ trader: Trader) throws -> Int {
        Int(
            try trader.server.query(
                "select count(*) from platform.events where organization_id = $1",
                [try uuid(of: trader.id)], in: trader.id)[0][0] ?? "") ?? 0
    }

    @Test("another organization's entries are nobody's, and a clerk's are the owner's to see")
    func isolation() async throws {
        let trader = try await Trader.make("wholesaler")
        let clerk = try await trader.employ()
        try await clerk.get("/v1/audit-entries").expect(403, "privilege-missing")
        try await clerk.get("/v1/audit-entries/export").expect(403, "privilege-missing")
        let other = try await SharedTrader.wholesaler
        let filter = "account_id=\(trader.person.account)"
        #expect(try await types(other, filter).isEmpty)
    }

    /// Commands of accounts, which no organization's ledger tells of, and those whose event a
    /// function of the database writes.
    private static let elsewhere: Set<String> = [
        // What an account does for itself is told in its own security events.
        "register_account", "verify_account", "resend_code", "sign_in", "refresh_session",
        "sign_out", "sign_out_everywhere", "start_onboarding", "request_sign_in_code",
        "sign_in_by_code", "name_session", "revoke_session", "request_password_reset",
        "reset_password", "change_password", "request_email_change", "confirm_email_change",
        "begin_second_factor", "confirm_second_factor", "renew_recovery_codes",
        "remove_second_factor",
        // Its beginning is told; each token of it is checked against that.
        "renew_impersonation",
        // identity.… and staff.… write them inside the organization concerned.
        "leave_organization", "accept_invitation",
    ]

    @Test("every command writes an event where it changes something: its source says so")
    func sources() throws {
        let files = try SourceFile.all(under: "Sources")
        // What records an event, and what calls such a thing, by name.
        var recording: Set<String> = ["record", "recordParty"]
        for _ in 0..<3 {
            for file in files {
                for (name, body) in file.bodies where calls(body, recording) {
                    recording.insert(name)
                }
            }
        }
        recording.subtract(["run", "init"])
        let commands = Contract.shared.operations.filter(\.isCommand)
        #expect(commands.count > 50)
        for command in commands where !Self.elsewhere.contains(command.id) {
            let name = command.id.split(separator: "_")
                .map { $0.prefix(1).uppercased() + $0.dropFirst() }.joined()
            let file = files.first { $0.text.contains("struct \(name): Command") }
            let source = try #require(file, "\(command.id) has no source")
            let start = try #require(source.text.firstRange(of: "struct \(name): Command"))
            let rest = source.text[start.lowerBound...]
            let end = rest.firstRange(of: "\n}\n")?.lowerBound ?? rest.endIndex
            #expect(calls(rest[..<end], recording), "\(command.id) writes no event")
        }
    }

    private func calls(_ text: some StringProtocol, _ names: Set<String>) -> Bool {
        var word = ""
        for character in text {
            if character.isLetter || character.isNumber {
                word.append(character)
            } else {
                if character == "(", names.contains(word) { return true }
                word = ""
            }
        }
        return false
    }

    @Test("every command that is carried out has its event, with where it came from")
    func realCalls() async throws {
        let victim = try await Victim.make()
        var carriedOut: Set<String> = []
        for operation in Contract.shared.operations
        where operation.isCommand && operation.scope == Member.name {
            let persons = [victim.seller.person, victim.buyer.person]
            for person in persons {
                var names = victim.names
                names["acc"] = nil
                let answer = try await operation.send(names, token: person.token, person.client)
                guard (200..<300).contains(answer.status) else { continue }
                carriedOut.insert(operation.id)
                let request = try #require(answer.header("x-request-id"))
                var told: [[String?]] = []
                let own = person.account == victim.seller.person.account
                    ? victim.seller.id : victim.buyer.trader.id
                for organization in [victim.seller.id, victim.buyer.trader.id] {
                    let rows = try victim.server.query(
                        """
                        select address is not null and app_id is not null
                            and session_id is not null and account_id is not null
                        from platform.events where organization_id = $1 and request_id = $2
                        """, [try uuid(of: organization), request], in: organization)
                    // The other party's ledger may keep to itself who it was.
                    told += organization == own ? rows : rows.map { _ in ["t"] }
                }
                #expect(!told.isEmpty, "\(operation.id) told nobody")
                #expect(told.allSatisfy { $0 == ["t"] }, "\(operation.id): \(told)")
            }
        }
        #expect(carriedOut.count >= 12, "\(carriedOut.sorted())")
    }
}

extension SourceFile {
    /// The functions with the lines from their names on to the next one's.
    fileprivate var bodies: [(name: String, body: String)] {
        var found: [(name: String, body: String)] = []
        for line in lines {
            let words = line.split(separator: " ")
            if let place = words.firstIndex(of: "func"), place + 1 < words.count,
                !line.drop(while: { $0 == " " }).hasPrefix("//")
            {
                let name = words[place + 1].prefix { $0.isLetter || $0.isNumber }
                found.append((String(name), ""))
            } else if let last = found.indices.last {
                found[last].body += line + "\n"
            }
        }
        return found
    }
}
