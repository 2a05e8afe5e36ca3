import Bedrock
import Platform
import Postgres
import Wire

/// Changes what the seller writes down of a company; what is absent stays.
struct EditCompany: Command {
    static let route = Route.patch("/v1/companies/{id}")
    static let summary = "Change a company; what is absent stays."
    static let access = Access.member(.writeCompanies)
    static let problems: [ProblemKind] = [.conflict, .companyMerged]
    static let constraints = ["companies_organization_id_code_key": ProblemKind.conflict]
    static let edits = true

    let id: ID<Company>
    let name: String?
    let code: Change<String>
    let group: Change<ID<CompanyGroup>>
    let role: CompanyRole?
    let record: CompanyRecordChange

    init(_ fields: inout Fields) {
        id = fields.path("id", "The company's id.")
        name = fields.optional("name", "What to call it.", length: 1...200)
        code = fields.change(
            "code", "One's own number for it; unique.", length: 1...64, format: .code,
            example: "C-104")
        group = fields.change("group_id", "The group it is in; null for none.")
        role = fields.optional(
            "role", "What kind of buyer it is; that of an organization is its own.",
            inExample: false)
        record = CompanyRecordChange(&fields)
    }

    func run(_ context: Context<Member>) async throws(Problem) -> Success<CompanyView> {
        try await context.transaction { effect throws(Problem) in
            var company = try await context.lock(id, effect)
            try context.checkVersion(company.version)
            guard company.state != .merged else { throw Problem(.companyMerged) }
            if let role, role != company.role {
                guard company.buyer == nil else {
                    throw Problem.invalid("/role", "fixed", "It is its organization's own.")
                }
                company.role = role
            }
            company.record = record.applied(to: company.record)
            if case .set(let group) = group {
                try await context.require(group, effect)
            }
            company.name = name ?? company.name
            company.code = code.applied(to: company.code)
            company.group = group.applied(to: company.group)
            return try await context.keep(company, "company_changed", effect)
        }
    }
}

/// What changes of what is written down of a company.
struct CompanyRecordChange: Sendable {
    let taxNumber: Change<String>
    let email: Change<String>
    let phone: Change<String>
    let paymentDays: Change<Int32>
    let address: Change<CompanyAddress>

    init(_ fields: inout Fields) {
        taxNumber = fields.change(
            "tax_number", "Its number at the tax office.", length: 1...64, example: "42-1234567")
        email = fields.change(
            "email", "Whom letters go to.", format: .email, example: "bar@example.com")
        phone = fields.change(
            "phone", "A telephone number.", length: 3...40, example: "+1 515 555 0100")
        paymentDays = fields.change(
            "payment_days", "After how many days an invoice is due.", in: 0...365, example: 30)
        address = fields.change("address", "Where it is, as a whole.")
    }

    func applied(to record: CompanyRecord) -> CompanyRecord {
        var record = record
        record.taxNumber = taxNumber.applied(to: record.taxNumber)
        record.email = email.applied(to: record.email)?.lowercased()
        record.phone = phone.applied(to: record.phone)
        record.paymentDays = paymentDays.applied(to: record.paymentDays)
        record.address = address.applied(to: record.address)
        if record.address?.isEmpty == true { record.address = nil }
        return record
    }
}
