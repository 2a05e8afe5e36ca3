import Bedrock
import Platform
import Postgres

/// What things are called in other languages.
enum TranslationStatements {
    static let add = Statement<
        Void, ID<Organization>, [UUIDBytes], [String], [String?], [String?]
    >(
        """
        insert into catalog.translations (organization_id, subject_id, language, name, description)
        select $1, u.subject_id, u.language, u.name, u.description
        from unnest($2::uuid[], $3::text[], $4::text[], $5::text[])
            as u(subject_id, language, name, description)
        """)

    static let clear = Statement<Void, ID<Organization>, UUIDBytes>(
        "delete from catalog.translations where organization_id = $1 and subject_id = $2")

    /// Adds what subjects are called.
    static func add(
        _ subjects: [(id: UUIDBytes, names: Translations, descriptions: Translations)],
        _ organization: ID<Organization>, _ trip: inout Trip
    ) {
        let rows = subjects.flatMap { subject in
            Set(subject.names.keys).union(subject.descriptions.keys).sorted().map { language in
                (subject.id, language, subject.names[language], subject.descriptions[language])
            }
        }
        guard !rows.isEmpty else { return }
        trip.add(
            add, organization, rows.map(\.0), rows.map(\.1), rows.map(\.2), rows.map(\.3))
    }
}
