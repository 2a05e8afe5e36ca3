import Bedrock
import Platform
import Postgres
import PriceEngine
import Wire

extension TextFormat {
    /// Where a tax or an excise is levied: a country, or a part of what stands before the dash.
    static let jurisdiction = TextFormat(
        pattern: "^[A-Z]{2}(-[A-Z0-9]{1,10}){0,3}$", length: 2...35, sample: "US-IA",
        message: "Must be a country's two capital letters, then parts of it as in US-IA."
    ) { bytes in
        let parts = bytes.split(separator: 0x2D, omittingEmptySubsequences: false)
        guard parts.count <= 4, parts[0].count == 2,
            parts[0].allSatisfy({ $0 >= 0x41 && $0 <= 0x5A })
        else { return false }
        return parts.dropFirst().allSatisfy { part in
            (1...10).contains(part.count)
                && part.allSatisfy { $0 >= 0x41 && $0 <= 0x5A || $0 >= 0x30 && $0 <= 0x39 }
        }
    }
}

/// What a tax says.
struct TaxTerms: LevyTerms {
    let jurisdiction: String
    let taxClass: String
    let code: String
    let basisPoints: Int32
    let isInclusive: Bool
    let position: Int32
    let isCompound: Bool
    let validFrom: Instant?
    let validUntil: Instant?

    init(_ fields: inout Fields) {
        jurisdiction = fields.body(
            "jurisdiction", "Where it is levied: a country, or a part of one.",
            format: .jurisdiction, example: "US-IA")
        taxClass = fields.body(
            "tax_class", "On which variants: those of this class.", length: 1...40, format: .slug,
            default: VariantRow.standardTaxClass)
        code = fields.body(
            "code", "What it is called; of one code the smallest place's is levied.",
            length: 1...40, format: .slug, example: "sales-tax")
        basisPoints = fields.body(
            "rate_bp", "Hundredths of a percent; 0 exempts.", in: 0...100_000, example: 600)
        isInclusive = fields.body(
            "inclusive", "Whether prices and deposits contain it.", default: false)
        position = fields.body(
            "position", "Taxes are levied in this order, those within prices first.",
            in: 0...1_000, default: 0)
        isCompound = fields.body(
            "compound", "Whether it is levied on the taxes before it too.", default: false)
        validFrom = fields.optional(
            "valid_from", "It holds from then on, instead of the one before it.", inExample: false)
        validUntil = fields.optional("valid_until", "It holds before then.", inExample: false)
        fields.requireValidity(from: validFrom, until: validUntil)
    }

    init(_ row: inout RowReader) throws(RowError) {
        jurisdiction = try row.read()
        taxClass = try row.read()
        code = try row.read()
        basisPoints = try row.read()
        isInclusive = try row.read()
        position = try row.read()
        isCompound = try row.read()
        validFrom = try row.read()
        validUntil = try row.read()
    }

    func row(_ id: ID<TaxRate>) -> TaxRateRow {
        TaxRateRow(
            id: id.uuid, jurisdiction: jurisdiction, taxClass: taxClass, code: code,
            basisPoints: basisPoints, isInclusive: isInclusive, position: position,
            isCompound: isCompound, validFrom: validFrom, validUntil: validUntil)
    }
}

/// A tax as its seller sees it.
struct TaxRateView: Levy {
    let id: ID<TaxRate>
    var terms: TaxTerms
    let createdAt: Instant
    var updatedAt: Instant
    var version: Int32

    func write(_ out: inout OutputWriter) {
        out("id", id, "The rate's id.")
        out("jurisdiction", terms.jurisdiction, "Where it is levied.")
        out("tax_class", terms.taxClass, "On which variants.")
        out("code", terms.code, "What it is called.")
        out("rate_bp", terms.basisPoints, "Hundredths of a percent.")
        out("inclusive", terms.isInclusive, "Whether prices and deposits contain it.")
        out("position", terms.position, "Taxes are levied in this order.")
        out("compound", terms.isCompound, "Whether it is levied on the taxes before it too.")
        out("valid_from", terms.validFrom, "It holds from then on; null for always.")
        out("valid_until", terms.validUntil, "It holds before then; null for ever.")
        out("created_at", createdAt, "When it was made.")
        out("updated_at", updatedAt, "When it last changed.")
        out("version", version, "Its version, which If-Match takes.")
    }
}
