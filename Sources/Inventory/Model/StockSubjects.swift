public import Bedrock

/// A place in a warehouse.
enum StockBin: Identified { static let idPrefix = "bin" }
/// What was made or delivered together, and ends together.
enum StockLot: Identified { static let idPrefix = "lot" }
/// A count of what is there.
enum StockCount: Identified { static let idPrefix = "cnt" }
/// Something carried from one warehouse to another.
enum StockTransfer: Identified { static let idPrefix = "trf" }
/// A delivery that was ordered and has not come yet.
enum ExpectedReceipt: Identified { static let idPrefix = "xrc" }
/// A hold with an expiry.
public enum StockReservation: Identified { public static let idPrefix = "rsv" }
