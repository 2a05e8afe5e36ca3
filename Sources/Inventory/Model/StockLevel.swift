import Bedrock
import Platform
import Wire

/// How much there is of a variant in a warehouse, in base units.
struct StockLevel: Sendable {
    let warehouse: ID<Warehouse>
    let variant: ID<Variant>
    let sku: String
    let name: String
    let baseUnit: String
    var onHand: Int64
    let reserved: Int64
    let allocated: Int64
    let backorder: Bool
    let safetyStock: Int64
    let reorderPoint: Int64?
    let isLow: Bool

    /// What is neither reserved nor allocated; below zero only where backorder is allowed.
    var available: Int64 { onHand - reserved - allocated }
}

extension StockLevel: Output {
    static let example = StockLevel(
        warehouse: ID(uuid: UUIDBytes(high: 1, low: 1)),
        variant: ID(uuid: UUIDBytes(high: 1, low: 2)), sku: "BW-1001", name: "Harbour Light Gin",
        baseUnit: "bottle", onHand: 240, reserved: 0, allocated: 24, backorder: false,
        safetyStock: 12, reorderPoint: 48, isLow: false)

    func write(_ out: inout OutputWriter) {
        out("warehouse_id", warehouse, "Where it is.")
        out("variant_id", variant, "What it is.")
        out("sku", sku, "Its SKU.")
        out("name", name, "Its name.")
        out("base_unit", baseUnit, "The unit that is counted.")
        out("on_hand", onHand, "What is there.")
        out("reserved", reserved, "What is held for drafts and tickets.")
        out("allocated", allocated, "What is promised to placed orders.")
        out("available", available, "What can still be promised.")
        out("backorder", backorder, "Whether more may be promised than there is.")
        out("safety_stock", safetyStock, "What no channel may take.")
        out("reorder_point", reorderPoint, "Below it the level is low; null for never.")
        out("low", isLow, "Whether less can be promised than the reorder point.")
    }
}

/// Where a page of levels begins: behind a level, by its key.
struct StockLevelCursor {
    let warehouse: ID<Warehouse>
    let variant: ID<Variant>

    init(behind level: StockLevel) {
        warehouse = level.warehouse
        variant = level.variant
    }

    /// Reads the text form; nil for anything else.
    init?(_ text: String) {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 2, let warehouse = ID<Warehouse>(parts[0]),
            let variant = ID<Variant>(parts[1])
        else { return nil }
        self.warehouse = warehouse
        self.variant = variant
    }

    var text: String { "\(warehouse.text):\(variant.text)" }
}
