import HTTP
import Platform
import Wire

/// What a fuzz works with, the same for all workers.
struct FuzzWorld: Sendable {
    let server: TestServer
    /// Who acts: one for each worker, a stranger to all others.
    let attackers: [FuzzParty]
    /// Who never does: what it has must stay as it was.
    let victim: FuzzParty
    /// Tokens of the platform's own people, one a worker: of use on no organization's routes.
    let admins: [String]
    let templates: [RequestTemplate]
    /// Names of roles and what they allow.
    let roles: [(name: String, privileges: PrivilegeSet)]
    /// What everybody's goods were called when the fuzz began. Two organizations may call theirs
    /// alike, so whoever sent another's SKU may find it in its own rows.
    let skus: Set<String>

    static func make(attackers count: Int) async throws -> FuzzWorld {
        let server = try await TestServer()
        let found = try await concurrently(count + 1) { _ in try await FuzzParty.make(on: server) }
        var parties = found
        for place in parties.indices {
            parties[place].forget(
                shownTo: found.indices.filter { $0 != place }.map { found[$0] })
        }
        let catalog = server.catalog
        let admins = try await concurrently(count) { _ in try await server.admin.again().token }
        var roles = catalog.roles.map { ($0.name, catalog.privileges(of: [$0.name])) }
        roles.append(("everything", catalog.privileges(of: catalog.roles.map(\.name))))
        return FuzzWorld(
            server: server, attackers: Array(parties.dropLast()), victim: parties[count],
            admins: admins,
            templates: Contract.shared.operations.filter { !$0.isEndless }
                .flatMap(RequestTemplate.all), roles: roles,
            skus: Set(parties.flatMap { $0.ids["sku"] ?? [] }))
    }
}

/// What came of a worker's requests.
struct FuzzTally: Sendable {
    var statuses: [Int: Int] = [:]
    /// Operations that a valid token got an answer of other than 401.
    var reached: Set<String> = []
    var succeeded: Set<String> = []
    var renewals = 0
    var faults: [String] = []

    mutating func add(_ other: FuzzTally) {
        statuses.merge(other.statuses, uniquingKeysWith: +)
        reached.formUnion(other.reached)
        succeeded.formUnion(other.succeeded)
        renewals += other.renewals
        faults += other.faults
    }

    var count: Int { statuses.values.reduce(0, +) }
}

/// The tokens of one session: its own, one for each role, and those that must be worth nothing.
struct FuzzSession: Sendable {
    let live: [String]
    let dead: [String]
    /// Signed by the server's key, for a session that isn't in the organization it names.
    let crossed: [String]

    init(_ token: String, _ machine: String, _ world: FuzzWorld) throws {
        let genuine = try ForgedToken(token)
        live = world.roles.map { genuine.with($0.privileges).text() } + [machine, token]
        let parts = token.split(separator: ".")
        var dead: [String] = []
        var crossed: [String] = []
        for person in world.victim.people {
            let theirs = person.token.split(separator: ".")
            dead.append("\(theirs[0]).\(theirs[1]).\(parts[2])")
            dead.append("\(parts[0]).\(parts[1]).\(theirs[2])")
            dead.append("\(parts[0]).\(theirs[1]).\(parts[2])")
            let claims = try ForgedToken(person.token).claims
            for name in ["org", "sub", "sid"] {
                let token = genuine.with(name, claims[name])
                crossed.append(token.text())
                dead.append(token.text(secret: Array(person.token.utf8)))
            }
        }
        dead.append(genuine.with("exp", .integer(1_700_000_000)).text())
        let half = machine.utf8.count / 2
        dead.append(String(machine.prefix(half)) + world.victim.machine.dropFirst(half))
        dead.append(String(world.victim.machine.prefix(half)) + machine.dropFirst(half))
        self.dead = dead
        self.crossed = crossed
    }
}

/// One connection's sequence of requests, decided by a seed.
final class FuzzWorker {
    /// What others may do with an organization's id alone: ask it to trade.
    static let open: Set<String> = ["request_supplier"]
    /// What says line by line that it knows no such thing.
    static let saysInside: Set<String> = ["check_prices"]

    private enum Standing {
        case nobody, live, dead, crossed, platform
    }

    private struct FuzzRequest {
        let operation: DeclaredOperation
        let bytes: [UInt8]
        let standing: Standing
        /// Which of the worker's people asks.
        let person: Int
        /// Whether an id of somebody else stands in its path or body.
        let namesOthers: Bool
    }

    private let world: FuzzWorld
    private let place: Int
    private var random: SeededRandom
    private let client: KeepAliveClient
    private let canaries: [[UInt8]]
    private var sessions: [FuzzSession]
    private var tally = FuzzTally()
    /// What each person last changed, and how often a token was worth nothing after it.
    private var last = ["", ""]
    private var blame: [String: Int] = [:]
    private var made = 0

    private var own: FuzzParty { world.attackers[place] }

    init(_ world: FuzzWorld, place: Int, seed: UInt64) throws {
        self.world = world
        self.place = place
        random = SeededRandom(seed: seed &+ UInt64(place) &* 0x1_0000)
        client = KeepAliveClient(port: world.server.port)
        canaries = world.attackers[place].victim.canaries.map { Array($0.utf8) }
        let own = world.attackers[place]
        sessions = try own.people.map { try FuzzSession($0.token, own.machine, world) }
    }

    /// Sends a number of requests, and looks at each answer.
    func run(_ count: Int) throws -> FuzzTally {
        var done = 0
        while done < count {
            let template = world.templates.randomElement(using: &random)!
            let blamed = blame[template.operation.id, default: 0] > 1
            if blamed && !chance(1) { continue }
            let request = next(template)
            try client.exchange(request.bytes) { check($0, request) }
            if tally.faults.count > 20 { break }
            done += 1
        }
        return tally
    }

    /// Requests that change nothing: reads, and what names somebody else's things.
    func harmless(_ count: Int) -> [[UInt8]] {
        var requests: [[UInt8]] = []
        while requests.count < count {
            let template = world.templates.randomElement(using: &random)!
            let isRead = template.operation.route.method == .get
            if !isRead && template.operation.scope == Anonymous.name { continue }
            let request = next(template)
            // Only the server's own key makes such a token; what a server holds in memory of the
            // organization it names may refuse it before the database does.
            if request.standing == .crossed { continue }
            if isRead || request.namesOthers || Self.saysInside.contains(template.operation.id) {
                requests.append(request.bytes)
            }
        }
        return requests
    }

    /// The answers to requests one after the other, without what is another each time.
    func answers(to requests: [[UInt8]]) throws -> [String] {
        try requests.map { request in
            try client.exchange(request) { answer in
                let head = answer.headText.split(separator: "\r\n").filter { line in
                    let name = line.prefix { $0 != ":" }.lowercased()
                    return name != "date" && name != "x-request-id"
                        && !name.hasPrefix("ratelimit")
                }
                let body = answer.bodyText.split(separator: ",", omittingEmptySubsequences: false)
                    .filter { !$0.hasPrefix("\"request_id\":") }
                return head.joined(separator: "\n") + "\n\n" + body.joined(separator: ",")
            }
        }
    }

    private func chance(_ percent: Int) -> Bool {
        Int.random(in: 0..<100, using: &random) < percent
    }

    private func next(_ template: RequestTemplate) -> FuzzRequest {
        let person = Int.random(in: 0..<sessions.count, using: &random)
        var standing = Standing.live
        if chance(22) {
            standing = [.nobody, .dead, .crossed, .platform].randomElement(using: &random)!
        }
        // What the platform's people see there is everybody's, and meant to be.
        if template.operation.scope == PlatformMember.name, standing == .platform {
            standing = .live
        }
        var namesOthers = false
        let other = chance(80) ? world.victim : world.attackers.randomElement(using: &random)!
        let isOther = other.victim.seller.id != own.victim.seller.id
        let isOpen = Self.open.contains(template.operation.id)
        // All theirs, all ours, or each place by itself.
        let share = [100, 0, 60].randomElement(using: &random)!
        let headers = headers(standing, person, other)
        let bytes = template.bytes(headers) { prefix, place in
            if prefix == "cursor" {
                let cursors = (chance(50) ? other : own).cursors
                let list = chance(80) ? template.operation.id : cursors.keys.min() ?? ""
                return cursors[list]?.randomElement(using: &random) ?? "MQ"
            }
            if chance(3) { return "\(prefix)_\(String(repeating: "0", count: 26))" }
            guard !isOpen, chance(share), let id = other.ids[prefix]?.randomElement(using: &random)
            else { return own.ids[prefix]?.randomElement(using: &random) ?? "\(prefix)_missing" }
            if prefix != "sku" && isOther && place != .query { namesOthers = true }
            return id
        }
        return FuzzRequest(
            operation: template.operation, bytes: bytes, standing: standing, person: person,
            namesOthers: namesOthers)
    }

    private func headers(_ standing: Standing, _ person: Int, _ other: FuzzParty) -> String {
        made += 1
        var key = "\(place)-\(made)"
        if chance(10) { key = other.keys.randomElement(using: &random) ?? key }
        let version = chance(80) ? "*" : "\"\(Int.random(in: 1...3, using: &random))\""
        let lines = "Idempotency-Key: \(key)\r\nIf-Match: \(version)\r\n"
        let session = sessions[person]
        let tokens: [String]
        switch standing {
        case .nobody: return lines
        case .live: tokens = session.live
        case .dead: tokens = session.dead
        case .crossed: tokens = session.crossed
        case .platform: tokens = [world.admins[place]]
        }
        let token = chance(50) ? tokens[tokens.count - 1] : tokens.randomElement(using: &random)!
        return lines + "Authorization: Bearer \(token)\r\n"
    }

    private func check(_ answer: borrowing AnswerBytes, _ request: FuzzRequest) {
        let status = answer.status
        let operation = request.operation
        tally.statuses[status, default: 0] += 1
        func fault(_ what: String) {
            let asked = String(decoding: request.bytes, as: UTF8.self)
            tally.faults.append("\(operation.id): \(what)\n\(asked)\n\(status)")
        }
        if status >= 500 { fault("failed: \(answer.bodyText.prefix(500))") }
        let canaries = request.standing == .platform ? [] : self.canaries
        if answer.hasCanary(otherThan: canaries) {
            let rest = world.skus.reduce(answer.headText + answer.bodyText) { text, sku in
                text.replacing(sku, with: "")
            }
            if hasCanary(rest, otherThan: canaries) { fault("shows another's: \(rest)") }
        }
        let isAnonymous = operation.scope == Anonymous.name
        if request.standing == .dead, status != 401 { fault("takes a token that is none") }
        if request.standing == .nobody, !isAnonymous, status != 401 { fault("takes no token") }
        if request.standing == .crossed, !isAnonymous, status < 400 {
            fault("takes a crossed token")
        }
        if request.namesOthers, !Self.saysInside.contains(operation.id),
            status < 400
        {
            fault("carried out for an id of another: \(answer.bodyText.prefix(500))")
        }
        guard request.standing == .live else { return }
        if status == 401, answer.contains("token-revoked") { return renew(request.person) }
        if status != 401 { tally.reached.insert(operation.id) }
        guard status < 300 else { return }
        tally.succeeded.insert(operation.id)
        if operation.route.method != .get { last[request.person] = operation.id }
    }

    private func hasCanary(_ text: String, otherThan canaries: [[UInt8]]) -> Bool {
        var bytes = Array(text.utf8)
        return bytes.withUnsafeMutableBufferPointer { bytes in
            guard let base = bytes.baseAddress else { return false }
            return AnswerBytes(base: UnsafePointer(base), count: bytes.count, head: 0)
                .hasCanary(otherThan: canaries)
        }
    }

    /// Signs in again, and remembers after what it had to be.
    private func renew(_ person: Int) {
        tally.renewals += 1
        blame[last[person], default: 0] += 1
        let body = """
            {"email":"\(own.people[person].email)","password":"\(Person.password)"}
            """
        let request = "POST /v1/sessions HTTP/1.1\r\nHost: localhost\r\nContent-Type: "
            + "application/json\r\nContent-Length: \(body.utf8.count)\r\n\r\n\(body)"
        let client = KeepAliveClient(port: world.server.port)
        let text = try? client.exchange(Array(request.utf8)) { $0.bodyText }
        guard let token = text.flatMap({ try? JSON.parse($0) })?["access_token"]?.text,
            let session = try? FuzzSession(token, own.machine, world)
        else {
            tally.faults.append("after \(last[person]) nobody can sign in: \(text ?? "")")
            return
        }
        sessions[person] = session
    }
}
