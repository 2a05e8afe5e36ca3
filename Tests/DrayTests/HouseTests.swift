import API
import Bedrock
import Catalog
import Glibc
import HTTP
import Identity
import Inventory
import Orders
import Organizations
import Platform
import Postgres
import Pricing
import Testing
import Wire

@Suite("The house keeps its own rules")
struct HouseTests {
    private var operations: [DeclaredOperation] { Contract.shared.operations }

    @Test("every operation says what it does in one sentence, and knows its problems")
    func operationsAreDescribed() {
        #expect(operations.count > 50)
        for operation in operations {
            #expect(operation.summary.hasSuffix("."), "\(operation.id)")
            #expect(operation.summary.first?.isUppercase == true, "\(operation.id)")
            #expect(operation.summary.utf8.count <= 90, "\(operation.id)")
            #expect(operation.route.path.hasPrefix("/v1/"), "\(operation.id)")
            for kind in operation.problems + ProblemKind.all {
                #expect(kind.title.first?.isUppercase == true, "\(kind.slug)")
                #expect((400...599).contains(kind.status), "\(kind.slug)")
                #expect(kind.slug == kind.slug.lowercased(), "\(kind.slug)")
            }
        }
        #expect(Set(operations.map(\.id)).count == operations.count)
    }

    @Test("one slug is one kind of problem")
    func slugsAreUnique() {
        var kinds: [String: ProblemKind] = [:]
        for kind in operations.flatMap(\.problems) + ProblemKind.all {
            #expect(kinds[kind.slug] == nil || kinds[kind.slug] == kind, "\(kind.slug)")
            kinds[kind.slug] = kind
        }
    }

    @Test("every privilege that operations ask for is known, and every known one is asked for")
    func privileges() throws {
        let catalog = try PolicyFiles.load(Project.folder + "/Policies")
        #expect(API.operations().unknownPrivileges(in: catalog).isEmpty)
        let used = Set(operations.flatMap(\.privileges).map(\.name))
        let unused = catalog.privileges.map(\.name).filter { !used.contains($0) }
        #expect(unused == HouseTests.announced, "\(unused)")
        let granted = Set(catalog.cells.filter(\.active).map(\.privilege))
        for privilege in catalog.privileges {
            #expect(granted.contains(privilege.name), "nobody is granted \(privilege.name)")
        }
    }

    /// Privileges that roles have and no operation takes yet; this list may only shrink.
    private static let announced: [String] = []

    @Test("every member's operation asks for a privilege")
    func membersNeedPrivileges() {
        for operation in operations
        where operation.scope == Member.name || operation.scope == PlatformMember.name {
            #expect(!operation.privileges.isEmpty, "\(operation.id)")
        }
    }

    @Test("what makes something has a key, and what is edited has a version")
    func conventions() {
        for operation in operations {
            if operation.edits {
                #expect([.put, .patch].contains(operation.route.method), "\(operation.id)")
            }
            if operation.makes { #expect(operation.route.method == .post, "\(operation.id)") }
            if operation.route.method == .get { #expect(!operation.makes, "\(operation.id)") }
            if operation.route.method == .patch { #expect(operation.edits, "\(operation.id)") }
        }
    }

    @Test("lists are paged: they take a cursor and a limit that has a bound")
    func lists() {
        for operation in operations where operation.id.hasPrefix("list_") {
            let parameters = operation.describeInput().parameters
            let limit = parameters.first { $0.name == "limit" }
            #expect(parameters.contains { $0.name == "cursor" }, "\(operation.id)")
            #expect((limit?.schema.maximum ?? .max) <= 1_000, "\(operation.id)")
        }
    }

    @Test("every answer's example is as its schema says")
    func examples() {
        let components = SchemaComponents()
        for operation in operations where operation.answers {
            let schema = operation.describeOutput(components)
            let example = try? JSON.parse(operation.exampleOutput())
            let faults = SchemaChecker(components.schemas).check(example ?? .null, against: schema)
            #expect(faults.isEmpty, "\(operation.id): \(faults)")
        }
    }

    @Test("every request's example is as its schema says")
    func requestExamples() {
        for operation in operations {
            let input = operation.describeInput()
            for parameter in input.parameters {
                let faults = SchemaChecker(input.components)
                    .check(parameter.example, against: parameter.schema)
                #expect(faults.isEmpty, "\(operation.id) \(parameter.name): \(faults)")
            }
            guard let schema = input.body, let example = try? JSON.parse(input.bodyExample)
            else { continue }
            let faults = SchemaChecker(input.components).check(example, against: schema)
            #expect(faults.isEmpty, "\(operation.id): \(faults)")
        }
    }

    @Test("every operation stands in a file named for it or for the kind of thing it is about")
    func documented() throws {
        let sources = try SourceFile.all(under: "Sources")
        let text = sources.map(\.text).joined(separator: "\n")
        for operation in operations {
            let name = operation.id.split(separator: "_").map(\.capitalized).joined()
            #expect(text.contains("struct \(name): "), "\(name)")
        }
    }
}

extension Substring {
    fileprivate var capitalized: String { prefix(1).uppercased() + dropFirst() }
}

extension ProblemKind {
    /// Those that any operation may have.
    static let all: [ProblemKind] = [
        .malformedRequest, .invalidRequest, .idempotencyKeyRequired, .signInRequired,
        .tokenInvalid, .tokenExpired, .tokenRevoked, .keyInvalid, .inPersonOnly,
        .privilegeMissing, .organizationRequired, .tradingNotApproved, .organizationDisabled,
        .memberBanned, .membershipSuspended, .appDisabled, .appArchived, .notFound,
        .methodNotAllowed, .conflict, .illegalMove, .keyInFlight, .keyReused,
        .versionMismatch, .versionRequired, .bodyTooLarge, .mediaTypeUnsupported,
        .tooManyRequests, .internalError, .unavailable,
    ]
}
