import Bedrock
import Exchange
import Platform

/// The seller's companies that rows of a batch may be of.
struct CompanyDirectory {
    private let byID: [ID<Company>: FiledCompany]
    private let byCode: [String: FiledCompany]
    private let byTaxKey: [String: [FiledCompany]]
    private let byEmail: [String: [FiledCompany]]

    /// What a row is of: nobody known where it makes a company.
    struct Match {
        let company: FiledCompany?
    }

    init(_ companies: [FiledCompany]) {
        byID = Dictionary(companies.map { ($0.id, $0) }) { first, _ in first }
        let numbered = companies.compactMap { company in company.code.map { ($0, company) } }
        byCode = Dictionary(numbered) { first, _ in first }
        byTaxKey = Dictionary(grouping: companies) { $0.record.taxNumber?.taxKey ?? "" }
        byEmail = Dictionary(grouping: companies) { $0.record.email ?? "" }
    }

    /// Finds the company of a row; nil where that can't be, which is reported.
    func find(_ row: CompanyRow, _ report: inout ImportReport) -> Match? {
        let holder = row.code.flatMap { byCode[$0] }
        if let id = row.id {
            guard let known = byID[id] else {
                report.error(
                    row.line, "company_id", "company_unknown",
                    "There is no such company; leave the id out to write down a new one.")
                return nil
            }
            if let holder, holder.id != known.id {
                report.error(
                    row.line, "code", "code_taken",
                    "The number \(row.code ?? "") is that of '\(holder.name)'.")
                return nil
            }
            return Match(company: known)
        }
        if let holder { return Match(company: holder) }
        let likely = resembling(row)
        guard likely.count < 2 else {
            report.error(
                row.line, "company_id", "company_ambiguous",
                "\(likely.count) companies have that tax number or e-mail address.")
            return nil
        }
        return Match(company: likely.first)
    }

    /// Those with the row's tax number; else those with its e-mail address and no other tax number.
    private func resembling(_ row: CompanyRow) -> [FiledCompany] {
        func open(_ company: FiledCompany) -> Bool { row.code == nil || company.code == nil }
        if let key = row.record.taxNumber?.taxKey, !key.isEmpty {
            let found = (byTaxKey[key] ?? []).filter(open)
            if !found.isEmpty { return found }
        }
        guard let email = row.record.email else { return [] }
        return (byEmail[email] ?? []).filter { company in
            open(company)
                && (row.record.taxNumber == nil || company.record.taxNumber == nil)
        }
    }
}

extension String {
    /// As tax numbers are compared: their letters and digits, as the database has them.
    var taxKey: String {
        String(
            decoding: utf8.compactMap { byte -> UInt8? in
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"): byte - 32
                case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "0")...UInt8(ascii: "9"):
                    byte
                default: nil
                }
            }, as: UTF8.self)
    }
}
