import HTTP
import Platform
import Wire

/// A request with gaps where ids stand, made once from an operation's description and filled often.
struct RequestTemplate: Sendable {
    /// What a gap takes: an id of a kind such as `var`, a `sku`, or a `cursor` of a list.
    private enum Piece: Sendable {
        case text([UInt8])
        case gap(String)
    }

    let operation: DeclaredOperation
    private let target: [Piece]
    private let body: [Piece]
    private let contentType: String?

    /// Every shape that the operation's description allows.
    static func all(of operation: DeclaredOperation) -> [RequestTemplate] {
        let prefixes = RequestShapes.prefixes(of: operation)
        let gaps = Dictionary(uniqueKeysWithValues: prefixes.map { ($0, "<<\($0)>>") })
        var seen: Set<[UInt8]> = []
        var templates: [RequestTemplate] = []
        let isPaged = operation.describeInput().parameters.contains { $0.name == "cursor" }
        for shape in RequestShapes(operation: operation, theirs: gaps, own: gaps).all
        where seen.insert(Array(shape.path.utf8) + shape.body).inserted {
            templates.append(RequestTemplate(operation, shape.path, shape.body))
            guard isPaged else { continue }
            let path = shape.path + (shape.path.contains("?") ? "&" : "?") + "cursor=<<cursor>>"
            templates.append(RequestTemplate(operation, path, shape.body))
        }
        return templates
    }

    private init(_ operation: DeclaredOperation, _ path: String, _ content: [UInt8]) {
        self.operation = operation
        target = Self.pieces(Array(path.utf8))
        if case .stream(let types) = operation.intake {
            body = types[0] == "text/csv"
                ? [.text(Array("sku,name\n".utf8)), .gap("sku"), .text(Array(",Rum\n".utf8))]
                : [.text(Paper.pdf(100))]
            contentType = types[0]
        } else {
            body = Self.pieces(content)
            contentType = content.isEmpty ? nil : "application/json"
        }
    }

    /// What a gap is filled for: an id in the path or the body must be one of the caller's; a query
    /// may name anything and find nothing.
    enum Place: Sendable {
        case path, query, body
    }

    private static func pieces(_ bytes: [UInt8]) -> [Piece] {
        var pieces: [Piece] = []
        var rest = bytes[...]
        while let start = rest.indices.first(where: {
            rest[$0] == 0x3C && $0 + 1 < rest.endIndex && rest[$0 + 1] == 0x3C
        }), let end = rest[start...].firstIndex(of: 0x3E) {
            pieces.append(.text(Array(rest[..<start])))
            pieces.append(.gap(String(decoding: rest[(start + 2)..<end], as: UTF8.self)))
            rest = rest[(end + 2)...]
        }
        return pieces + [.text(Array(rest))]
    }

    /// The bytes of a request: headers come as lines, ids from `fill`, in the order they stand.
    func bytes(_ headers: String, _ fill: (String, Place) -> String) -> [UInt8] {
        var request: [UInt8] = []
        request.reserveCapacity(2_048)
        request += operation.route.method.rawValue.utf8
        request.append(0x20)
        for piece in target {
            switch piece {
            case .text(let text): request += text
            case .gap(let prefix): request += fill(prefix, hasQuery(request) ? .query : .path).utf8
            }
        }
        request += " HTTP/1.1\r\nHost: localhost\r\n".utf8
        request += headers.utf8
        guard let contentType else {
            request += "\r\n".utf8
            return request
        }
        var content: [UInt8] = []
        for piece in body {
            switch piece {
            case .text(let text): content += text
            case .gap(let prefix): content += fill(prefix, .body).utf8
            }
        }
        request += "Content-Type: \(contentType)\r\nContent-Length: \(content.count)\r\n\r\n".utf8
        request += content
        return request
    }

    private func hasQuery(_ request: [UInt8]) -> Bool { request.contains(0x3F) }
}

extension RequestShapes {
    /// The kinds of ids that an operation takes, and `sku`.
    static func prefixes(of operation: DeclaredOperation) -> Set<String> {
        let input = operation.describeInput()
        var prefixes = Set(input.parameters.compactMap(\.schema.idPrefix))
        for body in RequestShapes(operation: operation, theirs: [:], own: [:]).bodies(of: input) {
            _ = body.replacingIDs { prefix, value in
                prefixes.insert(prefix)
                return value
            }
        }
        return prefixes
    }
}
