import Bedrock
import Cryptography
import Platform
import Postgres

/// Turns an account and a session into tokens: where both ways in, signing in and refreshing, meet.
struct Entry {
    let account: AccountRecord
    let standings: [Standing]
    let session: ID<Session>
    var sessionEpoch: Int64
    /// What counts where there is no organization.
    var person = PersonalHolding.everybody

    /// The organization that was asked for, or the one kept, or the only one there is.
    func choose(
        _ wanted: ID<Organization>?, keeping kept: ID<Organization>? = nil
    ) throws(Problem) -> Standing? {
        if let wanted {
            guard let standing = standings.first(where: { $0.organization == wanted }) else {
                throw .invalid(
                    "/organization_id", "unknown", "You are not a member of that organization.")
            }
            return standing
        }
        if let kept, let standing = standings.first(where: { $0.organization == kept }) {
            return standing
        }
        let usable = standings.filter(\.isUsable)
        if usable.count == 1 { return usable[0] }
        return usable.isEmpty && standings.count == 1 ? standings[0] : nil
    }

    /// What the account holds in an app of the organization; an app that was named must be there.
    func resolve<Scope>(
        _ standing: Standing?, app: ID<App>?, _ context: Context<Scope>
    ) async throws(Problem) -> Holding? {
        guard let standing else {
            guard app == nil else {
                throw .invalid("/app_id", "unknown", "An app takes its organization with it.")
            }
            return nil
        }
        var trip = context.trip()
        let found = trip.add(
            Holding.resolve, standing.organization, app, account.id, context.now)
        try await context.read(trip)
        guard let holding = found.first else {
            throw .invalid("/app_id", "unknown", "The organization has no such app.")
        }
        return holding
    }

    /// What the account may do there.
    func caller(
        of standing: Standing?, _ holding: Holding?, _ services: IdentityServices
    ) -> Caller {
        var caller = Caller()
        caller.account = account.id
        caller.session = session
        caller.epoch = sessionEpoch + account.epoch + (standing?.epoch ?? 0)
        caller.organization = standing?.organization
        caller.channel = standing?.channel
        caller.warehouse = standing?.warehouse
        caller.denies = standing?.denies ?? []
        caller.isPlatform = standing?.isPlatform ?? false
        if let holding {
            holding.apply(to: &caller, services.catalog)
        } else {
            caller.privileges = services.catalog.privileges(of: person.all)
        }
        return caller
    }

    /// The names of what a caller may do, the app's own behind the hard ones.
    func privileges(
        of caller: Caller, _ holding: Holding?, _ services: IdentityServices
    ) -> [String] {
        services.catalog.names(of: caller.privileges)
            + (holding?.own.filter { caller.ownPrivileges.contains($0.value) }.map(\.key)
                .sorted() ?? [])
    }

    /// The session's answer, with a new access token.
    func view(
        of standing: Standing?, _ holding: Holding?, refresh: RefreshToken, expires: Instant,
        at now: Instant, _ services: IdentityServices
    ) throws(Problem) -> SessionView {
        let caller = caller(of: standing, holding, services)
        do throws(TokenError) {
            let (token, expiresAt) = try services.tokens.issue(
                caller, at: now, until: standing == nil ? person.until : holding?.until)
            return SessionView(
                id: session, accessToken: token, expiresAt: expiresAt,
                refreshToken: refresh.text(services.refreshKeys), refreshExpiresAt: expires,
                account: account.view, chosen: standing,
                app: holding.map { AppSummary(holding: $0) },
                privileges: privileges(of: caller, holding, services),
                organizations: standings)
        } catch {
            throw Problem(.internalError).because("no access token: \(error)")
        }
    }
}
