import Catalog
import Exchange
import Fulfillment
import Identity
import Images
import Inventory
import Ledger
import Levies
import Orders
import Organizations
import Permissions
public import Platform
import Pricing
import Quotes
import Returns
import Search
import Staff
import StandingOrders

/// The API: every operation of every context in one table, and the pages beside them.
///
/// Nothing is decided here; a context declares what it offers, and this is where they meet.
public enum API {
    /// Version 0: routes may still change.
    public static let version = "0.1.0"

    /// Every operation of the product.
    public static func operations() -> OperationTable {
        var table = OperationTable()
        Identity.declare(&table)
        Images.declare(&table)
        Organizations.declare(&table)
        Staff.declare(&table)
        Permissions.declare(&table)
        Exchange.declare(&table)
        Catalog.declare(&table)
        Pricing.declare(&table)
        Levies.declare(&table)
        Inventory.declare(&table)
        Orders.declare(&table)
        Fulfillment.declare(&table)
        Search.declare(&table)
        Quotes.declare(&table)
        StandingOrders.declare(&table)
        Returns.declare(&table)
        Ledger.declare(&table)
        return table
    }
}
