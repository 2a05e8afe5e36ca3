import HTTP
import Platform
import Postgres
import Testing
import Wire

/// One organization with something of everything, and what it must not give away.
struct Victim: Sendable {
    let buyer: Buyer
    let names: Names

    var seller: Seller { buyer.seller }
    var server: TestServer { seller.server }

    static func make(on server: TestServer? = nil) async throws -> Victim {
        let seller = try await Seller.make(on: server)
        let buyer = try await Buyer.make(of: seller)
        let person = seller.person
        let canary = seller.trader.canary
        var names: Names = [
            "org": seller.id, "acc": person.account, "ses": person.session,
            "onb": seller.trader.onboarding, "whs": seller.warehouse,
            "chn": seller.trader.channel, "cmp": buyer.company, "pty": seller.productType,
            "cat": seller.category, "prd": seller.product, "var": seller.variants[0].id,
            "sku": seller.variants[0].sku, "pls": seller.list,
        ]
        names["grp"] = try await person.post(
            "/v1/company-groups", #"{"name":"Group \#(canary)"}"#).expect(201).text("id")
        names["brd"] = try await person.post(
            "/v1/brands", #"{"name":"Brand \#(canary)"}"#).expect(201).text("id")
        try await person.post(
            "/v1/products", """
            {"name":"Tagged \(canary)","product_type_id":"\(seller.productType)",
            "category_id":"\(seller.category)","tags":["Tag \(canary)"],
            "names":{"de":"Anders \(canary)"}}
            """).expect(201)
        names["tag"] = try await person.get("/v1/tags").expect(200).text("items.0.id")
        names["col"] = try await person.post(
            "/v1/collections", #"{"name":"Collection \#(canary)"}"#).expect(201).text("id")
        try await person.put(
            "/v1/channels/\(seller.trader.channel)/listings",
            """
            {"listings":[{"variant_id":"\(seller.variants[1].id)","title":"Title \(canary)"}]}
            """
        ).expect(200)
        names["imp"] = try await person.upload(
            "/v1/imports/products?mode=skip_bad", "sku,name\nx-\(canary),Rum \(canary)\n,\n"
        ).expect(201).text("id")
        names["key"] = try await person.post(
            "/v1/api-keys", #"{"name":"Key \#(canary)","privileges":["catalog.read"]}"#
        ).expect(201).text("id")
        names["drf"] = try await buyer.person.post(
            "/v1/draft-orders", """
            {"seller_id":"\(seller.id)","note":"Note \(canary)","reference":"Ref \(canary)",
            "lines":[{"variant_id":"\(seller.variants[0].id)","quantity":1}]}
            """).expect(201).text("id")
        names["ord"] = try await buyer.place(try await buyer.draft().text("id")).expect(201)
            .text("id")
        names.merge(try await buyer.agreements(on: names["ord"] ?? "", canary)) { $1 }
        let returned = try await buyer.shipped([(0, "bottle", 2)])
        names["ret"] = try await buyer.person.post(
            "/v1/returns", ReturnTests.request(returned, [(1, 1)])).expect(201).text("id")
        names["ful"] = try await person.get("/v1/fulfillments?order_id=\(returned)").expect(200)
            .text("items.0.id")
        names["shp"] = try await person.get("/v1/shipments?order_id=\(returned)").expect(200)
            .text("items.0.id")
        let applicant = try await Applicant.another("retailer", of: person, canary, seller.server)
        names["onb"] = applicant.onboarding
        names["req"] = applicant.requirements["license"]
        names["doc"] = try await applicant.upload(name: "Licence-\(canary)").expect(201).text("id")
        names["img"] = try await person.upload(image: Drawing.png(), alt: canary).expect(201)
            .text("id")
        // Nothing of it changes by itself any more.
        await seller.server.renderImages()
        names["app"] = try await seller.trader.makeApp()
        let kim = try await seller.trader.colleague(named: "Kim \(canary)")
        names["asg"] = try await seller.trader.assign("cashier", to: kim).expect(201).text("id")
        names.merge(try await seller.stockDocuments()) { $1 }
        return Victim(buyer: buyer, names: names)
    }

    /// What stands in the names and notes of this trade, and nowhere else.
    var canaries: [String] { [seller.trader.canary, buyer.trader.canary] }

    /// The organizations of this trade, the seller's first.
    var organizations: [String] { [seller.id, buyer.trader.id] }

    /// Every row of its seller in every table that has tenants, as one text each.
    func rows() throws -> [String: String] { try rows(of: seller.id) }

    /// Every row of an organization in every table that has tenants, as one text each.
    func rows(of organization: String) throws -> [String: String] {
        let tables = try server.query(Catalogue.tenantTables).compactMap { $0[0] }
        var rows: [String: String] = [:]
        for table in tables {
            rows[table] = try server.query(
                """
                select count(*) || ' ' || coalesce(
                    md5(string_agg(t::text, '|' order by t::text)), '')
                from \(table) t where organization_id = $1
                """, [try uuid(of: organization)], in: organization)[0][0]
        }
        return rows
    }

    /// Every row that is about one of its organizations or accounts, in whatever table.
    func traces() throws -> [String: String] {
        var traces: [String: String] = [:]
        let accounts = try [seller.person, buyer.person].map { try uuid(of: $0.account) }
        for organization in organizations {
            let (connection, owner) = try enter(organization)
            let tables = try connection.query(Victim.tracing).compactMap { row in
                row[0].flatMap { name in row[1].map { (name: name, columns: $0) } }
            }
            let subjects = "{\((accounts + [owner]).joined(separator: ","))}"
            for (name, columns) in tables {
                let condition = columns.split(separator: " ").map { "\($0) = any ($1::uuid[])" }
                traces["\(organization) \(name)"] = try connection.query(
                    """
                    select count(*) || ' ' || coalesce(
                        md5(string_agg(t::text, '|' order by t::text)), '')
                    from \(name) t where \(condition.joined(separator: " or "))
                    """, [subjects])[0][0]
            }
        }
        return traces
    }

    private static let tracing = """
        select format('%I.%I', n.nspname, c.relname), string_agg(quote_ident(a.attname), ' ')
        from pg_class c join pg_namespace n on n.oid = c.relnamespace
        join pg_attribute a on a.attrelid = c.oid and a.atttypid = 'uuid'::regtype
        where c.relkind in ('r', 'p') and (a.attname in ('organization_id', 'account_id', 'scope')
            or a.attname = 'id' and c.oid = 'identity.accounts'::regclass)
        group by 1 order by 1
        """

    /// Writes the canary into every text that the schema lets be anything; answers how many
    /// columns took it. The organization can't be worked with afterwards: it only has rows to find.
    func plant() throws -> Int {
        var planted = 0
        for organization in organizations {
            let (connection, owner) = try enter(organization)
            try connection.execute(Victim.planting)
            planted += try connection.query(
                "select pg_temp.plant($1, $2)", [owner, canaries[0]])[0][0].flatMap { Int($0) } ?? 0
        }
        return planted
    }

    /// Deletes what belongs to it, all but the organizations themselves, which others may look up.
    func empty() throws {
        for organization in organizations {
            let (connection, owner) = try enter(organization)
            try connection.execute(Victim.emptying)
            _ = try connection.query("select pg_temp.leave_nothing($1)", [owner])
        }
    }

    /// As the owner of the schema, inside the organization and among the platform's reviewers.
    private func enter(
        _ organization: String
    ) throws -> (connection: AdminConnection, owner: String) {
        let connection = try AdminConnection(ConnectionSettings(server.address))
        let owner = try uuid(of: organization)
        _ = try connection.query(
            """
            select set_config('app.organization', $1, false),
                set_config('app.platform', 'on', false)
            """, [owner])
        return (connection, owner)
    }

    private static let planting = """
        create function pg_temp.plant(p_owner uuid, p_canary text) returns bigint
        language plpgsql as $$
        declare
            v_line record;
            v_planted bigint := 0;
        begin
            for v_line in
                select a.attrelid::regclass as name, a.attname,
                    format_type(a.atttypid, null) as kind
                from pg_attribute a join pg_class c on c.oid = a.attrelid
                join pg_attribute o on o.attrelid = c.oid and o.attname = 'organization_id'
                where c.relkind in ('r', 'p') and c.relrowsecurity and a.attnum > 0
                    and not a.attisdropped and a.attgenerated = ''
                    and format_type(a.atttypid, null) in ('text', 'json', 'jsonb')
                    and c.oid <> 'organizations.organizations'::regclass
            loop
                begin
                    if v_line.kind = 'text' then
                        execute format('update %s set %2$I = concat(%2$I, $1) '
                            'where organization_id = $2', v_line.name, v_line.attname)
                        using ' ' || p_canary, p_owner;
                    else
                        execute format('update %s set %I = $1::%s where organization_id = $2',
                            v_line.name, v_line.attname, v_line.kind)
                        using json_build_object('note', p_canary)::text, p_owner;
                    end if;
                    v_planted := v_planted + 1;
                exception when others then null;
                end;
            end loop;
            return v_planted;
        end $$;
        """

    private static let emptying = """
        create function pg_temp.leave_nothing(p_owner uuid) returns void
        language plpgsql as $$
        declare
            v_table regclass;
            v_left integer := -1;
            v_before integer;
            v_kept regclass[] := array(
                select tgrelid from pg_trigger where tgname = 'keep_rows');
        begin
            -- Nobody deletes these; their owner takes the guard off for as long as it does.
            foreach v_table in array v_kept loop
                execute format('alter table %s disable trigger keep_rows', v_table);
            end loop;
            loop
                v_before := v_left;
                v_left := 0;
                for v_table in
                    select c.oid from pg_class c join pg_attribute o
                        on o.attrelid = c.oid and o.attname = 'organization_id'
                    where c.relkind in ('r', 'p') and c.relrowsecurity
                        and c.oid not in ('organizations.organizations'::regclass,
                            'pricing.books'::regclass)
                loop
                    begin
                        execute format('delete from %s where organization_id = $1', v_table)
                        using p_owner;
                    exception when foreign_key_violation then v_left := v_left + 1;
                    end;
                end loop;
                exit when v_left = 0;
                if v_left = v_before then
                    raise exception '% tables keep rows of it', v_left;
                end if;
            end loop;
            -- What went was written down as changes of the price book.
            delete from pricing.entry_changes where organization_id = p_owner;
            delete from pricing.book_versions where organization_id = p_owner;
            delete from pricing.books where organization_id = p_owner;
            foreach v_table in array v_kept loop
                execute format('alter table %s enable trigger keep_rows', v_table);
            end loop;
        end $$;
        """
}

extension Buyer {
    /// What the two sides agreed on or proposed, beside their orders.
    fileprivate func agreements(on order: String, _ canary: String) async throws -> Names {
        let lines = #""lines":[{"variant_id":"\#(seller.variants[0].id)","quantity":1}]"#
        let priced = lines.replacing("}]", with: #","unit_price":7}]"#)
        var names: Names = [:]
        names["quo"] = try await seller.person.post(
            "/v1/quotes",
            """
            {"company_id":"\(company)","reference":"Quote \(canary)",
            "valid_until":"\(QuoteTests.later)",\(priced)}
            """
        ).expect(201).text("id")
        names["sto"] = try await person.post(
            "/v1/standing-orders",
            """
            {"seller_id":"\(seller.id)","reference":"Standing \(canary)",
            "schedule":{"cadence":"days","time":"08:00","starts_on":"2090-01-01"},\(lines)}
            """
        ).expect(201).text("id")
        names["sub"] = try await seller.person.post(
            "/v1/orders/\(order)/substitutions",
            """
            {"line":1,"variant_id":"\(seller.variants[1].id)","quantity":1,
            "note":"Instead \(canary)"}
            """
        ).expect(201).text("id")
        names["adr"] = try await person.post(
            "/v1/delivery-addresses",
            """
            {"label":"Door \(canary)","address":{"line1":"1 \(canary) Road","city":"Ames",
            "country":"US"}}
            """
        ).expect(201).text("id")
        return names
    }
}
