import Wire

/// What kind of business an organization is; also the role that approval gives.
///
/// Whom each onboards, and what it has to show, is declared in `Policies/`.
enum BusinessType: String, FieldEnum {
    case wholesaler
    case retailer
    case distributor
    case brandOwner = "brand_owner"
    case driver
    case consumer
}

/// Whom an onboarding makes.
enum Onboards: String, FieldEnum {
    /// An organization with its first warehouse, channel, product type and category.
    case organization
    /// The standing of a person.
    case person
    /// Nobody: every account is one.
    case nobody
}
