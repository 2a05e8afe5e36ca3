import Bedrock
import Testing

@Suite("Addresses of the network")
struct AddressTests {
    @Test(
        "an address is read in its usual spelling and spelled so again",
        arguments: [
            ("203.0.113.9", "203.0.113.9"), ("::1", "::1"), ("2001:DB8::A", "2001:db8::a"),
            ("::ffff:203.0.113.9", "203.0.113.9"), ("::ffff:cb00:7109", "203.0.113.9"),
            ("0.0.0.0", "0.0.0.0"), ("::", "::"),
        ])
    func spelling(given: String, spelled: String) throws {
        let address = try #require(IPAddress(given))
        #expect(address.text == spelled)
        #expect(IPAddress(address.text) == address)
    }

    @Test(
        "what is no address is none",
        arguments: [
            "", " ", "203.0.113", "203.0.113.256", "203.0.113.09", "0x7f.0.0.1", "203.0.113.9 ",
            "203.0.113.9:80", "[::1]", "fe80::1%eth0", "::1::", "localhost", "1.2.3.4\n",
            "1.2.3.4\u{0}", String(repeating: "1", count: 46),
        ])
    func refused(text: String) {
        #expect(IPAddress(text) == nil)
    }

    @Test("one customer has an IPv4 address, or a /64 of IPv6")
    func sites() throws {
        func site(_ text: String) throws -> IPAddress { try #require(IPAddress(text)).site }
        #expect(try site("203.0.113.9") != site("203.0.113.8"))
        #expect(try site("2001:db8:0:1::1") == site("2001:db8:0:1:ffff:ffff:ffff:ffff"))
        #expect(try site("2001:db8:0:1::1") != site("2001:db8:0:2::1"))
        #expect(try site("::ffff:203.0.113.9") == site("203.0.113.9"))
    }

    @Test(
        "a block holds what its prefix covers, and nothing else",
        arguments: [
            ("10.0.0.0/8", "10.255.0.1", true), ("10.0.0.0/8", "11.0.0.1", false),
            ("127.0.0.1", "127.0.0.1", true), ("127.0.0.1", "127.0.0.2", false),
            ("127.0.0.1", "::ffff:127.0.0.1", true), ("0.0.0.0/0", "203.0.113.9", true),
            ("0.0.0.0/0", "2001:db8::1", false), ("2001:db8::/32", "2001:db8:1::1", true),
            ("2001:db8::/32", "2001:db9::1", false), ("::1/128", "::1", true),
            ("2001:db8::8000/113", "2001:db8::ffff", true),
            ("2001:db8::8000/113", "2001:db8::7fff", false), ("::/0", "10.0.0.1", true),
        ])
    func blocks(block: String, address: String, holds: Bool) throws {
        let range = try #require(AddressRange(block))
        #expect(try range.contains(#require(IPAddress(address))) == holds)
    }

    @Test(
        "a block that is not spelled as one is refused, also where bits stick out",
        arguments: [
            "", "/8", "10.0.0.0/", "10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/+8", "10.0.0.0/8/8",
            "10.0.0.1/8", "2001:db8::1/32", "::/129", "10.0.0.0/ 8", "10.0.0.0/0008",
        ])
    func refusedBlocks(text: String) {
        #expect(AddressRange(text) == nil)
    }

    @Test("a limit is so many in a duration")
    func limits() {
        #expect(RateLimit("600/1m") == RateLimit(600, in: .seconds(60)))
        #expect(RateLimit(600, in: .seconds(60)).spelled == "600/1m")
        for text in ["", "600", "/1m", "600/", "0/1m", "-1/1m", "600/0s", "600/1m/1m", "6e2/1m",
            "600/25h", "600/500ms", "600/1500ms", "10000000000/1s"]
        {
            #expect(RateLimit(text) == nil, "\(text)")
        }
    }

    @Test("limits hold where nothing is said, but for development, and 0 turns one off")
    func settings() throws {
        let secrets = [
            "DRAY_TOKEN_KEYS": "k1:" + String(repeating: "A", count: 43),
            "DRAY_PASSWORD_PEPPER": String(repeating: "B", count: 22),
        ]
        let production = try Configuration.load(secrets)
        #expect(production.rates.signIn == RateLimit(300, in: .seconds(60)))
        #expect(production.trustedProxies.isEmpty)
        let development = try Configuration.load([:], isDevelopment: true)
        #expect(development.rates.signIn == nil && development.rates.accountRead == nil)
        let chosen = try Configuration.load(
            secrets.merging([
                "DRAY_RATE_SIGN_IN": "0", "DRAY_RATE_KEY_READ": "5/1s",
                "DRAY_TRUSTED_PROXIES": "10.0.0.0/8, ::1",
            ]) { $1 })
        #expect(chosen.rates.signIn == nil)
        #expect(chosen.rates.keyRead == RateLimit(5, in: .seconds(1)))
        #expect(chosen.rates.accountRead != nil)
        #expect(chosen.trustedProxies.count == 2)
        let none = try Configuration.load(secrets.merging(["DRAY_RATE_LIMITS": "off"]) { $1 })
        #expect(none.rates.accountRead == nil && none.rates.signInGuesses == nil)
        for (name, value) in [
            ("DRAY_RATE_SIGN_IN", "many"), ("DRAY_RATE_BUCKETS", "1"),
            ("DRAY_TRUSTED_PROXIES", "nginx"), ("DRAY_TRUSTED_PROXIES", "10.0.0.0/8,"),
        ] {
            #expect(throws: ConfigProblems.self, "\(name)=\(value)") {
                try Configuration.load(secrets.merging([name: value]) { $1 })
            }
        }
    }
}
