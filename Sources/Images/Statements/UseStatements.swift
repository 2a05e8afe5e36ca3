public import Bedrock
public import Platform
public import Postgres

/// What shows images.
public enum UseStatements {
    /// The images of everything of one owner, in their order.
    public static let ofOwner = Statement<ImageUse, ID<Organization>, UUIDBytes>(
        """
        select u.subject_id, i.id, i.sha256, i.media_type, i.bytes, i.width, i.height,
            coalesce(u.alt, i.alt), i.state, i.reason, i.created_at,
            array(select concat_ws(' ', r.name, r.width, r.height, r.bytes,
                    encode(r.sha256, 'hex'))
                from images.renditions r where r.organization_id = $1 and r.image_id = i.id)
        from images.uses u
        join images.images i on i.organization_id = $1 and i.id = u.image_id
        where u.organization_id = $1 and u.owner_id = $2
        order by u.subject_id, u.position
        """, row: ImageUse.read)

    /// The images of one thing, in their order.
    public static let ofSubject = Statement<ImageUse, ID<Organization>, UUIDBytes>(
        """
        select u.subject_id, i.id, i.sha256, i.media_type, i.bytes, i.width, i.height,
            coalesce(u.alt, i.alt), i.state, i.reason, i.created_at,
            array(select concat_ws(' ', r.name, r.width, r.height, r.bytes,
                    encode(r.sha256, 'hex'))
                from images.renditions r where r.organization_id = $1 and r.image_id = i.id)
        from images.uses u
        join images.images i on i.organization_id = $1 and i.id = u.image_id
        where u.organization_id = $1 and u.subject_id = $2
        order by u.position
        """, row: ImageUse.read)

    /// The first image of each of several things.
    public static let firstOfEach = Statement<ImageUse, ID<Organization>, [UUIDBytes]>(
        """
        select u.subject_id, i.id, i.sha256, i.media_type, i.bytes, i.width, i.height,
            coalesce(u.alt, i.alt), i.state, i.reason, i.created_at,
            array(select concat_ws(' ', r.name, r.width, r.height, r.bytes,
                    encode(r.sha256, 'hex'))
                from images.renditions r where r.organization_id = $1 and r.image_id = i.id)
        from images.uses u
        join images.images i on i.organization_id = $1 and i.id = u.image_id
        where u.organization_id = $1 and u.subject_id = any ($2) and u.position = 0
        """, row: ImageUse.read)

    static let clear = Statement<Void, ID<Organization>, UUIDBytes>(
        "delete from images.uses where organization_id = $1 and subject_id = $2")

    static let add = Statement<
        Void, ID<Organization>, UUIDBytes, UUIDBytes, [ID<Image>], [String?]
    >(
        """
        insert into images.uses (organization_id, owner_id, subject_id, position, image_id, alt)
        select $1, $2, $3, n.position - 1, n.image_id, n.alt
        from unnest($4, $5) with ordinality n (image_id, alt, position)
        """)

    static func prepare(_ visit: (String, [PostgresType]) -> Void) {
        visit(ofOwner.sql, ofOwner.parameterTypes)
        visit(ofSubject.sql, ofSubject.parameterTypes)
        visit(firstOfEach.sql, firstOfEach.parameterTypes)
        visit(clear.sql, clear.parameterTypes)
        visit(add.sql, add.parameterTypes)
    }
}
