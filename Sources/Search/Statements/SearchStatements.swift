import Bedrock
import Images
import Platform
import Postgres

/// What is asked of the documents; each is a function that looks inside one organization.
enum SearchStatements {
    /// What matches: in whose catalogue, on which channel if for buyers, when, the text, the
    /// labels, the warehouse that has to have it, how many are looked at and how many of the best
    /// of them answered.
    static let find = Statement<
        Candidate, ID<Organization>, ID<Channel>?, Instant, String?, [String], ID<Warehouse>?,
        Int32, Int32
    >(
        """
        select variant_id, product_id, category_id, brand_id, name, condition, volume_ml, tags,
            created_at, (rank * 1000000)::bigint, looked_at
        from search.find($1, $2, $3, $4, $5, $6, $7, $8)
        """
    ) { row in
        Candidate(
            id: try row.read(), product: try row.read(), category: try row.read(),
            brand: try row.read(), name: try row.read(), condition: try row.read(),
            volume: try row.read(), tags: try row.read(), createdAt: try row.read(),
            rank: try row.read(), lookedAt: try row.read())
    }

    static let details = Statement<
        FoundDetails, ID<Organization>, ID<Channel>?, ID<Warehouse>?, Instant, [String],
        [ID<Variant>]
    >(
        """
        select variant_id, sku, name, strength_bp, base_unit, case_size, published, gtins, available
        from search.details($1, $2, $3, $4, $5, $6)
        """
    ) { row in
        FoundDetails(
            id: try row.read(), sku: try row.read(), name: try row.read(),
            strength: try row.read(), baseUnit: try row.read(), caseSize: try row.read(),
            published: try row.read(), gtins: try row.read(), available: try row.read())
    }

    /// The first image of each that has one.
    static let images = Statement<ImageUse, ID<Organization>, [ID<Variant>]>(
        """
        select variant_id, image_id, sha256, media_type, bytes, width, height, alt, state, reason,
            created_at, renditions
        from search.images($1, $2)
        """, row: ImageUse.read)

    /// Categories and brands by their ids.
    static let names = Statement<SearchName, ID<Organization>, [UUIDBytes]>(
        "select id, name from search.names($1, $2)"
    ) { row in SearchName(id: try row.read(), name: try row.read()) }

    static let suggest = Statement<
        Suggestion, ID<Organization>, ID<Channel>?, Instant, String, Int32
    >(
        "select kind, id, name from search.suggest($1, $2, $3, $4, $5)"
    ) { row in
        Suggestion(kind: try row.read(), id: try row.read(), text: try row.read())
    }

    /// What the caller's other sellers offer under the same barcodes.
    static let elsewhere = Statement<
        ElsewhereRow, ID<Organization>, Instant, [ID<Variant>], Int32
    >(
        """
        select variant_id, seller_id, seller, other_id, sku, name, condition
        from search.elsewhere($1, $2, $3, $4)
        """
    ) { row in
        ElsewhereRow(
            variant: try row.read(), seller: try row.read(), sellerName: try row.read(),
            other: try row.read(), sku: try row.read(), name: try row.read(),
            condition: try row.read())
    }

    static let rebuild = Statement<RebuiltSearch, ID<Organization>>(
        "select documents, differed from search.rebuild($1)"
    ) { row in RebuiltSearch(documents: try row.read(), differed: try row.read()) }
}
