import Postgres
import Testing

// Asked of every table there is, as the server's role and as the schema's owner: the server owns
// nothing, but its definer functions run as the owner, whom only FORCE keeps inside a tenant.
@Suite("Row policies hold for the server and for the schema's owner")
struct RowPolicyTests {
    @Test(
        "a row of an organization is out of reach while none is entered, or another is",
        arguments: RowAccess.roles)
    func others(role: String) async throws {
        let access = try await RowAccess.shared
        let asked = access.cells.filter { cell in
            cell.role == role && access.tenantTables.contains(cell.table)
                && ["nobody", "stranger", "other_account"].contains(cell.stance)
        }
        #expect(asked.count >= 60)
        for cell in asked {
            #expect(cell.allowed == "", "\(cell.table) as \(cell.stance)")
        }
    }

    @Test("inside its organization a row is there, for the server where it may read the table")
    func own() async throws {
        let access = try await RowAccess.shared
        let asked = access.cells.filter { cell in
            access.tenantTables.contains(cell.table) && cell.stance == "theirs"
                && cell.role == "dray_owner"
        }
        #expect(asked.count >= 20)
        for cell in asked { #expect(cell.allowed.contains("s"), "\(cell.table)") }
    }

    @Test("what is no organization's is not the server's to touch, but by functions")
    func global() async throws {
        let access = try await RowAccess.shared
        for cell in access.cells where cell.role == "dray_server" && cell.stance == "nobody" {
            #expect(cell.allowed == "", "\(cell.table)")
        }
    }

    @Test("the one a document names as its buyer sees it, and no other table of the seller's")
    func parties() async throws {
        let access = try await RowAccess.shared
        #expect(access.tradeTables.count >= 5)
        for cell in access.cells
        where cell.stance == "party" && access.tenantTables.contains(cell.table)
            && cell.role == "dray_owner"
        {
            let isTrade = access.tradeTables.contains(cell.table)
            #expect(cell.allowed.contains("s") == isTrade, "\(cell.table)")
        }
    }

    @Test("a company is its seller's to write; the buyer named on it reads it")
    func companies() async throws {
        let access = try await RowAccess.shared
        let asked = access.cells.filter { $0.table == "organizations.companies" }
        for cell in asked where cell.stance == "party" { #expect(cell.allowed == "s") }
        let theirs = asked.first { $0.stance == "theirs" && $0.role == "dray_server" }
        #expect(theirs?.allowed == "su")
        #expect(asked.contains { $0.stance == "party" && $0.role == "dray_server" })
    }

    @Test(
        "what is an account's own is in its reach and in that of who reviews it, nobody else's",
        arguments: [
            ("organizations.onboardings", ["account": "siud", "platform": "siud"]),
            ("organizations.requirements", ["account": "siud", "platform": "siud"]),
            ("organizations.documents", ["account": "siud", "platform": "s"]),
            ("organizations.memberships", ["account": "s", "theirs": "siud"]),
            ("permissions.assignments", ["account": "s", "theirs": "siud"]),
            ("organizations.organizations", ["directory": "s", "theirs": "siud"]),
        ])
    func accounts(table: String, allowed: [String: String]) async throws {
        let asked = try await RowAccess.shared.cells.filter {
            $0.table == table && $0.role == "dray_owner"
        }
        let found = asked.filter { $0.allowed != "" }.map { ($0.stance, $0.allowed) }
        #expect(Dictionary(found) { $1 } == allowed)
        #expect(asked.contains { $0.stance == "stranger" && $0.allowed == "" })
    }
}
