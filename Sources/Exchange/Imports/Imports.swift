public import Platform

/// Runs imports: a file in, rows that wait, a report that stays.
public enum Imports {
    /// What any import of a file may be refused with.
    public static let problems: [ProblemKind] = [.importNotResumable, .mediaTypeUnsupported]

    /// Imports the request's upload with that importer and answers the report.
    ///
    /// The file's rows are kept as they arrive, and applied when all of them are there, so that a
    /// slow client holds up no order: what changes a price book locks it until it is committed.
    /// Meanwhile the import's own row tells how far it has come.
    public static func run<Work: Importer>(
        _ importer: Work, _ terms: ImportTerms, _ context: Context<Member>
    ) async throws(Problem) -> Success<ImportView> {
        if try await context.isKeyUsed() { return try await again(context) }
        // Nothing is of no type, whatever it is called on the way.
        let upload = context.upload
        let format = try FileFormat(declared: upload.length == 0 ? nil : upload.mediaType)
        var importer = importer
        try await importer.open(context)
        var run = try ImportRun(importer, terms, format, context)
        try await run.start(format)
        do throws(Problem) {
            let digest = try await run.receive()
            return try await run.apply(digest)
        } catch {
            await run.giveUp(because: error)
            throw error
        }
    }

    /// The key was used: the file is only compared, and the first answer given again.
    private static func again(
        _ context: Context<Member>
    ) async throws(Problem) -> Success<ImportView> {
        let digest = try await context.receiveUpload { _ throws(Problem) in }
        let bound = context.binding(contents: digest, for: ImportLimits.duration)
        return try await bound.transaction { _ throws(Problem) in throw Problem(.keyInFlight) }
    }
}
