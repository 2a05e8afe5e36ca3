import HTTP
import Platform

/// The API's own documents: the OpenAPI file, and the page that shows it.
enum DocumentPages {
    static func declare(_ table: inout OperationTable, document: [UInt8]) {
        table.add(
            DeclaredPage(.get("/openapi.json"), "The API as OpenAPI 3.1.") { _, _ in
                Response(
                    status: 200, headers: [("Content-Type", "application/json")], body: document)
            })
        let page = DocsPage.html()
        table.add(
            DeclaredPage(.get("/docs"), "The API's documentation, to read and to try.") { _, _ in
                Response(
                    status: 200,
                    headers: [
                        ("Content-Type", "text/html; charset=utf-8"),
                        (
                            "Content-Security-Policy",
                            "default-src 'none'; script-src 'unsafe-inline'; "
                                + "style-src 'unsafe-inline'; img-src data:; connect-src 'self'; "
                                + "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
                        ),
                    ], body: page)
            })
        table.add(
            DeclaredPage(.get("/"), "Leads to the documentation.") { _, _ in
                Response(status: 307, headers: [("Location", "/docs")])
            })
    }
}
