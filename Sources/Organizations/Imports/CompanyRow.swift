import Bedrock
import Exchange
import Platform
import Wire

/// A row of a company file; nil where the file says nothing, which leaves what is known.
struct CompanyRow: Sendable {
    let line: Int
    let id: ID<Company>?
    let code: String?
    let name: String?
    let role: CompanyRole?
    /// Empty for none.
    let group: String?
    /// The price lists that are its own.
    let lists: [String]?
    /// What the row says beside; what it has a column for and says nothing in goes.
    let record: CompanyRecord
    /// Which of the columns of `record` the file has.
    let said: Set<String>
    var known: FiledCompany?

    static let columns: [ImportColumn] = [
        ImportColumn("company_id", "id"),
        ImportColumn("code", "number", "customer_number", "customer_no", "account_number"),
        ImportColumn("name", "company", "company_name", "customer", "customer_name"),
        ImportColumn("role", "business_type"),
        ImportColumn("group", "group_name", "customer_group", "segment"),
        ImportColumn("tax_number", "tax_id", "vat_number", "vat_id"),
        ImportColumn("email", "e_mail", "contact_email"),
        ImportColumn("phone", "telephone"),
        ImportColumn("payment_days", "terms", "payment_terms"),
        ImportColumn("line1", "address_line1", "address", "street"),
        ImportColumn("line2", "address_line2"),
        ImportColumn("city", "town"),
        ImportColumn("region", "state", "province"),
        ImportColumn("postal_code", "postcode", "zip", "zip_code"),
        ImportColumn("country"),
        ImportColumn("price_lists", "price_list"),
    ]

    private static let recorded = [
        "tax_number", "email", "phone", "payment_days", "line1", "line2", "city", "region",
        "postal_code", "country",
    ]

    /// Reads a row; what is wrong with it is reported, and then there is none.
    init?(_ source: ImportRecord, _ report: inout ImportReport) {
        line = source.line
        var id: ID<Company>?
        if let text = source.text("company_id") {
            id = ID<Company>(text)
            if id == nil {
                report.error(line, "company_id", "company_id", "'\(text.prefix(40))' is no id.")
            }
        }
        self.id = id
        code = source.name("code", limit: 64, &report)
        name = source.name("name", &report)
        group = source.name("group", &report) ?? (source.has("group") ? "" : nil)
        role = CompanyRow.role(source, &report)
        record = CompanyRow.record(source, &report)
        said = Set(CompanyRow.recorded.filter(source.has))
        lists = source.has("price_lists")
            ? NameList.read(source.text("price_lists") ?? "") : nil
        if id == nil, code == nil, record.taxNumber == nil, record.email == nil,
            !report.isBad(line)
        {
            report.error(
                line, "company_id", "company_missing",
                "The row has neither an id, a number, a tax number nor an e-mail address.")
        }
        if report.isBad(line) { return nil }
    }

    private static func role(_ source: ImportRecord, _ report: inout ImportReport) -> CompanyRole? {
        guard let text = source.text("role") else { return nil }
        let role = CompanyRole(rawValue: text.lowercased())
        if role == nil {
            let roles = CompanyRole.allCases.map(\.rawValue).joined(separator: ", ")
            report.error(source.line, "role", "role_unknown", "The roles are \(roles).")
        }
        return role
    }

    private static func record(
        _ source: ImportRecord, _ report: inout ImportReport
    ) -> CompanyRecord {
        var record = CompanyRecord()
        record.taxNumber = source.name("tax_number", limit: 64, &report)
        if let text = source.text("email") {
            record.email = MailAddress(text)?.text.lowercased()
            if record.email == nil {
                report.error(
                    source.line, "email", "email", "'\(text.prefix(60))' is no e-mail address.")
            }
        }
        record.phone = source.name("phone", limit: 40, &report)
        record.paymentDays = source.integer("payment_days", in: 0...365, &report)
            .map { Int32($0) }
        var address = CompanyAddress()
        address.line1 = source.name("line1", &report)
        address.line2 = source.name("line2", &report)
        address.city = source.name("city", limit: 100, &report)
        address.region = source.name("region", limit: 100, &report)
        address.postalCode = source.name("postal_code", limit: 20, &report)
        if let country = source.text("country")?.uppercased() {
            address.country = country
            let isCountry =
                country.utf8.count == 2
                && country.utf8.allSatisfy { (0x41...0x5A).contains($0) }
            if !isCountry {
                report.error(
                    source.line, "country", "country",
                    "'\(country.prefix(40))' is not a country's two letters.")
            }
        }
        record.address = address.isEmpty ? nil : address
        return record
    }

    /// Whether the company is to have other price lists of its own than it has.
    var pricesAnew: Bool {
        guard let lists else { return false }
        return lists != (known?.lists ?? []).map(\.collapsed).sorted()
    }

    /// Takes over what the row says of what is known.
    func applied(to known: FiledCompany) -> FiledCompany {
        var next = known
        next.code = code ?? known.code
        next.role = role ?? known.role
        if let name, name != known.name.collapsed { next.name = name }
        if let group, group != known.group?.collapsed ?? "" {
            next.group = group.isEmpty ? nil : group
        }
        let old = known.record
        func text(_ column: String, _ given: String?, _ stands: String?) -> String? {
            said.contains(column) && given != stands?.collapsed ? given : stands
        }
        next.record.taxNumber = text("tax_number", record.taxNumber, old.taxNumber)
        next.record.email = text("email", record.email, old.email)
        next.record.phone = text("phone", record.phone, old.phone)
        if said.contains("payment_days") { next.record.paymentDays = record.paymentDays }
        let given = record.address ?? CompanyAddress()
        let stands = old.address ?? CompanyAddress()
        var address = stands
        address.line1 = text("line1", given.line1, stands.line1)
        address.line2 = text("line2", given.line2, stands.line2)
        address.city = text("city", given.city, stands.city)
        address.region = text("region", given.region, stands.region)
        address.postalCode = text("postal_code", given.postalCode, stands.postalCode)
        address.country = text("country", given.country, stands.country)
        next.record.address = address.isEmpty ? nil : address
        return next
    }
}
