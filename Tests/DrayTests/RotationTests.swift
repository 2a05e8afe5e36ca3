import Glibc
import HTTP
import Testing
import Wire

// Refresh tokens under every order of events that tabs, networks and thieves make: each answer is
// held against a model of a few lines.
@Suite("Refresh tokens rotate, whatever comes in whatever order")
struct RotationTests {
    /// What a family of tokens should do; tokens are counted from 0.
    private struct Model {
        var current = 0
        /// When the current one came to be, in seconds of the test's own clock.
        var rotatedAt = 0.0
        var isRevoked = false

        enum Outcome: Equatable {
            case token(Int)
            case reused
            case closed
        }

        mutating func present(_ token: Int, at now: Double) -> Outcome {
            if isRevoked { return .closed }
            if token == current {
                current += 1
                rotatedAt = now
                return .token(current)
            }
            if token == current - 1, now - rotatedAt < 30 { return .token(current) }
            isRevoked = true
            return .reused
        }
    }

    /// A family, the clock it lives by, and every token it ever gave.
    private final class Family {
        let server: TestServer
        let person: Person
        var model = Model()
        var tokens: [String]
        var now = 0.0

        init(_ server: TestServer) async throws {
            self.server = server
            person = try await Person.make(server.client)
            tokens = [person.refreshToken]
        }

        /// Time goes by: what the database knows of this session moves into the past.
        func pass(_ seconds: Double) throws {
            now += seconds
            _ = try server.query(
                """
                update identity.sessions set rotated_at = rotated_at - $1::float8 * interval '1 s',
                    last_used_at = last_used_at - $1::float8 * interval '1 s' where id = $2
                """, ["\(seconds)", try uuid(of: person.session)])
        }

        func send(_ token: Int) async throws -> Answer {
            try await server.client.send(
                .post, "/v1/sessions/refresh", json: #"{"refresh_token":"\#(tokens[token])"}"#)
        }

        /// Presents a token and holds the answer against the model.
        @discardableResult
        func present(_ token: Int, _ why: String) async throws -> Int? {
            let expected = model.present(token, at: now)
            return try check(try await send(token), expected, why)
        }

        func check(
            _ answer: Answer, _ expected: Model.Outcome, _ why: String
        ) throws -> Int? {
            switch expected {
            case .token(let number):
                guard answer.status == 200 else {
                    Issue.record("\(why): \(answer.status) \(answer.bodyText)")
                    return nil
                }
                let text = try answer.text("refresh_token")
                if number == tokens.count { tokens.append(text) }
                // One successor, whoever asks: never two that live.
                #expect(tokens[number] == text, "\(why): another successor")
                return number
            case .reused: #expect(answer.problem == "refresh-token-reused", "\(why)")
            case .closed: #expect(answer.problem == "refresh-token-invalid", "\(why)")
            }
            return nil
        }

        /// Nothing that was ever given works any more.
        func expectEnded(_ why: String) async throws {
            for token in tokens.indices.suffix(4) {
                try await send(token).expect(401)
            }
            try await person.get("/v1/me").expect(401)
            let live = try server.query(
                "select count(*) from identity.sessions where id = $1 and revoked_at is null",
                [try uuid(of: person.session)])
            #expect(live == [["0"]], "\(why)")
        }
    }

    private static let seed = getenv("DRAY_SEED").flatMap { UInt64(String(cString: $0)) }
        ?? .random(in: 0...(.max))

    @Test("honest tabs are never signed out, whatever is lost or late")
    func honest() async throws {
        print("honest tabs from seed \(Self.seed)")
        var random = SeededRandom(seed: Self.seed)
        for round in 0..<12 {
            let family = try await Family(try await TestServer.shared)
            // Tabs share what they keep. `kept` is the token there; requests under way hold theirs.
            var kept = 0
            for step in 0..<12 {
                let why = "seed \(Self.seed), round \(round), step \(step)"
                try family.pass(.random(in: 45...600, using: &random))
                // Several tabs find the token old at the same time.
                let tabs = Int.random(in: 1...3, using: &random)
                var underWay = (0..<tabs).map { _ in kept }
                var lost = 0
                while let token = underWay.popLast() {
                    // On the way for up to five seconds; five in a row stay within thirty.
                    try family.pass(.random(in: 0...5, using: &random))
                    let number = try await family.present(token, why)
                    if lost < 2, Bool.random(using: &random) {
                        // The answer is lost: the tab asks again, unless another tab has kept a
                        // new token meanwhile.
                        lost += 1
                        if kept == token { underWay.append(token) }
                    } else if let number {
                        kept = max(kept, number)
                    }
                }
                #expect(kept == family.model.current, "\(why)")
                #expect(!family.model.isRevoked, "\(why)")
            }
        }
    }

    @Test("tabs that ask at the same instant get one and the same successor")
    func instant() async throws {
        let family = try await Family(try await TestServer.shared)
        for round in 0..<10 {
            let token = family.model.current
            let text = family.tokens[token]
            let client = family.server.client
            let answers = try await concurrently(6) { _ in
                try await client.send(
                    .post, "/v1/sessions/refresh", json: #"{"refresh_token":"\#(text)"}"#)
            }
            let next = family.model.present(token, at: family.now)
            for answer in answers { _ = try family.check(answer, next, "round \(round)") }
        }
    }

    @Test("a stolen token that is used twice too late ends the family, for the thief too")
    func thefts() async throws {
        print("thefts from seed \(Self.seed)")
        var random = SeededRandom(seed: Self.seed ^ 0x7468_6566)
        var ended = 0
        for round in 0..<20 {
            let family = try await Family(try await TestServer.shared)
            var owner = 0
            var thief: Int?
            for step in 0..<25 where !family.model.isRevoked {
                let why = "seed \(Self.seed), round \(round), step \(step)"
                switch Int.random(in: 0..<10, using: &random) {
                case 0, 1: thief = owner
                case 2, 3: try family.pass(.random(in: 1...29, using: &random))
                case 4: try family.pass(.random(in: 31...900, using: &random))
                case 5...7: owner = try await family.present(owner, "owner, \(why)") ?? owner
                default:
                    guard let token = thief else { continue }
                    thief = try await family.present(token, "thief, \(why)") ?? token
                }
            }
            if family.model.isRevoked {
                ended += 1
                try await family.expectEnded("seed \(Self.seed), round \(round)")
            }
        }
        #expect(ended > 0, "no theft was found out, seed \(Self.seed)")
    }

    @Test("a replay of any older token ends the family, however long ago and by whatever request")
    func replays() async throws {
        for age in 2...4 {
            for more in ["", #","organization_id":"org_00000000000000000000000000""#] {
                let family = try await Family(try await TestServer.shared)
                for _ in 0..<5 { try await family.present(family.model.current, "on its way") }
                let answer = try await family.server.client.send(
                    .post, "/v1/sessions/refresh",
                    json: #"{"refresh_token":"\#(family.tokens[5 - age])"\#(more)}"#)
                answer.expect(401, "refresh-token-reused")
                try await family.expectEnded("age \(age)\(more)")
            }
        }
    }

    @Test("whatever is presented at the same instant, at most one successor lives")
    func storm() async throws {
        print("storms from seed \(Self.seed)")
        var random = SeededRandom(seed: Self.seed ^ 0x7374_6F72)
        for round in 0..<15 {
            let family = try await Family(try await TestServer.shared)
            for _ in 0..<3 { try await family.present(family.model.current, "on its way") }
            let texts = (0..<8).map { _ in
                family.tokens[Int.random(in: round % 3...3, using: &random)]
            }
            let client = family.server.client
            let answers = try await concurrently(texts.count) { place in
                try await client.send(
                    .post, "/v1/sessions/refresh",
                    json: #"{"refresh_token":"\#(texts[place])"}"#)
            }
            let why = "seed \(Self.seed), round \(round)"
            let given = Set(try answers.filter { $0.status == 200 }.map {
                try $0.text("refresh_token")
            })
            for answer in answers where answer.status != 200 { answer.expect(401) }
            let wasReplayed = answers.contains { $0.problem == "refresh-token-reused" }
            // The one before the last gets the last; the last gets the one successor there is.
            #expect(given.subtracting([family.tokens[3]]).count <= 1, "\(why)")
            family.tokens += given
            if wasReplayed { try await family.expectEnded(why) }
        }
    }

    @Test("a refresh that is refused for what it asked leaves the token as it was")
    func refused() async throws {
        let family = try await Family(try await TestServer.shared)
        let text = family.tokens[0]
        try await family.server.client.send(
            .post, "/v1/sessions/refresh",
            json: """
                {"refresh_token":"\(text)","organization_id":"org_00000000000000000000000000"}
                """
        ).expect(422, "invalid-request")
        try family.pass(600)
        try await family.present(0, "ten minutes after a request that couldn't be met")
    }
}
