import Bedrock
import Cryptography
import HTTP
import Loop
public import Postgres

// What a command that takes an upload needs: its request is known whole only after the last byte.
extension Context {
    /// Whether the request's key was used before. The upload then need only be read and hashed;
    /// the command's transaction answers what was answered first.
    public func isKeyUsed() async throws(Problem) -> Bool {
        guard let key = terms.idempotencyKey else { return false }
        var trip = self.trip()
        let found = trip.add(Idempotency.recall, caller.caller.scope, key)
        try await read(trip)
        return found.first != nil
    }

    /// Reads the upload to its end, piece by piece, and answers its digest.
    public func receiveUpload(
        _ body: ([UInt8]) async throws(Problem) -> Void
    ) async throws(Problem) -> ContentDigest {
        let digest = ContentDigest()
        do {
            for try await piece in upload.stream {
                digest.update(piece)
                try await body(piece)
            }
        } catch let problem as Problem {
            throw problem
        } catch {
            // What the client did wrong is answered by the HTTP layer, where it can be.
            throw Problem(.malformedRequest, "The upload ended before its end.")
                .because("\(error)")
        }
        return digest
    }

    /// The same request, its key bound to the upload's contents as well, with its time counted
    /// anew from now.
    public func binding(contents digest: ContentDigest, for duration: Duration) -> Context {
        var terms = terms
        terms.requestHash = SHA256.digest(of: terms.requestHash + digest.finish())
        terms.deadline = Monotonic.nanoseconds &+ duration.clampedNanoseconds
        return Context(
            caller: caller, now: now, requestID: requestID, terms: terms, services: services)
    }

    /// Sends a trip that writes beside the command's own effect, at once and without its key:
    /// signs of progress.
    public func sendBeside(_ trip: Trip) async throws(Problem) {
        do throws(DatabaseError) {
            try await services.pool.send(trip)
        } catch {
            throw Problem(error, constraints: terms.constraints)
        }
    }
}

/// The digest of an upload's bytes, taken while they pass.
public final class ContentDigest {
    private var stream: SHA256Stream? = SHA256Stream()

    public init() {}

    /// Takes the next bytes.
    public func update(_ bytes: [UInt8]) {
        stream?.update(bytes.span)
    }

    /// The digest of all of them; asked for once.
    func finish() -> [UInt8] {
        guard let stream = stream.take() else { preconditionFailure("a digest is taken once") }
        return stream.digest()
    }
}
