import Bedrock
import Platform
import Postgres
import Wire

/// Changes a product type's name or attributes; what equals what is known is not written.
///
/// Values that products and variants have go with a renamed attribute. Those that don't fit any
/// more stand in the way, unless they are to be dropped.
struct ChangeProductType: Command {
    static let route = Route.patch("/v1/product-types/{id}")
    static let summary = "Change a product type's name or attributes."
    static let access = Access.member(.writeCatalog)
    static let problems: [ProblemKind] = [.nameTaken, .attributesInUse]
    static let edits = true
    static let constraints = ["product_types_organization_id_name_key": ProblemKind.nameTaken]

    let id: ID<ProductType>
    let name: String?
    let attributes: [ProductAttribute]?
    let renamed: [String: String]
    let drops: Bool

    init(_ fields: inout Fields) {
        id = fields.path("id", "The product type's id.")
        name = fields.optional(
            "name", "Its new name, unique here.", length: 1...100, example: "Aged spirits")
        attributes = fields.optional(
            "attributes", "All the attributes its products have from now on.",
            count: 0...CatalogLimits.attributes)
        fields.require(
            attributes?.haveDistinctNames ?? true, "attributes", "duplicate",
            "Must not have a name twice.")
        renamed = fields.body(
            "renamed_attributes", "Which attributes got other names: new ones by old ones.",
            length: 1...100, count: 0...CatalogLimits.attributes, default: [:])
        fields.require(
            Set(renamed.values).count == renamed.count, "renamed_attributes", "duplicate",
            "Must not have a new name twice.")
        drops = fields.body(
            "drop_values", "Whether values that don't fit any more are dropped.", default: false)
    }

    func run(_ context: Context<Member>) async throws(Problem) -> Success<ProductTypeView> {
        let organization = context.caller.organization
        return try await context.transaction { effect throws(Problem) in
            var look = Trip()
            let locked = look.add(ProductTypeStatements.lock, organization, id)
            try await effect.send(look)
            guard let known = locked.first else { throw Problem.notFound }
            try context.checkVersion(known.version)
            let name = name ?? known.name
            let attributes = attributes ?? known.attributes
            guard name != known.name || attributes != known.attributes || !renamed.isEmpty else {
                return Success.answer(known).version(known.version)
            }
            if attributes != known.attributes || !renamed.isEmpty {
                let migration = AttributeMigration(
                    type: id, attributes: attributes, renamed: renamed, drops: drops)
                try await migration.run(effect, context)
            }
            var trip = Trip()
            let changed = trip.add(
                ProductTypeStatements.change, organization, id, name,
                JSONText(ProductAttribute.json(of: attributes)))
            context.record(
                "product_type_changed", id, of: "product_type", in: organization, &trip
            ) { json in
                json.key("name")
                json.write(name)
            }
            try await effect.send(trip)
            guard let view = changed.first else { throw Problem.notFound }
            return Success.answer(view).version(view.version)
        }
    }
}

/// Brings the values that a type's products and variants have in line with other attributes.
struct AttributeMigration: Sendable {
    /// Rows of a batch.
    private static let batch: Int64 = 1_000

    let type: ID<ProductType>
    let attributes: [ProductAttribute]
    let renamed: [String: String]
    let drops: Bool

    func run(
        _ effect: borrowing Effect, _ context: Context<Member>
    ) async throws(Problem) {
        for level in AttributeLevel.allCases {
            let schema = AttributeSchema(attributes, of: level)
            var last: UUIDBytes? = ID<Product>.first.uuid
            while let cursor = last {
                last = try await next(after: cursor, level, schema, effect, context)
            }
        }
    }

    /// Carries out one batch; answers where the next one begins, if there may be one.
    private func next(
        after cursor: UUIDBytes, _ level: AttributeLevel, _ schema: AttributeSchema,
        _ effect: borrowing Effect, _ context: Context<Member>
    ) async throws(Problem) -> UUIDBytes? {
        let organization = context.caller.organization
        var look = Trip()
        let found = look.add(
            level == .product ? AttributeStatements.ofProducts : AttributeStatements.ofVariants,
            organization, type, cursor, Self.batch, schema.asks)
        try await effect.send(look)
        var violations: [Violation] = []
        var changed: [(id: UUIDBytes, values: [String: FreeScalar])] = []
        for row in found.rows {
            var values = renaming(row.values)
            if drops { values = schema.fitting(values) }
            violations += schema.violations(of: values, at: "/attributes").map {
                Violation(
                    pointer: $0.pointer, code: $0.code, message: "\(row.name): \($0.message)")
            }
            if values != row.values { changed.append((row.id, values)) }
        }
        guard violations.isEmpty else {
            var problem = Problem(
                .attributesInUse,
                "Change them first, name what was renamed, or have drop_values drop them.")
            problem.violations = Array(violations.prefix(20))
            throw problem
        }
        if !changed.isEmpty {
            var trip = Trip()
            trip.add(
                level == .product
                    ? AttributeStatements.changeProducts : AttributeStatements.changeVariants,
                organization, context.now, changed.map(\.id), changed.map(\.values.column))
            try await effect.send(trip)
        }
        return found.rows.count == Int(Self.batch) ? found.rows.last?.id : nil
    }

    private func renaming(_ values: [String: FreeScalar]) -> [String: FreeScalar] {
        guard !renamed.isEmpty else { return values }
        var result = values
        for (old, _) in renamed { result[old] = nil }
        for (old, new) in renamed {
            if let value = values[old] { result[new] = value }
        }
        return result
    }
}

extension [ProductAttribute] {
    /// Whether each has a name of its own.
    var haveDistinctNames: Bool { Set(map(\.name)).count == count }
}
