import Bedrock
import Cryptography
import Identity
import Platform
import Postgres

/// The trade that is measured: a wholesaler of a thousand variants with case and bottle prices,
/// breaks and stock, and a retailer who buys from it. Written straight into the database, since the
/// way it came there isn't measured.
final class BenchWorld {
    static let variants = 1000
    static let orders = 2000

    let owner: AdminConnection
    let tokenKeys: String
    private let catalog: PrivilegeCatalog
    private let mark: String
    let seller: UUIDBytes
    let buyer: UUIDBytes
    let account: UUIDBytes
    let session: UUIDBytes
    let company: UUIDBytes
    let warehouse: UUIDBytes
    let channel: UUIDBytes
    private let staffSession: UUIDBytes

    init(_ owner: AdminConnection, policies: String) throws {
        self.owner = owner
        catalog = try PolicyFiles.load(policies)
        tokenKeys = "bench:\(Random.token())"
        // The seconds since 1970 begin every id, so that a second run on a database meets no first.
        let digits = String(Instant.now().microseconds / 1_000_000, radix: 16)
        mark = String(repeating: "0", count: max(0, 8 - digits.count)) + digits
        func fixed(_ number: Int) -> UUIDBytes { Self.uuid(digits, 0, number) }
        seller = fixed(1)
        buyer = fixed(2)
        account = fixed(3)
        session = fixed(4)
        company = fixed(5)
        warehouse = fixed(6)
        channel = fixed(7)
        staffSession = fixed(8)
    }

    /// An access token of the buyer's, good for ten minutes.
    func token() throws -> String { try token(in: buyer, as: "retailer", session) }

    /// The same of the seller's.
    func staffToken() throws -> String { try token(in: seller, as: "wholesaler", staffSession) }

    private func token(
        in organization: UUIDBytes, as role: String, _ session: UUIDBytes
    ) throws -> String {
        let tokens = AccessTokens(
            keys: try KeyRing<HMACKey>(text: tokenKeys), catalogVersion: catalog.version)
        var caller = Caller()
        caller.account = ID(uuid: account)
        caller.organization = ID(uuid: organization)
        caller.session = ID(uuid: session)
        caller.app = ID(uuid: organization)
        caller.privileges = catalog.privileges(of: ["owner", role])
        return try tokens.issue(caller, at: .now()).token
    }

    // MARK: Ids by number

    /// What the ids of one kind begin with; twelve decimal digits follow.
    func prefix(_ kind: Int) -> String { "\(mark)-0000-7000-80\(kind)-" }

    /// The id of a kind's thing by its number, as the same expression in SQL would make it.
    func id(_ kind: Int, _ number: Int) -> UUIDBytes { Self.uuid(mark, kind, number) }

    private static func uuid(_ mark: String, _ kind: Int, _ number: Int) -> UUIDBytes {
        let text = "\(mark)-0000-7000-80\(kind < 10 ? "0" : "")\(kind)-\(100_000_000_000 + number)"
        guard let uuid = UUIDBytes(text: text) else { preconditionFailure("no UUID: \(text)") }
        return uuid
    }

    /// The kinds of ids.
    enum Kind {
        static let variant = 10
        static let product = 11
        static let historyOrder = 15
        static let historyEvent = 16
        static let order = 20
        static let orderDraft = 21
        static let orderEvent = 22
        static let serverDraft = 30
        static let pgbenchDraft = 31
        static let createdDraft = 40
        static let createdEvent = 41
        static let placedOrder = 42
        static let placedEvent = 43
    }

    // MARK: Writing it

    /// Writes the parties, the catalogue, the prices and the stock.
    func write() throws {
        try owner.execute(
            """
            begin;
            insert into identity.accounts (id, email, name, password_hash, verified_at)
            values ('\(account.text)', 'bench-\(mark)@example.com', 'Bench', '-', now());
            \(organization(seller, "wholesaler", "Bench Wholesale"))
            insert into organizations.warehouses (organization_id, id, name, created_at)
            values ('\(seller.text)', '\(warehouse.text)', 'Main', now());
            insert into organizations.channels
                (organization_id, id, name, kind, warehouse_id, created_at)
            values ('\(seller.text)', '\(channel.text)', 'Trade', 'wholesale_web',
                '\(warehouse.text)', now());
            \(organization(buyer, "retailer", "Bench Store"))
            \(membership(buyer, "retailer", session))
            select set_config('app.organization', '\(seller.text)', true);
            \(membership(seller, "wholesaler", staffSession))
            insert into organizations.companies
                (organization_id, id, buyer_organization_id, name, role, state, created_at)
            values ('\(seller.text)', '\(company.text)', '\(buyer.text)', 'Bench Store', 'retailer',
                'active', now());
            \(catalogue)
            \(prices)
            create schema if not exists bench;
            create table if not exists bench.hot (id integer primary key, n bigint not null)
                with (fillfactor = 70);
            insert into bench.hot values (1, 0) on conflict do nothing;
            grant usage on schema bench to dray_server;
            grant select, update on bench.hot to dray_server;
            commit;
            """)
    }

    private func organization(_ id: UUIDBytes, _ type: String, _ name: String) -> String {
        """
        select set_config('app.organization', '\(id.text)', true);
        insert into organizations.organizations (organization_id, name, business_type, state,
            country, currency, created_at, approved_at)
        values ('\(id.text)', '\(name)', '\(type)', 'approved', 'US', 'USD', now(), now());
        """
    }

    private func membership(
        _ organization: UUIDBytes, _ role: String, _ session: UUIDBytes
    ) -> String {
        let id = organization.text
        return """
            insert into organizations.memberships (organization_id, account_id)
            values ('\(id)', '\(account.text)');
            insert into organizations.apps (organization_id, id, kind, name, main, created_at)
            values ('\(id)', '\(id)', 'console', 'Console', true, now());
            insert into permissions.assignments
                (organization_id, id, account_id, role, starts_at, source, created_at)
            select '\(id)', gen_random_uuid(), '\(account.text)', r, now(), 'system', now()
            from unnest(array['owner', '\(role)']) r;
            insert into identity.sessions
                (id, account_id, organization_id, app_id, refresh_hash, expires_at)
            values ('\(session.text)', '\(account.text)', '\(id)', '\(id)', '',
                now() + '1 day');
            """
    }

    private var catalogue: String {
        let seller = seller.text
        return """
            insert into catalog.product_types (organization_id, id, name, created_at)
            values ('\(seller)', '\(seller)', 'Drinks', now());
            insert into catalog.categories (organization_id, id, name, created_at)
            values ('\(seller)', '\(seller)', 'Spirits', now());
            insert into catalog.products (organization_id, id, product_type_id, category_id, name,
                created_at, updated_at)
            select '\(seller)', concat('\(prefix(Kind.product))', 100000000000 + n)::uuid,
                '\(seller)', '\(seller)', 'Old Harbour Single Malt Reserve No. ' || n, now(), now()
            from generate_series(1, \(Self.variants)) n;
            insert into catalog.variants (organization_id, id, product_id, category_id, sku, name,
                volume_ml, strength_bp, case_size, cost_amount, created_at, updated_at)
            select '\(seller)', concat('\(prefix(Kind.variant))', 100000000000 + n)::uuid,
                concat('\(prefix(Kind.product))', 100000000000 + n)::uuid, '\(seller)',
                'OH-' || 10000 + n, 'Old Harbour Single Malt Reserve No. ' || n, 750, 4000, 12,
                900 + n, now(), now()
            from generate_series(1, \(Self.variants)) n;
            insert into inventory.stock_levels
                (organization_id, warehouse_id, variant_id, on_hand)
            select organization_id, '\(warehouse.text)', id, 1000000000000
            from catalog.variants where organization_id = '\(seller)';
            """
    }

    /// A list for everybody with breaks on bottles and cases, and one for the role of the buyer
    /// that prices every third variant lower.
    private var prices: String {
        let seller = seller.text
        return """
            insert into pricing.price_lists
                (organization_id, id, name, currency, purpose, created_at, updated_at)
            values ('\(seller)', '\(seller)', 'Wholesale', 'USD', 'wholesale', now(), now()),
                ('\(seller)', '\(buyer.text)', 'Retailers', 'USD', 'wholesale', now(), now());
            insert into pricing.assignments (organization_id, price_list_id, audience, role)
            values ('\(seller)', '\(seller)', 'everybody', null),
                ('\(seller)', '\(buyer.text)', 'role', 'retailer');
            insert into pricing.entries (organization_id, price_list_id, target, variant_id, unit,
                break_minimums, break_values)
            select '\(seller)', l.id, 'variant', v.id, u.unit, u.minimums,
                array[v.cost_amount * u.units * 140 / l.divisor,
                    v.cost_amount * u.units * 135 / l.divisor,
                    v.cost_amount * u.units * 130 / l.divisor]
            from catalog.variants v,
                (values ('bottle', 1, array[1, 6, 24]), ('case', 12, array[1, 5, 20]))
                    as u (unit, units, minimums),
                (values ('\(seller)'::uuid, 100, 1), ('\(buyer.text)'::uuid, 105, 3))
                    as l (id, divisor, every)
            where v.organization_id = '\(seller)' and (v.cost_amount - 900) % l.every = 0;
            """
    }

    // MARK: Drafts

    /// Drafts with the lines of the drafts given, numbered by client and turn as pgbench counts:
    /// client k has the numbers that follow k × 10⁹ + `turn`.
    func writeDrafts(
        _ kind: Int, like templates: [UUIDBytes], clients: Int, each: Int, after turn: Int = 0
    ) throws {
        let list = templates.map(\.text).joined(separator: ",")
        try owner.execute(
            """
            begin;
            select set_config('app.organization', '\(seller.text)', true);
            create temporary table wanted on commit drop as
            select concat('\(prefix(kind))', 100000000000 + k * 1000000000 + i)::uuid as id,
                ('{\(list)}'::uuid[])[1 + (k * 31 + i * 17) % \(templates.count)] as template
            from generate_series(0::bigint, \(clients - 1)) k,
                generate_series(\(turn) + 1, \(turn + each)) i;
            insert into orders.draft_orders (organization_id, id, buyer_organization_id,
                company_id, channel_id, warehouse_id, state, currency, total_amount, line_count,
                base_quantity, book_version, priced_at, created_by, created_at, updated_at)
            select d.organization_id, w.id, d.buyer_organization_id, d.company_id, d.channel_id,
                d.warehouse_id, 'open', d.currency, d.total_amount, d.line_count,
                d.base_quantity, d.book_version, now(), d.created_by, now(), now()
            from wanted w join orders.draft_orders d
                on d.organization_id = '\(seller.text)' and d.id = w.template;
            insert into orders.draft_order_lines (organization_id, draft_order_id, line,
                buyer_organization_id, variant_id, sku, name, unit, quantity, base_quantity,
                unit_amount, total_amount, trace)
            select l.organization_id, w.id, l.line, l.buyer_organization_id, l.variant_id, l.sku,
                l.name, l.unit, l.quantity, l.base_quantity, l.unit_amount, l.total_amount, l.trace
            from wanted w join orders.draft_order_lines l
                on l.organization_id = '\(seller.text)' and l.draft_order_id = w.template;
            commit;
            """)
    }

    /// Placed orders to read, made of drafts with the lines of those given.
    func writeOrders(like templates: [UUIDBytes]) throws {
        try writeDrafts(Kind.orderDraft, like: templates, clients: 1, each: Self.orders)
        try tidy()
        // A few at a time: what one transaction leaves behind on a stock row, the next can reuse.
        for start in stride(from: 0, to: Self.orders, by: 100) {
            try owner.execute(
                """
                begin;
                select set_config('app.organization', '\(buyer.text)', true);
                select count(orders.place(concat('\(prefix(Kind.orderDraft))', n)::uuid,
                    concat('\(prefix(Kind.order))', n)::uuid, n::text, null, now(),
                    '\(account.text)', concat('\(prefix(Kind.orderEvent))', n)::uuid, 'bench'))
                from generate_series(100000000001 + \(start), 100000000100 + \(start)) n;
                commit;
                """)
        }
    }

    /// Clears away what the last measurement left and takes new statistics.
    func tidy() throws {
        try owner.execute("vacuum analyze")
    }
}
