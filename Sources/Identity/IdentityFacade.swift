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

    /// Reads what an account holds by itself at an instant, in no organization.
    public static func readPerson(
        _ account: ID<Account>, at now: Instant, _ trip: inout Trip
    ) -> Reply<PersonalHolding> {
        trip.add(AccountStatements.person, account, now)
    }
}
