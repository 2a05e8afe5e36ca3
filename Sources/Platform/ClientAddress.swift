public import Bedrock
public import HTTP

/// Finds out whose address a request comes from, past the proxies that are trusted to say it.
public struct ClientAddress: Sendable {
    /// Proxies that a request is followed back through at most.
    private static let hops = 16

    private let proxies: [AddressRange]

    /// With none, nothing but the connection itself is believed.
    public init(proxies: [AddressRange]) {
        self.proxies = proxies
    }

    /// The client's address; nil of a request that came over no connection.
    ///
    /// `X-Forwarded-For` is read from its end, where the nearest proxy wrote, as long as whoever
    /// wrote is trusted; what clients put in front of it is never reached. What can't be read
    /// leaves the address at whom it came from.
    public func of(_ head: RequestHead) -> IPAddress? {
        guard let peer = head.peer else { return nil }
        guard !proxies.isEmpty, isTrusted(peer), let chain = head.header("x-forwarded-for") else {
            return peer
        }
        return last(of: chain, from: peer)
    }

    /// The last of a chain that isn't a proxy of ours.
    package func last(of chain: String, from peer: IPAddress) -> IPAddress {
        var address = peer
        var rest = chain.utf8[...]
        for _ in 0..<ClientAddress.hops {
            let comma = rest.lastIndex(of: UInt8(ascii: ","))
            let entry = comma.map { rest[rest.index(after: $0)...] } ?? rest
            guard let hop = ClientAddress.read(Substring(entry)) else { return address }
            address = hop
            guard let comma, isTrusted(hop) else { return address }
            rest = rest[..<comma]
        }
        return address
    }

    private func isTrusted(_ address: IPAddress) -> Bool {
        proxies.contains { $0.contains(address) }
    }

    /// An entry: an address, in brackets or not, with or without a port.
    private static func read(_ text: Substring) -> IPAddress? {
        var text = text.drop { $0 == " " || $0 == "\t" }
        while text.last == " " || text.last == "\t" { text.removeLast() }
        if text.first == "[" {
            guard let end = text.firstIndex(of: "]"), isPort(text[text.index(after: end)...])
            else { return nil }
            return IPAddress(text[text.index(after: text.startIndex)..<end])
        }
        if let colon = text.firstIndex(of: ":"), text.lastIndex(of: ":") == colon {
            guard isPort(text[colon...]) else { return nil }
            text = text[..<colon]
        }
        return IPAddress(text)
    }

    /// Nothing, or a colon and a port.
    private static func isPort(_ text: Substring) -> Bool {
        guard !text.isEmpty else { return true }
        let digits = text.dropFirst()
        return text.first == ":" && (1...5).contains(digits.utf8.count)
            && digits.utf8.allSatisfy { (0x30...0x39).contains($0) }
    }
}
