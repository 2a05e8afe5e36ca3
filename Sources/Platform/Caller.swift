public import Bedrock

/// Who makes a request, as its token says.
public struct Caller: Sendable {
    public var account: ID<Account>?
    public var organization: ID<Organization>?
    public var session: ID<Session>?
    /// The app the token was issued for.
    public var app: ID<App>?
    /// The API key, where the caller is a machine that acts for the account.
    public var key: MachineKey?
    /// Who acts for the account, where somebody does.
    public var actor: ID<Account>?
    /// The sum of the session's, the account's, the organization's and the actor's epochs when it
    /// was issued.
    public var epoch: Int64 = 0
    /// The selling context, so that no client guesses one.
    public var channel: ID<Channel>?
    public var warehouse: ID<Warehouse>?
    public var privileges = PrivilegeSet()
    /// The app's own privileges, by their ordinals there.
    public var ownPrivileges: [Int] = []
    public var denies: Denies = []
    /// A member of the platform's own organization.
    public var isPlatform = false

    public init() {}

    public static let anonymous = Caller()
}

/// What a request by API key has beside its caller.
public struct MachineKey: Sendable {
    public let id: ID<ApiKey>
    /// A limit of its own, set when it was made.
    public let requestsPerMinute: Int?
}

/// What is refused before any grant is looked at.
public struct Denies: OptionSet, Sendable {
    public let rawValue: UInt8

    public init(rawValue: UInt8) {
        self.rawValue = rawValue
    }

    /// The organization awaits approval: it can prepare and not trade.
    public static let awaitingApproval = Denies(rawValue: 1)
    /// The account holds a role that denies, such as `banned`.
    public static let banned = Denies(rawValue: 2)
    /// The membership is suspended.
    public static let suspended = Denies(rawValue: 4)
    /// The app is archived.
    public static let archivedApp = Denies(rawValue: 8)
    /// A technician has disabled the app.
    public static let disabledApp = Denies(rawValue: 16)
    /// A technician has disabled the organization.
    public static let disabledOrganization = Denies(rawValue: 32)

    /// What ends all work in an organization: all but awaiting approval.
    public static let standing: Denies = [
        .banned, .suspended, .archivedApp, .disabledApp, .disabledOrganization,
    ]

    private static let kinds: [(Denies, ProblemKind)] = [
        (.disabledOrganization, .organizationDisabled), (.banned, .memberBanned),
        (.suspended, .membershipSuspended), (.disabledApp, .appDisabled),
        (.archivedApp, .appArchived), (.awaitingApproval, .tradingNotApproved),
    ]

    /// What a caller is told of each of them, the weightiest first.
    public var problems: [ProblemKind] {
        Denies.kinds.filter { contains($0.0) }.map(\.1)
    }
}

/// What kind of caller an operation takes; a type, so that a handler can't ask for more.
public protocol CallerScope: Sendable {
    static var name: String { get }
}

/// Anybody, signed in or not.
public enum Anonymous: CallerScope { public static let name = "anonymous" }
/// Anybody signed in, in whatever organization or none.
public enum AccountHolder: CallerScope { public static let name = "account" }
/// Somebody signed in to an organization.
public enum Member: CallerScope { public static let name = "member" }
/// Somebody signed in to the platform's own organization.
public enum PlatformMember: CallerScope { public static let name = "platform" }

/// A caller that passed the check of an operation; made by the gate alone.
public struct Authorized<Scope: CallerScope>: Sendable {
    public let caller: Caller

    package init(checked caller: Caller) {
        self.caller = caller
    }
}

extension Authorized where Scope == AccountHolder {
    public var account: ID<Account> { caller.account! }
    public var session: ID<Session> { caller.session! }
}

extension Authorized where Scope == Member {
    public var account: ID<Account> { caller.account! }
    public var organization: ID<Organization> { caller.organization! }
}

extension Authorized where Scope == PlatformMember {
    public var account: ID<Account> { caller.account! }
    public var organization: ID<Organization> { caller.organization! }
}
