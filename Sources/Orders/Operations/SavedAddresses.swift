import Bedrock
import Platform
import Postgres
import Wire

/// An address that a buyer saved.
struct SavedAddressView: Output, Sendable {
    let id: ID<SavedAddress>
    let label: String
    let address: DeliveryAddress
    let createdAt: Instant
    let updatedAt: Instant
    let version: Int32

    static let example = SavedAddressView(
        id: ID(uuid: UUIDBytes(high: 1, low: 61)), label: "Bar", address: .example,
        createdAt: Instant(microseconds: 1_790_000_000_000_000),
        updatedAt: Instant(microseconds: 1_790_000_000_000_000), version: 1)

    func write(_ out: inout OutputWriter) {
        out("id", id, "The address's id, which drafts take.")
        out("label", label, "What you call it.")
        out("address", address, "The address itself.")
        out("created_at", createdAt, "When it was saved.")
        out("updated_at", updatedAt, "When it last changed.")
        out("version", version, "Its version, which If-Match takes.")
    }
}

/// Saves an address to deliver to.
struct SaveAddress: Command {
    static let route = Route.post("/v1/delivery-addresses")
    static let summary = "Save an address that drafts name by its id."
    static let access = Access.member(.writeDraftOrders)
    static let problems: [ProblemKind] = [.conflict]
    static let constraints: [String: ProblemKind] = ["delivery_addresses_label_key": .conflict]

    let label: String
    let address: DeliveryAddress

    init(_ fields: inout Fields) {
        label = fields.body("label", "What you call it.", length: 1...100, example: "Bar")
        address = fields.body("address", "The address itself.")
    }

    func run(_ context: Context<Member>) async throws(Problem) -> Success<SavedAddressView> {
        let own = context.caller.organization
        let view = SavedAddressView(
            id: .make(at: context.now), label: label, address: address, createdAt: context.now,
            updatedAt: context.now, version: 1)
        return try await context.commit(
            .answer(view).version(1).location("/v1/delivery-addresses/\(view.id)")
        ) { trip in
            trip.add(
                SavedAddresses.insert, own, view.id, label, address.json, context.now)
            context.record("address_saved", view.id, of: "delivery_address", in: own, &trip)
        }
    }
}

/// Lists the addresses that were saved, newest first.
struct ListAddresses: Query {
    static let route = Route.get("/v1/delivery-addresses")
    static let summary = "List the addresses you saved, newest first."
    static let access = Access.member(.readDraftOrders)

    let cursor: ID<SavedAddress>?
    let limit: Int64

    init(_ fields: inout Fields) {
        cursor = fields.query("cursor", "Where the page begins.")
        limit = fields.query("limit", "How many at most.", in: 1...200, default: 50)
    }

    func run(_ context: Context<Member>) async throws(Problem) -> Success<Page<SavedAddressView>> {
        var trip = context.trip()
        let page = trip.add(
            SavedAddresses.page, context.caller.organization, cursor, limit + 1)
        try await context.read(trip)
        return .answer(Page(page.rows, limit: limit) { $0.id.text })
    }
}

/// Reads an address that was saved.
struct ReadAddress: Query {
    static let route = Route.get("/v1/delivery-addresses/{id}")
    static let summary = "Read an address you saved."
    static let access = Access.member(.readDraftOrders)

    let id: ID<SavedAddress>

    init(_ fields: inout Fields) { id = fields.path("id", "The address's id.") }

    func run(_ context: Context<Member>) async throws(Problem) -> Success<SavedAddressView> {
        var trip = context.trip()
        let found = trip.add(SavedAddresses.one, context.caller.organization, id)
        try await context.read(trip)
        guard let view = found.first else { throw .notFound }
        return .answer(view).version(view.version)
    }
}

/// Replaces an address that was saved; drafts and orders keep the one they were given.
struct EditAddress: Command {
    static let route = Route.put("/v1/delivery-addresses/{id}")
    static let summary = "Replace an address you saved; what was ordered keeps its own."
    static let access = Access.member(.writeDraftOrders)
    static let problems: [ProblemKind] = [.conflict]
    static let constraints: [String: ProblemKind] = ["delivery_addresses_label_key": .conflict]
    static let edits = true

    let id: ID<SavedAddress>
    let label: String
    let address: DeliveryAddress

    init(_ fields: inout Fields) {
        id = fields.path("id", "The address's id.")
        label = fields.body("label", "What you call it.", length: 1...100, example: "Bar")
        address = fields.body("address", "The address itself.")
    }

    func run(_ context: Context<Member>) async throws(Problem) -> Success<SavedAddressView> {
        let own = context.caller.organization
        return try await context.transaction { effect throws(Problem) in
            var reading = Trip()
            let found = reading.add(SavedAddresses.one, own, id)
            try await effect.send(reading)
            guard let before = found.first else { throw Problem.notFound }
            try context.checkVersion(before.version)
            var trip = Trip()
            let edited = trip.add(
                SavedAddresses.edit, own, id, before.version, label, address.json, context.now)
            context.record("address_edited", id, of: "delivery_address", in: own, &trip)
            try await effect.send(trip)
            guard let view = edited.first else {
                throw Problem(.versionMismatch, "The address was changed meanwhile.")
            }
            return .answer(view).version(view.version)
        }
    }
}

/// Drops an address that was saved; drafts and orders keep the one they were given.
struct DropAddress: Command {
    static let route = Route.delete("/v1/delivery-addresses/{id}")
    static let summary = "Drop an address you saved; what was ordered keeps its own."
    static let access = Access.member(.writeDraftOrders)

    let id: ID<SavedAddress>

    init(_ fields: inout Fields) { id = fields.path("id", "The address's id.") }

    func run(_ context: Context<Member>) async throws(Problem) -> Success<Nothing> {
        let own = context.caller.organization
        return try await context.transaction { effect throws(Problem) in
            var trip = Trip()
            let dropped = trip.add(SavedAddresses.drop, own, id)
            try await effect.send(trip)
            guard dropped.first != nil else { throw Problem.notFound }
            var telling = Trip()
            context.record("address_dropped", id, of: "delivery_address", in: own, &telling)
            try await effect.send(telling)
            return .answer(Nothing())
        }
    }
}

enum SavedAddresses {
    static let insert = Statement<
        Void, ID<Organization>, ID<SavedAddress>, String, String, Instant
    >(
        """
        insert into orders.delivery_addresses
            (organization_id, id, label, address, created_at, updated_at)
        values ($1, $2, $3, $4::text::jsonb, $5, $5)
        """)

    static let one = Statement<SavedAddressView, ID<Organization>, ID<SavedAddress>>(
        """
        select id, label, address::text, created_at, updated_at, version
        from orders.delivery_addresses where organization_id = $1 and id = $2
        """, row: SavedAddressView.read)

    static let page = Statement<
        SavedAddressView, ID<Organization>, ID<SavedAddress>?, Int64
    >(
        """
        select id, label, address::text, created_at, updated_at, version
        from orders.delivery_addresses
        where organization_id = $1 and ($2::uuid is null or id < $2)
        order by id desc limit $3
        """, row: SavedAddressView.read)

    static let edit = Statement<
        SavedAddressView, ID<Organization>, ID<SavedAddress>, Int32, String, String, Instant
    >(
        """
        update orders.delivery_addresses
        set label = $4, address = $5::text::jsonb, updated_at = $6, version = version + 1
        where organization_id = $1 and id = $2 and version = $3
        returning id, label, address::text, created_at, updated_at, version
        """, row: SavedAddressView.read)

    static let drop = Statement<Bool, ID<Organization>, ID<SavedAddress>>(
        """
        delete from orders.delivery_addresses
        where organization_id = $1 and id = $2 returning true
        """
    ) { row in try row.read() }
}

extension SavedAddressView {
    static let read: @Sendable (inout RowReader) throws(RowError) -> SavedAddressView = {
        (row: inout RowReader) throws(RowError) -> SavedAddressView in
        let id: ID<SavedAddress> = try row.read()
        let label: String = try row.read()
        let text: String = try row.read()
        guard let json = try? JSON.parse(text), let address = DeliveryAddress(json) else {
            throw RowError.malformed(column: "address")
        }
        return SavedAddressView(
            id: id, label: label, address: address,
            createdAt: try row.read(), updatedAt: try row.read(), version: try row.read())
    }
}
