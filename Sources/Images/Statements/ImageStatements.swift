import Bedrock
import Platform
import Postgres

/// Images of an organization's library.
enum ImageStatements {
    static let page = Statement<ImageRow, ID<Organization>, ID<Image>?, Int64>(
        """
        select i.id, i.sha256, i.media_type, i.bytes, i.width, i.height, i.alt, i.state, i.reason,
            i.created_at,
            array(select concat_ws(' ', r.name, r.width, r.height, r.bytes,
                    encode(r.sha256, 'hex'))
                from images.renditions r where r.organization_id = $1 and r.image_id = i.id)
        from images.images i
        where i.organization_id = $1
            and i.id < coalesce($2, 'ffffffff-ffff-ffff-ffff-ffffffffffff'::uuid)
        order by i.id desc limit $3
        """, row: ImageRow.read)

    static let one = Statement<ImageRow, ID<Organization>, ID<Image>>(
        """
        select i.id, i.sha256, i.media_type, i.bytes, i.width, i.height, i.alt, i.state, i.reason,
            i.created_at,
            array(select concat_ws(' ', r.name, r.width, r.height, r.bytes,
                    encode(r.sha256, 'hex'))
                from images.renditions r where r.organization_id = $1 and r.image_id = i.id)
        from images.images i where i.organization_id = $1 and i.id = $2
        """, row: ImageRow.read)

    static let byDigest = Statement<ImageRow, ID<Organization>, [UInt8]>(
        """
        select i.id, i.sha256, i.media_type, i.bytes, i.width, i.height, i.alt, i.state, i.reason,
            i.created_at,
            array(select concat_ws(' ', r.name, r.width, r.height, r.bytes,
                    encode(r.sha256, 'hex'))
                from images.renditions r where r.organization_id = $1 and r.image_id = i.id)
        from images.images i where i.organization_id = $1 and i.sha256 = $2
        """, row: ImageRow.read)

    /// No row where the same bytes are there already.
    static let insert = Statement<
        ID<Image>, ID<Organization>, ID<Image>, [UInt8], String, Int64, Int32, Int32, String?,
        ID<Account>, Instant
    >(
        """
        insert into images.images (organization_id, id, sha256, media_type, bytes, width, height,
            alt, state, created_by, created_at)
        values ($1, $2, $3, $4, $5, $6, $7, $8, 'pending', $9, $10)
        on conflict (organization_id, sha256) do nothing
        returning id
        """
    ) { row in try row.read() }

    /// Its bytes are condemned with the row; how many they were.
    static let delete = Statement<Int64, ID<Organization>, ID<Image>>(
        "delete from images.images where organization_id = $1 and id = $2 returning bytes"
    ) { row in try row.read() }

    /// Counts images and bytes that come or go; answers how many bytes there are then.
    static let use = Statement<Int64, ID<Organization>, Int64, Int64>(
        """
        insert into images.usages as u (organization_id, images, bytes) values ($1, $2, $3)
        on conflict (organization_id) do update
            set images = u.images + excluded.images, bytes = u.bytes + excluded.bytes
        returning bytes
        """
    ) { row in try row.read() }

    /// Counts an image that went.
    static let release = Statement<Void, ID<Organization>, Int64>(
        """
        update images.usages set images = images - 1, bytes = bytes - $2
        where organization_id = $1
        """)

    static func prepare(_ visit: (String, [PostgresType]) -> Void) {
        visit(page.sql, page.parameterTypes)
        visit(one.sql, one.parameterTypes)
        visit(byDigest.sql, byDigest.parameterTypes)
        visit(insert.sql, insert.parameterTypes)
        visit(delete.sql, delete.parameterTypes)
        visit(use.sql, use.parameterTypes)
        visit(release.sql, release.parameterTypes)
    }
}
