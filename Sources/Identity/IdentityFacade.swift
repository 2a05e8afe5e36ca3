public import Bedrock
public import Platform
public import Postgres

extension Identity {
    /// Reads the address of an account, for a letter that goes out in the same transaction.
    public static func readAddress(
        of account: ID<Account>, _ trip: inout Trip
    ) -> Reply<String> {
        trip.add(AccountStatements.address, account)
    }
}
