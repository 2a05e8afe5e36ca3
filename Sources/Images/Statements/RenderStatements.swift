import Bedrock
import Platform
import Postgres

/// An image whose renditions are to be made.
struct WaitingImage: Sendable {
    let id: ID<Image>
    let owner: ID<Organization>
    /// How often it was tried, this time included.
    let attempts: Int32
}

/// Where an image's bytes are, and what they should be.
struct RenderSource: Sendable {
    let mediaType: String
    let bytes: Int64
}

enum RenderStatements {
    static let claim = Statement<WaitingImage, Instant, Instant, Int32>(
        "select image_id, owner, attempts from images.claim_waiting($1, $2, $3)"
    ) { row in
        WaitingImage(id: try row.read(), owner: try row.read(), attempts: try row.read())
    }

    static let source = Statement<RenderSource, ID<Organization>, ID<Image>>(
        "select media_type, bytes from images.images where organization_id = $1 and id = $2"
    ) { row in RenderSource(mediaType: try row.read(), bytes: try row.read()) }

    static let settle = Statement<Void, ID<Image>, Int32, [String]>(
        "select images.settle($1, $2, $3)")

    static let postpone = Statement<Void, ID<Image>, Int32, Instant>(
        "select images.postpone($1, $2, $3)")

    static let add = Statement<
        Void, ID<Organization>, ID<Image>, String, String, Int64, Int32, Int32, [UInt8]
    >(
        """
        insert into images.renditions (organization_id, image_id, name, media_type, bytes, width,
            height, sha256)
        values ($1, $2, $3, $4, $5, $6, $7, $8)
        """)

    static let finish = Statement<Void, ID<Organization>, ID<Image>, String, String?>(
        "update images.images set state = $3, reason = $4 where organization_id = $1 and id = $2")

    static func prepare(_ visit: (String, [PostgresType]) -> Void) {
        visit(claim.sql, claim.parameterTypes)
        visit(source.sql, source.parameterTypes)
        visit(settle.sql, settle.parameterTypes)
        visit(postpone.sql, postpone.parameterTypes)
        visit(add.sql, add.parameterTypes)
        visit(finish.sql, finish.parameterTypes)
    }
}
