import HTTP
import Platform
import Testing
import Wire

/// A trade's two organizations as a fuzz knows them: what they are called, and who acts for them.
struct FuzzParty: Sendable {
    let victim: Victim
    /// Ids by their prefix, and SKUs, of everything the routes show them.
    private(set) var ids: [String: [String]]
    /// Where pages of theirs go on, by the operation that gave them.
    let cursors: [String: [String]]
    /// Idempotency keys they have used.
    let keys: [String]
    /// The secret of a key that a machine of theirs acts by.
    let machine: String

    var people: [Person] { [victim.seller.person, victim.buyer.person] }

    static func make(on server: TestServer) async throws -> FuzzParty {
        let victim = try await Victim.make(on: server)
        var ids = victim.names.mapValues { [$0] }
        var cursors: [String: [String]] = [:]
        for person in [victim.seller.person, victim.buyer.person] {
            for operation in Contract.shared.operations
            where operation.route.method == .get && operation.scope != PlatformMember.name
                && !operation.isEndless
            {
                let names = ids.compactMapValues(\.last)
                let shapes = RequestShapes(operation: operation, theirs: names, own: names)
                let path = shapes.all[0].path
                let whole = try await person.get(path)
                whole.json?.collectIDs(into: &ids)
                guard operation.id.hasPrefix("list_") else { continue }
                let separator = path.contains("?") ? "&" : "?"
                let page = try await person.get("\(path)\(separator)limit=1")
                if let cursor = page["next_cursor"]?.text {
                    cursors[operation.id, default: []].append(cursor)
                }
            }
        }
        ids["org"] = victim.organizations
        let machine = try await victim.seller.person.post(
            "/v1/api-keys",
            """
            {"name":"Machine \(victim.canaries[0])",
            "privileges":["catalog.read","catalog.write","stock.read","orders.read"]}
            """
        ).expect(201).text("secret")
        let scopes = try victim.organizations.map { try uuid(of: $0) }
        let keys = try server.query(
            "select key from platform.idempotency_keys where scope::text in ($1, $2)", scopes)
        return FuzzParty(
            victim: victim, ids: ids, cursors: cursors, keys: keys.compactMap { $0[0] },
            machine: machine)
    }

    /// Leaves out what was shown to others too, and so is nobody's own.
    mutating func forget(shownTo others: [FuzzParty]) {
        for (prefix, own) in ids where prefix != "org" {
            let shown = Set(others.flatMap { $0.ids[prefix] ?? [] })
            ids[prefix] = own.filter { !shown.contains($0) }
        }
    }
}

extension JSON {
    /// Adds every id in it to those of its kind, and every SKU.
    fileprivate func collectIDs(into ids: inout [String: [String]]) {
        switch self {
        case .object(let members):
            for member in members {
                if member.name == "sku", let sku = member.value.text {
                    if ids["sku"]?.contains(sku) != true { ids["sku", default: []].append(sku) }
                }
                member.value.collectIDs(into: &ids)
            }
        case .array(let items):
            for item in items { item.collectIDs(into: &ids) }
        case .string(let text):
            guard let prefix = JSON.idPrefix(text), ids[prefix]?.contains(text) != true else {
                return
            }
            ids[prefix, default: []].append(text)
        default: break
        }
    }
}
