import Bedrock
import Platform
import Testing

@Suite("A client's address is what trusted proxies say, and else what the connection says")
struct ClientAddressTests {
    private static let proxies = ["127.0.0.1", "10.0.0.0/8", "2001:db8:ffff::/48"]
        .compactMap { AddressRange($0) }

    @Test(
        "the chain is read from its end, as far as trusted proxies wrote it",
        arguments: [
            ("203.0.113.9", "203.0.113.9"), (" 203.0.113.9\t", "203.0.113.9"),
            ("6.6.6.6, 203.0.113.9", "203.0.113.9"),
            ("6.6.6.6, 203.0.113.9, 10.1.2.3", "203.0.113.9"),
            ("10.9.9.9,203.0.113.9,10.1.2.3", "203.0.113.9"),
            ("10.1.2.3, 10.1.2.4", "10.1.2.3"), ("203.0.113.9:4711", "203.0.113.9"),
            ("[2001:db8::7]:443", "2001:db8::7"), ("[2001:db8::7]", "2001:db8::7"),
            ("2001:db8::7, 2001:db8:ffff::1", "2001:db8::7"),
        ])
    func chains(chain: String, client: String) throws {
        try check(chain, client)
    }

    @Test(
        "what can't be read leaves the address at whoever passed it on",
        arguments: [
            ("", "127.0.0.1"), (",", "127.0.0.1"), ("unknown", "127.0.0.1"),
            ("203.0.113.9,", "127.0.0.1"), ("203.0.113.9, unknown", "127.0.0.1"),
            ("unknown, 10.1.2.3", "10.1.2.3"), ("203.0.113.9:", "127.0.0.1"),
            ("203.0.113.9:123456", "127.0.0.1"), ("203.0.113.9:8o", "127.0.0.1"),
            ("[203.0.113.9", "127.0.0.1"), ("[::1]x", "127.0.0.1"), ("_hidden", "127.0.0.1"),
            ("203.0.113.9 6.6.6.6", "127.0.0.1"), ("[]", "127.0.0.1"), (":80", "127.0.0.1"),
            ("💥, 10.1.2.3", "10.1.2.3"),
        ])
    func unreadable(chain: String, client: String) throws {
        try check(chain, client)
    }

    @Test("a chain of thousands of proxies is followed a little way only")
    func endless() throws {
        let chain = "6.6.6.6, " + Array(repeating: "10.0.0.1", count: 5_000).joined(separator: ",")
        try check(chain, "10.0.0.1")
    }

    private func check(_ chain: String, _ client: String) throws {
        let addresses = ClientAddress(proxies: Self.proxies)
        let peer = try #require(IPAddress("127.0.0.1"))
        #expect(addresses.last(of: chain, from: peer).text == client)
    }
}
