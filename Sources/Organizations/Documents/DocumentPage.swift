import Bedrock
import Cryptography
import HTTP
public import Platform
import Postgres
import Storage

/// Where links to documents lead: the bytes, to be kept as a file and shown by nothing.
public enum DocumentPage {
    static let path = "/documents"

    /// Declares the page.
    public static func declare(_ table: inout OperationTable) {
        table.add(
            DeclaredPage(.get(path), "The document that a signed link stands for.") {
                request, services in
                do throws(Problem) {
                    return try await answer(request, services)
                } catch {
                    return error.response(requestID: request.head.requestID)
                }
            })
    }

    private static func answer(
        _ request: Request, _ services: Services
    ) async throws(Problem) -> Response {
        let documents = services.get(Documents.self)
        let text = request.head.query?.first { $0.name == "link" }?.value
        let link = try documents.links.read(text ?? "", at: .now())
        guard let account = link.caller.account else { throw Problem(.linkInvalid) }
        var trip = Trip.entering(as: link.caller)
        let found = trip.add(DocumentStatements.linked, link.document, account, link.isReview)
        do throws(Problem) {
            try await services.read(trip)
        } catch {
            // Whoever signed out, or lost the standing they asked with, has no link either.
            if error.kind == .tokenRevoked { throw Problem(.linkExpired) }
            throw error
        }
        guard let document = found.first else { throw Problem.notFound }
        let object = try await documents.objects.get(
            DocumentView.key(document.id), limit: Int(document.size))
        return Response(status: 200, headers: headers(of: document)) { writer in
            try await object.send(to: writer, digest: document.sha256)
        }
    }

    private static func headers(of document: DocumentView) -> [(String, String)] {
        let type = FileType(rawValue: document.mediaType)
        let plain = "document.\(type?.suffix ?? "bin")"
        return [
            ("Content-Type", document.mediaType),
            (
                "Content-Disposition",
                "attachment; filename=\"\(plain)\"; filename*=UTF-8''\(escaped(document.name))"
            ),
            ("X-Content-Type-Options", "nosniff"),
            ("Content-Security-Policy", "default-src 'none'; sandbox"),
            ("Cache-Control", "private, no-store"),
            ("Referrer-Policy", "no-referrer"),
        ]
    }

    /// A name as RFC 8187 has it.
    private static func escaped(_ name: String) -> String {
        var text = ""
        for byte in name.utf8 {
            let isPlain = (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte)
                || (0x61...0x7A).contains(byte) || "._-".utf8.contains(byte)
            if isPlain {
                text.unicodeScalars.append(UnicodeScalar(byte))
            } else {
                text += "%" + Hexadecimal.encode([byte]).uppercased()
            }
        }
        return text
    }
}
