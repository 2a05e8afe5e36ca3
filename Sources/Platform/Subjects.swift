public import Bedrock

// What the ids of the product are ids of. One place, so that no prefix is given twice.

/// A person who signs in.
public enum Account: Identified { public static let idPrefix = "acc" }
/// A tenant.
public enum Organization: Identified { public static let idPrefix = "org" }
/// What a member works with; tokens are issued for one.
public enum App: Identified { public static let idPrefix = "app" }
/// A role that an account holds in an organization.
public enum Assignment: Identified { public static let idPrefix = "asg" }
/// A signed-in device: a family of refresh tokens.
public enum Session: Identified { public static let idPrefix = "ses" }
/// How a machine acts for the person who made the key.
public enum ApiKey: Identified { public static let idPrefix = "key" }
/// A part of a business, whose members sell on its channel.
public enum BusinessUnit: Identified { public static let idPrefix = "bun" }
/// An invitation to work for an organization.
public enum Invitation: Identified { public static let idPrefix = "ivt" }
/// An owner's offer of the organization.
public enum OwnershipTransfer: Identified { public static let idPrefix = "otr" }
/// The way of a new business onto the platform.
public enum Onboarding: Identified { public static let idPrefix = "onb" }
/// A stock location.
public enum Warehouse: Identified { public static let idPrefix = "whs" }
/// Where an organization sells.
public enum Channel: Identified { public static let idPrefix = "chn" }
/// A buyer as its seller knows it.
public enum Company: Identified { public static let idPrefix = "cmp" }
/// A set of companies that prices may name.
public enum CompanyGroup: Identified { public static let idPrefix = "grp" }
/// The attributes' schema of a kind of product.
public enum ProductType: Identified { public static let idPrefix = "pty" }
/// A node of the category tree.
public enum Category: Identified { public static let idPrefix = "cat" }
/// A brand.
public enum Brand: Identified { public static let idPrefix = "brd" }
/// A word that products are found by.
public enum Tag: Identified { public static let idPrefix = "tag" }
/// Products put together by hand, or by a rule.
public enum ProductCollection: Identified { public static let idPrefix = "col" }
/// What is sold.
public enum Product: Identified { public static let idPrefix = "prd" }
/// One SKU of a product.
public enum Variant: Identified { public static let idPrefix = "var" }
/// One run of an import.
public enum Import: Identified { public static let idPrefix = "imp" }
/// What takes something off list prices, under conditions.
public enum Promotion: Identified { public static let idPrefix = "pmo" }
/// Codes of a promotion that were made together.
public enum CouponBatch: Identified { public static let idPrefix = "cpb" }
/// A change of many prices at once.
public enum PriceChange: Identified { public static let idPrefix = "pch" }
/// A picture in an organization's library.
public enum Image: Identified { public static let idPrefix = "img" }
/// A list of prices with its audience and validity.
public enum PriceList: Identified { public static let idPrefix = "pls" }
/// A tax of a class of things at a place.
public enum TaxRate: Identified { public static let idPrefix = "txr" }
/// An excise on a class of things at a place.
public enum ExciseRate: Identified { public static let idPrefix = "exr" }
/// A kind of container that a deposit is taken for.
public enum DepositKind: Identified { public static let idPrefix = "dpk" }
/// An append-only change of a stock level.
public enum StockMovement: Identified { public static let idPrefix = "mov" }
/// An editable order.
public enum DraftOrder: Identified { public static let idPrefix = "drf" }
/// A placed order.
public enum Order: Identified { public static let idPrefix = "ord" }
/// Work in a warehouse on some lines of an order.
public enum OrderFulfillment: Identified { public static let idPrefix = "ful" }
/// A parcel or pallet that left.
public enum Shipment: Identified { public static let idPrefix = "shp" }
/// What a buyer found when a shipment came.
public enum GoodsReceipt: Identified { public static let idPrefix = "grc" }
/// An address that a buyer has its orders delivered to.
public enum SavedAddress: Identified { public static let idPrefix = "adr" }
/// What a buyer has again and again.
public enum StandingOrder: Identified { public static let idPrefix = "sto" }
/// Prices that a seller offers a buyer until some instant.
public enum Quote: Identified { public static let idPrefix = "quo" }
/// Something else that a seller proposes in a line's place.
public enum Substitution: Identified { public static let idPrefix = "sub" }
/// Goods or containers that come back.
public enum Return: Identified { public static let idPrefix = "ret" }
/// An amount owed for a return.
public enum Refund: Identified { public static let idPrefix = "rfd" }
/// A link that shows an order's progress to whoever has it.
public enum TrackingLink: Identified { public static let idPrefix = "trk" }
/// A row of an organization's ledger.
public enum Event: Identified { public static let idPrefix = "evt" }
/// A message to a person.
public enum Mail: Identified { public static let idPrefix = "mal" }
/// One thing that an onboarding has to show.
public enum Requirement: Identified { public static let idPrefix = "req" }
/// A file that was uploaded to show a requirement.
public enum Document: Identified { public static let idPrefix = "doc" }
