import Bedrock

/// A list that applies to a buyer, and by which assignment.
struct AppliedList {
    let list: UInt32
    let specificity: Specificity
}

extension PriceBook {
    /// The lists that apply, the best first: by specificity, then priority, then id.
    ///
    /// A list assigned in several ways counts as its most specific one. Only lists assigned to
    /// this buyer are looked at, however many the seller has.
    func listsApplying(to request: PricingRequest) -> [AppliedList] {
        var applying: [AppliedList] = []
        applying.reserveCapacity(16)
        let buyer = request.buyer
        if let company = buyer.company {
            append(&applying, .company(company), request)
        }
        let firstOfGroups = applying.count
        for group in buyer.groups { append(&applying, .group(group), request) }
        if buyer.groups.count > 1 {
            applying[firstOfGroups...].sort { $0.list < $1.list }
        }
        if let role = buyer.role { append(&applying, .role(role), request) }
        if let channel = buyer.channel { append(&applying, .channel(channel), request) }
        append(&applying, .everybody, request)
        return applying
    }

    private func append(
        _ applying: inout [AppliedList], _ audience: Audience, _ request: PricingRequest
    ) {
        guard let assigned = assigned[audience] else { return }
        // Within an audience no list comes twice: only the more specific ones are searched.
        let earlier = applying.count
        for list in assigned {
            let record = lists[Int(list)]
            guard record.currency == request.currency, record.holds(at: request.instant),
                !applying[..<earlier].contains(where: { $0.list == list })
            else { continue }
            applying.append(AppliedList(list: list, specificity: audience.specificity))
        }
    }
}
