import Bedrock
import Cryptography
import Platform

/// Turns an account and a session into tokens: where both ways in, signing in and refreshing, meet.
struct Entry {
    let account: AccountRecord
    let standings: [Standing]
    let session: ID<Session>
    let sessionEpoch: Int64

    /// The organization that was asked for, or the one kept, or the only one there is.
    func choose(
        _ wanted: ID<Organization>?, keeping kept: ID<Organization>? = nil
    ) throws(Problem) -> Standing? {
        if let wanted {
            guard let standing = standings.first(where: { $0.organization == wanted }) else {
                throw .invalid(
                    "/organization_id", "unknown", "You are not a member of that organization.")
            }
            if standing.isDisabled { throw Problem(.organizationDisabled) }
            return standing
        }
        let usable = standings.filter { !$0.isDisabled }
        if let kept, let standing = usable.first(where: { $0.organization == kept }) {
            return standing
        }
        return usable.count == 1 ? usable[0] : nil
    }

    /// The session's answer, with a new access token.
    func view(
        of standing: Standing?, refresh: RefreshToken, expires: Instant, at now: Instant,
        _ services: IdentityServices
    ) throws(Problem) -> SessionView {
        var caller = Caller()
        caller.account = account.id
        caller.session = session
        caller.epoch = sessionEpoch + account.epoch + (standing?.epoch ?? 0)
        caller.organization = standing?.organization
        caller.channel = standing?.channel
        caller.warehouse = standing?.warehouse
        caller.denies = standing?.denies ?? []
        caller.isPlatform = standing?.isPlatform ?? false
        caller.privileges = services.catalog.privileges(
            of: ["authenticated"] + (standing?.roles ?? []))
        do throws(TokenError) {
            let (token, expiresAt) = try services.tokens.issue(caller, at: now)
            return SessionView(
                id: session, accessToken: token, expiresAt: expiresAt,
                refreshToken: refresh.text(services.refreshKeys), refreshExpiresAt: expires,
                account: account.view, chosen: standing,
                privileges: services.catalog.names(of: caller.privileges),
                organizations: standings)
        } catch {
            throw Problem(.internalError).because("no access token: \(error)")
        }
    }
}
