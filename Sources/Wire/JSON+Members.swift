extension JSON {
    /// An object of the members given; those without a value are left out.
    public static func members(_ members: (String, JSON?)...) -> JSON {
        .object(members.compactMap { name, value in value.map { Member(name, $0) } })
    }

    /// An array of texts.
    public static func texts(_ texts: [String]) -> JSON { .array(texts.map(JSON.string)) }
}
