public import Bedrock
public import Loop
import Platform
public import Postgres
public import Storage

/// Makes the renditions of images that wait for theirs; one of them on each server.
///
/// An image is claimed for a while, rendered on one thread beside the loops, and settled in one
/// transaction with its renditions: a server that is killed in between leaves it to the next, and
/// one that kills servers is refused in the end.
public final class Renderer: @unchecked Sendable {
    // Unchecked: touched on the loop's thread only.

    /// How long a claim holds.
    private static let lease: Duration = .seconds(60)
    /// How often an image is tried.
    private static let attempts: Int32 = 5
    private static let poll: Duration = .seconds(30)
    /// Claimed at a time: what ends a server has cost no other image an attempt.
    private static let batch: Int32 = 1

    private let loop: EventLoop
    private let pool: Pool
    private let objects: Objects
    private let pixels: Int
    private let log: Log
    /// One at a time: a picture may take hundreds of megabytes while it is worked on.
    private let worker = WorkerPool(threads: 1, queueLimit: 1)
    private let made: Counter
    private let refused: Counter
    private var run: Task<Void, Never>?
    private var isWokenAgain = false
    private var isStopped = false
    private var timer: Loop.Timer?

    public init(
        loop: EventLoop, pool: Pool, objects: Objects, limits: Configuration.Images, log: Log,
        metrics: Metrics
    ) {
        self.loop = loop
        self.pool = pool
        self.objects = objects
        pixels = limits.pixels
        self.log = log
        made = metrics.counter("dray_images_rendered_total", "Images whose renditions were made.")
        refused = metrics.counter("dray_images_refused_total", "Images that can't be rendered.")
        loop.execute { self.wake() }
    }

    /// Looks for images now: one was uploaded, or the database is back.
    public func wake() {
        loop.assertCurrent()
        guard !isStopped else { return }
        guard run == nil else {
            isWokenAgain = true
            return
        }
        timer?.cancel()
        timer = nil
        run = loop.run { await self.render() }
    }

    /// Looks for images, and waits until none is due.
    public func finish() async {
        let run = await loop.perform { [self] in
            wake()
            return self.run
        }
        await run?.value
    }

    /// Begins no other image, and waits for the one it is at.
    public func stop() async {
        let run = await loop.perform { [self] in
            isStopped = true
            timer?.cancel()
            timer = nil
            return self.run
        }
        await run?.value
        worker.stop()
    }

    private func render() async {
        repeat {
            isWokenAgain = false
            do throws(DatabaseError) {
                while !isStopped, try await renderSome() {}
            } catch {
                log.warning("images_unreadable", .error(error))
            }
        } while isWokenAgain && !isStopped
        run = nil
        guard !isStopped else { return }
        timer = loop.schedule(after: Self.poll) { [weak self] in
            self?.timer = nil
            self?.wake()
        }
    }

    /// Renders the one that is due longest; false when none is due.
    private func renderSome() async throws(DatabaseError) -> Bool {
        let now = Instant.now()
        var trip = Trip()
        let claimed = trip.add(
            RenderStatements.claim, now, now.advanced(by: Self.lease), Self.batch)
        try await pool.send(trip)
        for image in claimed.rows where !isStopped { try await render(image) }
        return !claimed.rows.isEmpty
    }

    private func render(_ image: WaitingImage) async throws(DatabaseError) {
        var looking = Trip.asSystem(of: image.owner)
        let source = looking.add(RenderStatements.source, image.owner, image.id)
        try await pool.send(looking)
        guard let source = source.first, let type = FileType(rawValue: source.mediaType) else {
            return
        }
        guard image.attempts <= Self.attempts else {
            return try await refuse(image, "It could not be rendered.")
        }
        do {
            let file = try await objects.get(
                ImageFile.key(image.id, nil), limit: Int(source.bytes))
            let bytes = try await file.readAll()
            let pixels = pixels
            let renditions = try await worker.run {
                try Rendering.render(bytes, type, pixels: pixels)
            }
            try await keep(renditions, image)
            made.add()
        } catch let fault as ImageFault {
            try await refuse(image, fault.reason)
        } catch let problem as Problem where problem.kind == .notFound {
            try await refuse(image, "The file is lost.")
        } catch {
            log.warning(
                "image_postponed", .text("image", image.id.text),
                .number("attempt", image.attempts), .text("reason", "\(error)"))
            var trip = Trip()
            trip.add(
                RenderStatements.postpone, image.id, image.attempts,
                Instant.now().advanced(by: Self.poll))
            try await pool.send(trip)
        }
    }

    /// Stores renditions as nobody's, then writes them down together.
    private func keep(_ renditions: [MadeRendition], _ image: WaitingImage) async throws {
        let keys = renditions.map { ImageFile.key(image.id, $0.size) }
        var noting = Trip()
        noting.add(ObjectStatements.note, keys.map(\.text), .now())
        try await pool.send(noting)
        for (rendition, key) in zip(renditions, keys) {
            try await objects.store(rendition.bytes, as: key)
        }
        var trip = Trip.asSystem(of: image.owner)
        trip.add(RenderStatements.settle, image.id, image.attempts, keys.map(\.text))
        for made in renditions {
            trip.add(
                RenderStatements.add, image.owner, image.id, made.size.rawValue,
                FileType.webp.rawValue, Int64(made.bytes.count), Int32(made.width),
                Int32(made.height), made.sha256)
        }
        trip.add(RenderStatements.finish, image.owner, image.id, "ready", nil)
        do throws(DatabaseError) {
            try await pool.send(trip)
        } catch {
            guard error.server?.sqlstate == "DR150" else { throw error }
            // It was deleted meanwhile, or is another server's: what was stored since is nobody's,
            // and goes with the sweep.
            var again = Trip()
            again.add(ObjectStatements.note, keys.map(\.text), .now())
            try await pool.send(again)
        }
    }

    private func refuse(_ image: WaitingImage, _ reason: String) async throws(DatabaseError) {
        refused.add()
        log.info(
            "image_refused", .text("image", image.id.text), .text("reason", reason))
        var trip = Trip.asSystem(of: image.owner)
        trip.add(RenderStatements.settle, image.id, image.attempts, [])
        trip.add(RenderStatements.finish, image.owner, image.id, "refused", reason)
        do throws(DatabaseError) {
            try await pool.send(trip)
        } catch {
            guard error.server?.sqlstate == "DR150" else { throw error }
        }
    }
}
