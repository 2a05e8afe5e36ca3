import Bedrock

// Excise, taxes and deposits in the trace: every number that each was made of, so that whoever
// holds the trace can make them again.
extension PriceTrace {
    func appendLevies(to out: inout [UInt8]) {
        guard let levies else { return }
        append(levies.excises, named: ",\"excise\":[", to: &out) { excise, out in
            out.append("{\"rate_id\":\"exr_")
            Base32.append(excise.rate, to: &out)
            out.append("\",\"code\":")
            out.appendQuoted(excise.code)
            out.append(",\"basis\":\"")
            out.append(word: excise.basis.rawValue)
            out.append("\",\"per_litre\":")
            out.append(decimal: excise.perLitre)
            out.append(",\"base_quantity\":")
            out.append(decimal: excise.baseQuantity)
            out.append(",\"volume_ml\":")
            out.append(decimal: Int64(excise.millilitres))
            out.append(",\"strength_bp\":")
            out.append(decimal: Int64(excise.strengthBasisPoints))
            out.append(",\"amount\":")
            out.append(money: excise.amount)
        }
        append(levies.taxes, named: ",\"tax\":[", to: &out) { tax, out in
            out.append("{\"rate_id\":\"txr_")
            Base32.append(tax.rate, to: &out)
            out.append("\",\"code\":")
            out.appendQuoted(tax.code)
            out.append(",\"basis_points\":")
            out.append(decimal: Int64(tax.basisPoints))
            if tax.isInclusive { out.append(",\"inclusive\":true") }
            if tax.isCompound { out.append(",\"compound\":true") }
            out.append(",\"base\":")
            out.append(money: tax.base)
            out.append(",\"amount\":")
            out.append(money: tax.amount)
        }
        append(levies.containers, named: ",\"deposits\":[", to: &out) { container, out in
            out.append("{\"kind_id\":\"dpk_")
            Base32.append(container.kind, to: &out)
            out.append("\",\"code\":")
            out.appendQuoted(container.code)
            out.append(",\"count\":")
            out.append(decimal: container.count)
            out.append(",\"each\":")
            out.append(money: container.each)
            out.append(",\"amount\":")
            out.append(money: container.amount)
        }
    }

    private func append<Part>(
        _ parts: [Part], named name: StaticString, to out: inout [UInt8],
        _ body: (Part, inout [UInt8]) -> Void
    ) {
        if parts.isEmpty { return }
        out.append(name)
        for (place, part) in parts.enumerated() {
            if place > 0 { out.append(",") }
            body(part, &out)
            out.append("}")
        }
        out.append("]")
    }
}
