import Wire

/// What kind of business an organization is; also the role its members get from it.
enum BusinessType: String, FieldEnum {
    case wholesaler
    case retailer
    case distributor
    case brandOwner = "brand_owner"
}
