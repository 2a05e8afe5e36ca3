public import Bedrock
public import Cryptography
import HTTP
import Platform

/// What tracking links are made with and how many follow them; one for each loop.
public final class TrackingDesk: @unchecked Sendable {
    // Unchecked: used on its loop only.

    let keepAlive: Duration
    private let keys: KeyRing<HMACKey>
    private let publicURL: String
    private let addresses: ClientAddress
    private var total = 0
    private var ofLink: [[UInt8]: Int] = [:]
    private var ofAddress: [IPAddress: Int] = [:]

    /// - Parameter keys: what secrets of links are made with, and nothing else.
    public init(_ configuration: Configuration, keys: KeyRing<HMACKey>) {
        keepAlive = configuration.eventKeepAlive
        publicURL = configuration.publicURL ?? ""
        addresses = ClientAddress(proxies: configuration.trustedProxies)
        self.keys = keys
    }

    /// The secret of a link: nobody keeps it, and only the server can make it again.
    func token(of id: ID<TrackingLink>) -> TrackingToken { tokens(of: id)[0] }

    /// The same by the current key and by those before it.
    func tokens(of id: ID<TrackingLink>) -> [TrackingToken] {
        keys.entries.map { entry in
            TrackingToken(bytes: entry.key.code(over: Array("link \(id)".utf8)))
        }
    }

    func url(of token: TrackingToken) -> String {
        "\(publicURL)\(TrackingPage.prefix)\(token.text)"
    }

    /// Whether another stream may be opened.
    func hasRoom(_ hash: [UInt8], _ head: RequestHead) -> Bool {
        total < FulfillmentLimits.trackingStreams
            && ofLink[hash, default: 0] < FulfillmentLimits.trackingStreamsOfLink
            && ofAddress[address(of: head), default: 0]
                < FulfillmentLimits.trackingStreamsOfAddress
    }

    func enter(_ hash: [UInt8], _ head: RequestHead) {
        total += 1
        ofLink[hash, default: 0] += 1
        ofAddress[address(of: head), default: 0] += 1
    }

    func leave(_ hash: [UInt8], _ head: RequestHead) {
        let address = address(of: head)
        total -= 1
        ofLink[hash] = ofLink[hash].flatMap { $0 > 1 ? $0 - 1 : nil }
        ofAddress[address] = ofAddress[address].flatMap { $0 > 1 ? $0 - 1 : nil }
    }

    private func address(of head: RequestHead) -> IPAddress {
        addresses.of(head) ?? IPAddress(high: 0, low: 0)
    }
}

/// The secret of a tracking link: 256 bits.
struct TrackingToken {
    private let bytes: [UInt8]

    init(bytes: [UInt8]) {
        self.bytes = bytes
    }

    /// Reads one; nil for what has another shape.
    init?(_ text: String) {
        guard text.utf8.count == 43, let bytes = Base64URL.decode(text), bytes.count == 32 else {
            return nil
        }
        self.bytes = bytes
    }

    /// As the link has it.
    var text: String { Base64URL.encode(bytes) }

    /// What the database keeps of it.
    var hash: [UInt8] { SHA256.digest(of: Array("dray tracking link ".utf8) + bytes) }
}
