public import Platform
package import Postgres

/// Images: an organization's library of pictures, their renditions, and what shows them.
///
/// The same bytes are stored once in an organization. What is uploaded is kept as it came and
/// shown to its members alone; everybody else sees renditions: made beside the requests, upright,
/// without what the camera wrote. Each image is pending, then ready, or refused with a reason.
/// Other contexts say what shows an image; one that is shown can't be deleted.
///
/// Words: image, rendition, use, owner, quota. Limits: `DRAY_IMAGE_LIMIT`, `DRAY_IMAGE_PIXELS`,
/// `DRAY_IMAGE_TYPES`, `DRAY_IMAGE_QUOTA`; twenty images of one thing.
public enum Images {
    /// Declares the operations.
    public static func declare(_ table: inout OperationTable) {
        table.add(UploadImage.self)
        table.add(ListImages.self)
        table.add(ReadImage.self)
        table.add(DeleteImage.self)
    }

    /// Shows every statement of the context, for the test that prepares them all.
    package static func prepare(_ visit: (_ sql: String, _ types: [PostgresType]) -> Void) {
        ImageStatements.prepare(visit)
        UseStatements.prepare(visit)
        RenderStatements.prepare(visit)
    }
}
