import Bedrock
import Platform
import Postgres
import PriceEngine
public import Wire

extension ExciseBasis: FieldEnum {}

/// What an excise says.
struct ExciseTerms: LevyTerms {
    let jurisdiction: String
    let exciseClass: String
    let code: String
    let basis: ExciseBasis
    let currency: Currency
    let perLitre: Int64
    let strengthFrom: Int32?
    let strengthUntil: Int32?
    let validFrom: Instant?
    let validUntil: Instant?

    init(_ fields: inout Fields) {
        jurisdiction = fields.body(
            "jurisdiction", "Where it is levied: a country, or a part of one.",
            format: .jurisdiction, example: "US")
        exciseClass = fields.body(
            "excise_class", "On which variants: those of this class.", length: 1...40,
            format: .slug, example: "spirits")
        code = fields.body(
            "code", "What it is called; of one code the smallest place's is levied.",
            length: 1...40, format: .slug, example: "federal-excise")
        basis = fields.body("basis", "Litres of pure alcohol, or of what is in the bottle.")
        currency = fields.body("currency", "Of orders in this currency.")
        perLitre = fields.body(
            "per_litre", "For a litre, in ten-thousandths of a minor unit.",
            in: 0...1_000_000_000_000, example: 3_566_000)
        strengthFrom = fields.optional(
            "strength_from_bp", "On what is at least so strong, in basis points of alcohol.",
            in: 0...10_000, inExample: false)
        strengthUntil = fields.optional(
            "strength_until_bp", "On what is less strong than that.", in: 1...10_001,
            inExample: false)
        validFrom = fields.optional(
            "valid_from", "It holds from then on, instead of the one before it.", inExample: false)
        validUntil = fields.optional("valid_until", "It holds before then.", inExample: false)
        fields.requireValidity(from: validFrom, until: validUntil)
        fields.require(
            strengthFrom.flatMap { from in strengthUntil.map { from < $0 } } ?? true,
            "strength_until_bp", "range", "Must be above strength_from_bp.")
    }

    init(_ row: inout RowReader) throws(RowError) {
        jurisdiction = try row.read()
        exciseClass = try row.read()
        code = try row.read()
        let basis: String = try row.read()
        self.basis = ExciseBasis(rawValue: basis) ?? .litre
        let currency: String = try row.read()
        self.currency = Currency(code: currency) ?? .usd
        perLitre = try row.read()
        strengthFrom = try row.read()
        strengthUntil = try row.read()
        validFrom = try row.read()
        validUntil = try row.read()
    }

    func row(_ id: ID<ExciseRate>) -> ExciseRateRow {
        ExciseRateRow(
            id: id.uuid, jurisdiction: jurisdiction, exciseClass: exciseClass, code: code,
            basis: basis, currency: currency, perLitre: perLitre, strengthFrom: strengthFrom,
            strengthUntil: strengthUntil, validFrom: validFrom, validUntil: validUntil)
    }
}

/// An excise as its seller sees it.
struct ExciseRateView: Levy {
    let id: ID<ExciseRate>
    var terms: ExciseTerms
    let createdAt: Instant
    var updatedAt: Instant
    var version: Int32

    func write(_ out: inout OutputWriter) {
        out("id", id, "The rate's id.")
        out("jurisdiction", terms.jurisdiction, "Where it is levied.")
        out("excise_class", terms.exciseClass, "On which variants.")
        out("code", terms.code, "What it is called.")
        out("basis", terms.basis, "What its litres are of.")
        out("currency", terms.currency, "Of orders in this currency.")
        out("per_litre", terms.perLitre, "For a litre, in ten-thousandths of a minor unit.")
        out("strength_from_bp", terms.strengthFrom, "On what is at least so strong.")
        out("strength_until_bp", terms.strengthUntil, "On what is less strong than that.")
        out("valid_from", terms.validFrom, "It holds from then on; null for always.")
        out("valid_until", terms.validUntil, "It holds before then; null for ever.")
        out("created_at", createdAt, "When it was made.")
        out("updated_at", updatedAt, "When it last changed.")
        out("version", version, "Its version, which If-Match takes.")
    }
}
