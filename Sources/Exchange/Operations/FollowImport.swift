import Bedrock
import Platform
import Postgres
import Wire

/// Tells how far an import has come, as it goes on, until it has ended.
struct FollowImport: Query {
    static let route = Route.get("/v1/imports/{id}/progress")
    static let summary = "Follow an import as events: `progress`, and at its end `finished`."
    static let access = Access.member(.readImports)
    static let streams: String? = EventStream.mediaType

    let id: ID<Import>

    init(_ fields: inout Fields) {
        id = fields.path("id", "The import's id.")
    }

    func run(_ context: Context<Member>) async throws(Problem) -> Success<Streamed> {
        // Read before anything is answered, so that a refusal is one.
        let first = try await summary(context)
        return .events(context) { stream in
            var last = first
            try await stream.send("progress", last)
            while last.state == .running {
                try await stream.pause(ImportLimits.progressPause)
                let next = try await summary(context.lasting(ImportLimits.progressTime))
                guard next != last else { continue }
                last = next
                try await stream.send("progress", last)
            }
            try await stream.send("finished", last)
        }
    }

    private func summary(_ context: Context<Member>) async throws(Problem) -> ImportSummary {
        var trip = context.trip()
        let found = trip.add(ImportStatements.one, context.caller.organization, id)
        try await context.read(trip)
        guard let summary = found.first else { throw .notFound }
        return summary
    }
}
