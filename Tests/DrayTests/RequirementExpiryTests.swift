import API
import Bedrock
import HTTP
import Postgres
import Testing
import Wire

@testable import Organizations

@Suite("What was shown until a day is asked for again after it")
struct RequirementExpiryTests {
    /// Days from now, on a clock that the test moves.
    private func later(_ days: Int) -> Instant {
        Instant.now().advanced(by: .seconds(86_400 * days))
    }

    private func letters(_ applicant: Applicant) async throws -> [String] {
        let box = try await applicant.server.client.send(
            .get, "/dev/mailbox?to=\(applicant.person.email)"
        ).expect(200)
        return (box["items"]?.items ?? []).compactMap { $0["subject"]?.text }
            .filter { $0.contains("license") }
    }

    private func told(_ applicant: Applicant, _ organization: String) throws -> [String?] {
        try applicant.server.query(
            """
            select payload ->> 'expires_on' from platform.events
            where type = 'requirement_expired' and aggregateid = $1::uuid
            """, [try uuid(of: applicant.requirements["license"] ?? "none")], in: organization
        ).map { $0[0] }
    }

    /// An approved applicant whose licence ends so many days from now; what else is needed was
    /// waived for good.
    private func approved(
        _ type: String = "wholesaler", until days: Int, on server: TestServer
    ) async throws -> Applicant {
        let applicant = try await Applicant.make(type, on: server)
        try await applicant.upload("license").expect(201)
        try await applicant.submit()
        try await applicant.decide("license", "accept", #"{"expires_on":"\#(later(days).day)"}"#)
            .expect(200)
        let other = type == "driver" ? "identity" : "tax_registration"
        try await applicant.decide(other, "waive", #"{"reason":"Known."}"#).expect(200)
        try await server.admin.post("\(applicant.review)/approve").expect(200)
        var person = applicant.person
        try await person.renew()
        return Applicant(
            server: server, person: person, onboarding: applicant.onboarding,
            requirements: applicant.requirements)
    }

    @Test("announced once a month before, opened once, by whichever of two servers; shown again")
    func expires() async throws {
        let server = try await TestServer()
        let other = try await server.another()
        let applicant = try await approved(until: 60, on: server)
        let untouched = try await approved(until: 4_000, on: server)
        func both(_ now: Instant) async throws -> [Int64] {
            async let one = server.expireRequirements(at: now)
            async let two = other.expireRequirements(at: now)
            let (first, second) = try await (one, two)
            return zip(first, second).map { $0 + $1 }
        }
        #expect(try await both(later(29)) == [0, 0])
        #expect(try await letters(applicant) == [])
        #expect(try await both(later(30)) == [0, 1])
        #expect(try await both(later(31)) == [0, 0])
        // Its last day counts.
        #expect(try await both(later(60)) == [0, 0])
        #expect(try await applicant.requirement("license")["state"]?.text == "accepted")
        #expect(try await both(later(61)) == [1, 0])
        #expect(try await both(later(62)) == [0, 0])
        let written = try await letters(applicant)
        #expect(written.filter { $0.hasSuffix("the license ends on \(later(60).day)") }.count == 1)
        #expect(written.filter { $0.hasSuffix("the license has expired") }.count == 1)
        #expect(written.count == 2)
        let license = try await applicant.requirement("license")
        #expect(license["state"]?.text == "pending")
        #expect(license["reopened"] == .bool(true))
        #expect(license["reason"]?.text == "It expired on \(later(60).day).")
        #expect(try await applicant.requirement("tax_registration")["state"]?.text == "waived")
        #expect(try await untouched.requirement("license")["state"]?.text == "accepted")
        let organization = try await applicant.person.get(applicant.path).expect(200)
            .text("organization_id")
        #expect(try told(applicant, organization) == [later(60).day])
        try await shownAgain(applicant)
        await other.stop()
        await server.stop()
    }

    /// Only what expired is open to its owner, who trades on, and to the reviewer once more.
    private func shownAgain(_ applicant: Applicant) async throws {
        let admin = applicant.server.admin
        func waiting() async throws -> [String] {
            let list = try await admin.get("/v1/platform/onboardings?state=shown_again").expect(200)
            return (list["items"]?.items ?? []).compactMap { $0["id"]?.text }
        }
        let shown = try await admin.get(applicant.review).expect(200)
        #expect(shown["state"]?.text == "approved")
        #expect(shown["allowed"]?.items == [.string("show_requirement")])
        let seller = try await Trader.make("distributor", on: applicant.server)
        try await applicant.person.post("/v1/suppliers", #"{"seller_id":"\#(seller.id)"}"#)
            .expect(201)
        #expect(try await waiting() == [])
        try await applicant.upload("tax_registration").expect(409, "illegal-move")
        try await applicant.person.put(
            "\(applicant.path)/details", Trader.details(named: "Other"), ifMatch: "*"
        ).expect(409, "illegal-move")
        try await applicant.decide("tax_registration", "reject", #"{"reason":"No."}"#)
            .expect(409, "illegal-move")
        try await applicant.upload("license").expect(201)
        #expect(try await waiting() == [applicant.onboarding])
        try await applicant.decide("license", "reject", #"{"reason":"Blurred."}"#).expect(200)
        #expect(try await waiting() == [])
        try await applicant.upload("license").expect(201)
        #expect(try await waiting() == [applicant.onboarding])
        let end = #"{"expires_on":"\#(later(900).day)"}"#
        try await applicant.decide("license", "accept", end).expect(200)
        #expect(try await waiting() == [])
        try await applicant.decide("license", "accept", end).expect(409, "illegal-move")
        try await applicant.upload("license").expect(409, "illegal-move")
        let settled = try await admin.get(applicant.review).expect(200)
        #expect(settled["allowed"]?.items == [])
        try await applicant.person.get("/v1/organization").expect(200)
    }

    @Test("under review it is pending again, and approval waits for it")
    func underReview() async throws {
        let server = try await TestServer()
        let applicant = try await Applicant.make("retailer", on: server)
        try await applicant.upload("license").expect(201)
        try await applicant.submit()
        try await applicant.decide("license", "accept", #"{"expires_on":"\#(later(1).day)"}"#)
            .expect(200)
        #expect(try await server.expireRequirements(at: later(2))[0] == 1)
        let license = try await applicant.requirement("license")
        #expect(license["state"]?.text == "pending")
        #expect(license["reopened"] == .bool(false))
        try await applicant.upload("license").expect(409, "illegal-move")
        try await server.admin.post("\(applicant.review)/approve").expect(409, "requirements-open")
        await server.stop()
    }

    @Test("a person's is told to the person and in the platform's ledger; a waiver ends as well")
    func persons() async throws {
        let server = try await TestServer()
        let driver = try await approved("driver", until: 10, on: server)
        try await driver.server.admin.get(driver.review).expect(200)
        #expect(try await server.expireRequirements(at: later(11)) == [1, 0])
        #expect(try await letters(driver) == ["Dora Driver: the license has expired"])
        #expect(try told(driver, platformOrganization) == [later(10).day])
        try await driver.upload("license", Paper.jpeg, type: "image/jpeg").expect(201)
        let until = later(400).day
        try await driver.decide(
            "license", "waive", #"{"reason":"Under way.","expires_on":"\#(until)"}"#
        ).expect(200)
        #expect(try await server.expireRequirements(at: later(401)) == [1, 0])
        #expect(try await driver.requirement("license")["state"]?.text == "pending")
        await server.stop()
    }

    @Test("cut off before its transaction ends it has done nothing, and is done once afterwards")
    func cutOff() async throws {
        let server = try await TestServer()
        let applicant = try await approved(until: 5, on: server)
        let ending = try AdminConnection(ConnectionSettings(server.address, role: "dray_server"))
        _ = try ending.query("begin")
        let opened = try ending.query(
            "select organizations.expire_requirements($1::timestamptz, 10, 'over', 'over')",
            [later(6).rfc3339])
        #expect(opened.first?.first == "1")
        // Whoever comes meanwhile has nothing to do, and waits for nobody.
        #expect(try await server.expireRequirements(at: later(6)) == [0, 0])
        let process = try ending.query("select pg_backend_pid()")[0][0]
        _ = try server.query("select pg_terminate_backend($1::integer, 10000)", [process])
        #expect(try await applicant.requirement("license")["state"]?.text == "accepted")
        #expect(try await letters(applicant) == [])
        #expect(try await server.expireRequirements(at: later(6)) == [1, 0])
        #expect(try await letters(applicant).count == 1)
        #expect(try await server.expireRequirements(at: later(6)) == [0, 0])
        #expect(try await letters(applicant).count == 1)
        await server.stop()
    }
}
