/// An operation's policy as data: who, with which privileges, honouring which denies.
public struct Access<Scope: CallerScope>: Sendable {
    public let privileges: [Privilege]
    public let denies: Denies
    /// Refused to machines, and to whoever acts for somebody else.
    public private(set) var isInPerson: Bool

    init(_ privileges: [Privilege], denies: Denies, isInPerson: Bool = false) {
        self.privileges = privileges
        self.denies = denies
        self.isInPerson = isInPerson
    }

    /// The same for the account itself alone: no API key, and nobody who acts for it.
    public var inPerson: Access {
        var access = self
        access.isInPerson = true
        return access
    }
}

extension Access where Scope == Anonymous {
    /// Every request; its privileges are those of the role `anonymous`, and of whoever signed in.
    public static func anonymous(_ privileges: Privilege...) -> Access {
        Access(privileges, denies: [])
    }

    /// Every request, and nothing that could be taken away.
    public static var anonymous: Access { Access([], denies: []) }
}

extension Access where Scope == AccountHolder {
    /// Whoever is signed in, with or without an organization; what is an account's own is refused
    /// to whoever acts for it.
    public static var account: Access { Access([], denies: [], isInPerson: true) }

    /// The same, open to whoever acts for the account too.
    public static var accountOrActor: Access { Access([], denies: []) }

    /// A person, with what they hold: by themselves where the token names no organization, else
    /// what their organization gave them.
    public static func person(_ privileges: Privilege...) -> Access {
        Access(privileges, denies: .standing)
    }
}

extension Access where Scope == Member {
    /// A member, to prepare: allowed while the organization awaits approval.
    public static func member(_ privileges: Privilege...) -> Access {
        Access(privileges, denies: .standing)
    }

    /// A member, to trade: refused by name until the organization is approved.
    public static func trading(_ privileges: Privilege...) -> Access {
        Access(privileges, denies: .standing.union(.awaitingApproval))
    }
}

extension Access where Scope == PlatformMember {
    /// The platform's own people.
    public static func platform(_ privileges: Privilege...) -> Access {
        Access(privileges, denies: .standing)
    }
}
