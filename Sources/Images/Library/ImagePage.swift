import Bedrock
import Cryptography
import HTTP
public import Platform
import Storage

/// Where links to images lead: the bytes, which never change under one link.
public enum ImagePage {
    static let path = "/images"

    /// Declares the page.
    public static func declare(_ table: inout OperationTable) {
        table.add(
            DeclaredPage(.get(path), "The file of an image that a signed link stands for.") {
                request, services in
                do throws(Problem) {
                    return try await answer(request, services, at: .now())
                } catch {
                    return error.response(requestID: request.head.requestID)
                }
            })
    }

    private static func answer(
        _ request: Request, _ services: Services, at now: Instant
    ) async throws(Problem) -> Response {
        let library = services.get(ImageLibrary.self)
        let text = request.head.query?.first { $0.name == "link" }?.value
        let (file, end) = try library.links.read(text ?? "", at: now)
        let tag = "\"\(Hexadecimal.encode(file.sha256))\""
        var headers = [
            ("ETag", tag),
            ("Cache-Control", "public, max-age=\(seconds(from: now, to: end)), immutable"),
        ]
        if request.head.header("if-none-match") == tag {
            return Response(status: 304, headers: headers)
        }
        let object = try await library.objects.get(file.key, limit: Int(file.bytes))
        headers += [
            ("Content-Type", file.type.rawValue),
            ("Content-Disposition", "inline; filename=\"image.\(file.type.suffix)\""),
            ("X-Content-Type-Options", "nosniff"),
            ("Content-Security-Policy", "default-src 'none'; sandbox"),
            ("Cross-Origin-Resource-Policy", "cross-origin"),
            ("Referrer-Policy", "no-referrer"),
        ]
        return Response(status: 200, headers: headers) { writer in
            try await object.send(to: writer, digest: file.sha256)
        }
    }

    private static func seconds(from now: Instant, to end: Instant) -> Int64 {
        max(0, (end.microseconds - now.microseconds) / 1_000_000)
    }
}
