public import Bedrock
import Loop
public import Platform

/// What sets documents, beside the loops; one for all loops of a server.
public final class PaperPress: Sendable {
    private let workers = WorkerPool(
        threads: PaperLimits.threads, queueLimit: PaperLimits.waiting)
    private let made: Counter

    public init(metrics: Metrics) {
        made = metrics.counter("dray_papers_total", "Documents that were set.")
    }

    /// Lets go of its threads.
    public func stop() { workers.stop() }

    /// The document as PDF.
    package func pdf(_ document: PaperDocument) async throws(Problem) -> [UInt8] {
        do {
            let bytes = try await workers.run { try Typesetter.pdf(document) }
            made.add()
            return bytes
        } catch is WorkerPoolFull {
            var problem = Problem(.unavailable, "Too many documents are being set; ask again.")
            problem.retryAfter = 1
            throw problem
        } catch {
            throw Problem(.internalError).because("\(error)")
        }
    }
}

extension Context {
    /// An answer that is the document as PDF, under a name.
    public func print(
        _ document: PaperDocument, named name: String
    ) async throws(Problem) -> Success<Streamed> {
        let bytes = try await services.get(PaperPress.self).pdf(document)
        return .file(bytes, named: "\(name).pdf")
    }
}

extension Paper {
    /// The media type that an operation declares.
    public static let mediaType = "application/pdf"
}
