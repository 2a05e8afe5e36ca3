public import Bedrock
public import Platform
public import Postgres
import Storage
import Wire

// What other contexts call: they say what shows which images.
extension Context<Member> {
    /// Takes bytes for an image: examines them, and stores them unless they are there already.
    /// Until `keep` has written it down they belong to nobody.
    ///
    /// - Parameter declared: what the client says they are, where it said anything.
    func take(
        _ bytes: [UInt8], alt: String?, declared: String? = nil
    ) async throws(Problem) -> TakenImage {
        let taken = try images.examine(bytes, alt: alt, at: now)
        if let declared, declared != taken.type.rawValue {
            throw Problem(
                .imageTypeWrong, "The bytes are \(taken.type.rawValue); it says \(declared).")
        }
        var looking = trip()
        let known = looking.add(
            ImageStatements.byDigest, caller.organization, taken.sha256)
        try await read(looking)
        guard known.first == nil else { return taken }
        let key = ImageFile.key(taken.id, nil)
        var noting = trip()
        noting.add(ObjectStatements.note, [key.text], .now())
        try await sendBeside(noting)
        try await images.objects.store(bytes, as: key)
        return taken
    }

    /// Writes an image down, or finds the one that has the same bytes; whether it is new.
    func keep(
        _ taken: TakenImage, _ effect: borrowing Effect
    ) async throws(Problem) -> (image: ImageRow, isNew: Bool) {
        let organization = caller.organization
        var trip = Trip()
        let inserted = trip.add(
            ImageStatements.insert, organization, taken.id, taken.sha256, taken.type.rawValue,
            taken.bytes, Int32(taken.width), Int32(taken.height), taken.alt,
            caller.account, now)
        let found = trip.add(ImageStatements.byDigest, organization, taken.sha256)
        try await effect.send(trip)
        guard let image = found.first else { throw Problem(.unavailable) }
        guard inserted.first != nil else { return (image, false) }
        var claiming = Trip()
        let claimed = claiming.add(
            ObjectStatements.claim, [ImageFile.key(taken.id, nil).text])
        let usage = claiming.add(ImageStatements.use, organization, 1, taken.bytes)
        record("image_uploaded", taken.id, of: "image", in: organization, &claiming) { json in
            json.key("media_type")
            json.write(taken.type.rawValue)
            json.key("bytes")
            json.write(taken.bytes)
        }
        try await effect.send(claiming)
        guard claimed.first == true else {
            // It was there when it was looked for and is deleted by now, or waited for too long.
            var problem = Problem(.unavailable, "It was not stored in time; ask again.")
            problem.retryAfter = 1
            throw problem
        }
        guard let used = usage.first, used <= Int64(images.limits.quota) else {
            throw Problem(.imageQuota, "All of them may have \(images.limits.quota) bytes.")
        }
        return (image, true)
    }
}

/// An image that is to be shown: of the library already, or taken and not written down yet.
public struct PlacedImage: Sendable {
    enum Source: Sendable {
        case library(ID<Image>)
        case taken(TakenImage)
    }

    let source: Source
    let alt: String?
}

extension Images {
    /// How many images one thing is shown by.
    public static let limit = 20

    /// The problems of whoever says what shows which images.
    public static let problems: [ProblemKind] = [
        .imageUnknown, .imageTypeWrong, .imageUnreadable, .imageTooLarge, .imageQuota,
        .storageFull,
    ]

    /// What violations mean there.
    public static let constraints = [
        "uses_organization_id_image_id_fkey": ProblemKind.imageUnknown
    ]
}

extension Trip {
    /// Says that something, of an owner, shows exactly these images of the library, in this order.
    public mutating func show(
        _ images: [(id: ID<Image>, alt: String?)], of subject: UUIDBytes, owner: UUIDBytes,
        in organization: ID<Organization>
    ) {
        add(UseStatements.clear, organization, subject)
        guard !images.isEmpty else { return }
        add(UseStatements.add, organization, owner, subject, images.map(\.id), images.map(\.alt))
    }
}

extension Context<Member> {
    /// Takes what is new among images that are to be shown, before the transaction that shows them.
    public func take(_ inputs: [ImageInput]) async throws(Problem) -> [PlacedImage] {
        var placed: [PlacedImage] = []
        for (place, input) in inputs.enumerated() {
            if let image = input.image {
                placed.append(PlacedImage(source: .library(image), alt: input.alt))
                continue
            }
            do throws(Problem) {
                let taken = try await take(input.content ?? [], alt: input.alt)
                placed.append(PlacedImage(source: .taken(taken), alt: nil))
            } catch {
                var problem = error
                problem.detail = "Image \(place + 1): \(error.detail ?? error.kind.title)"
                throw problem
            }
        }
        return placed
    }

    /// Writes new images down and says that something shows them all, in this transaction.
    public func show(
        _ placed: [PlacedImage], of subject: UUIDBytes, owner: UUIDBytes,
        _ effect: borrowing Effect
    ) async throws(Problem) {
        var images: [(id: ID<Image>, alt: String?)] = []
        for image in placed {
            switch image.source {
            case .library(let id): images.append((id, image.alt))
            case .taken(let taken):
                images.append((try await keep(taken, effect).image.id, taken.alt))
            }
        }
        guard Set(images.map(\.id)).count == images.count else {
            throw .invalid("/images", "duplicate", "Must not have an image twice.")
        }
        var trip = Trip()
        trip.show(images, of: subject, owner: owner, in: caller.organization)
        try await effect.send(trip)
    }

    /// Images as they are shown.
    public func shown(_ uses: [ImageUse]) -> [ShownImage] {
        uses.map { images.shown($0, at: now) }
    }

    /// One image of the library as it is shown; a problem where there is no such image.
    public func shown(image id: ID<Image>) async throws(Problem) -> ShownImage {
        var trip = trip()
        let found = trip.add(ImageStatements.one, caller.organization, id)
        try await read(trip)
        guard let row = found.first else { throw Problem(.imageUnknown) }
        return images.shown(ImageUse(subject: id.uuid, image: row), at: now)
    }
}
