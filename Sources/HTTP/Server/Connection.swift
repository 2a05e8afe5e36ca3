import Bedrock
import CMicrohttpd
import Glibc

/// One client's connection, from being accepted to being closed; touched by its loop only.
final class Connection: @unchecked Sendable {
    let descriptor: Int32
    /// Its place in the server's list.
    var index = -1
    /// The request on it at present.
    var exchange: Exchange?
    /// Since when there is none.
    var idleSince: UInt64
    /// Whether a request has ever been completed on it.
    var isUsed = false
    /// Whether it was ended from here: what still arrives on it begins no request, as no answer
    /// could go out.
    private(set) var isEnded = false

    /// Whoever is at the other end.
    let peer: IPAddress?

    init(descriptor: Int32, address: sockaddr_storage, now: UInt64) {
        self.descriptor = descriptor
        peer = SocketAddress(storage: address).ip
        idleSince = now
    }

    /// Makes the library see the end of the connection and close it; the only way it may be ended
    /// from outside.
    func hangUp() {
        isEnded = true
        shutdown(descriptor, Int32(SHUT_RDWR))
    }

    /// Ends it unless something has arrived that the library has yet to read: that may be a
    /// request, which is answered first.
    func hangUpIfQuiet() {
        var byte: UInt8 = 0
        guard recv(descriptor, &byte, 1, Int32(MSG_PEEK | MSG_DONTWAIT)) <= 0
        else { return }
        hangUp()
    }

    /// Lets what has already arrived be read, and nothing after it; for clients that have closed
    /// their side. The library gives up a request that waits for its answer when it reads the end.
    func stopReading() {
        shutdown(descriptor, Int32(SHUT_RD))
    }

    /// Sends an answer past the library, which at this point expects only to read, and ends our
    /// side: the client can still read it while what it sends is thrown away.
    func sendLast(_ response: Response, requestID: String) {
        let bytes = RawAnswer.bytes(of: response, requestID: requestID)
        _ = bytes.withUnsafeBytes {
            send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
        }
        shutdown(descriptor, Int32(SHUT_WR))
    }
}
