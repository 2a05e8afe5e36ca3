/// The permissions of one app in memory: the functions of the database told once more, in a world
/// of three accounts, four roles and three privileges that fits in one number.
///
/// Account 0 holds `owner` and `boss` for good by the system; the others hold what they are given.
struct PermissionModel: Hashable {
    enum Role: Int, CaseIterable { case owner, boss, helper, own }
    enum Privilege: Int, CaseIterable { case one, two, own }
    /// What a role is held in: the hard one in all apps or in this one, the app's own in it.
    enum Slot: Int, CaseIterable {
        case helperEverywhere, helper, own

        var role: Role { self == .own ? .own : .helper }
    }
    enum Frame: UInt64, CaseIterable { case always = 1, future, past }

    enum Call: Hashable {
        case createRole, deleteRole, createPrivilege, deletePrivilege
        case switchCell(Role, Privilege, Bool)
        case clearCell(Role, Privilege)
        case assign(Int, Slot, Frame)
        /// A role that isn't handed out.
        case assignBoss(Int)
        case revoke(Int, Slot)
        case reschedule(Int, Slot, Frame)
    }

    static let accounts = 0..<3
    /// Two bits a field: twelve cells, nine assignments, the app's own role and privilege.
    private var bits: UInt64 = 0

    private func field(_ place: Int) -> UInt64 { bits >> UInt64(2 * place) & 3 }

    private mutating func set(_ place: Int, _ value: UInt64) {
        bits = bits & ~(3 << UInt64(2 * place)) | value << UInt64(2 * place)
    }

    private static func cell(_ role: Role, _ privilege: Privilege) -> Int {
        role.rawValue * 3 + privilege.rawValue
    }

    private static func place(_ account: Int, _ slot: Slot) -> Int {
        12 + account * 3 + slot.rawValue
    }

    private static let roleExists = 21
    private static let privilegeExists = 22

    /// What the hard table says: boss × one is immutable, boss × two and helper × one are not.
    private static func hard(_ role: Role, _ privilege: Privilege) -> (on: Bool, fixed: Bool) {
        switch (role, privilege) {
        case (.boss, .one): (true, true)
        case (.boss, .two), (.helper, .one): (true, false)
        default: (false, false)
        }
    }

    /// One set of privileges as bits.
    func granted(_ role: Role) -> Int {
        var set = 0
        for privilege in Privilege.allCases {
            let hard = Self.hard(role, privilege)
            let app = field(Self.cell(role, privilege))
            if hard.fixed || app == 0 ? hard.on : app == 2 { set |= 1 << privilege.rawValue }
        }
        return set
    }

    /// What an account holds now, or at some time from now on if nothing more is done.
    func held(_ account: Int, ever: Bool = false) -> Int {
        var set = account == 0 ? granted(.owner) | granted(.boss) : 0
        for slot in Slot.allCases {
            let frame = field(Self.place(account, slot))
            if frame == Frame.always.rawValue || ever && frame == Frame.future.rawValue {
                set |= granted(slot.role)
            }
        }
        return set
    }

    /// Carries out a call, or answers why not, as the database's functions do.
    mutating func carryOut(_ call: Call, by actor: Int) -> String {
        let own = held(actor)
        switch call {
        case .createRole:
            guard field(Self.roleExists) == 0 else { return "DR209" }
            set(Self.roleExists, 1)
        case .deleteRole:
            guard field(Self.roleExists) == 1 else { return "DR202" }
            set(Self.roleExists, 0)
            for privilege in Privilege.allCases { set(Self.cell(.own, privilege), 0) }
            for account in Self.accounts { set(Self.place(account, .own), 0) }
        case .createPrivilege:
            guard field(Self.privilegeExists) == 0 else { return "DR209" }
            set(Self.privilegeExists, 1)
            set(Self.cell(.owner, .own), 2)
        case .deletePrivilege:
            guard field(Self.privilegeExists) == 1 else { return "DR208" }
            set(Self.privilegeExists, 0)
            for role in Role.allCases { set(Self.cell(role, .own), 0) }
        case .switchCell(let role, let privilege, let on):
            if let refusal = refusal(role, privilege) { return refusal }
            if on, own >> privilege.rawValue & 1 == 0 { return "DR205" }
            set(Self.cell(role, privilege), on ? 2 : 1)
        case .clearCell(let role, let privilege):
            if let refusal = refusal(role, privilege) { return refusal }
            if Self.hard(role, privilege).on, own >> privilege.rawValue & 1 == 0 { return "DR205" }
            set(Self.cell(role, privilege), 0)
        case .assignBoss: return "DR201"
        case .assign, .revoke, .reschedule: return move(call, own)
        }
        return ""
    }

    private mutating func move(_ call: Call, _ own: Int) -> String {
        switch call {
        case .assign(let account, let slot, let frame):
            if slot == .own, field(Self.roleExists) == 0 { return "DR202" }
            if granted(slot.role) & ~own != 0 { return "DR205" }
            if field(Self.place(account, slot)) != 0 { return "DR209" }
            set(Self.place(account, slot), frame.rawValue)
        case .revoke(let account, let slot):
            if field(Self.place(account, slot)) == 0 { return "DR210" }
            if granted(slot.role) & ~own != 0 { return "DR205" }
            set(Self.place(account, slot), 0)
        case .reschedule(let account, let slot, let frame):
            if field(Self.place(account, slot)) == 0 { return "DR210" }
            if granted(slot.role) & ~own != 0 { return "DR205" }
            set(Self.place(account, slot), frame.rawValue)
        default: preconditionFailure("no move of an assignment")
        }
        return ""
    }

    private func refusal(_ role: Role, _ privilege: Privilege) -> String? {
        if role == .own, field(Self.roleExists) == 0 { return "DR202" }
        if privilege == .own, field(Self.privilegeExists) == 0 { return "DR208" }
        return Self.hard(role, privilege).fixed ? "DR207" : nil
    }

    /// Whether a call gave anybody, now or later, what the one who called did not hold.
    static func isBreach(
        _ before: PermissionModel, _ call: Call, by actor: Int, _ after: PermissionModel
    ) -> Bool {
        let own = before.held(actor)
        for account in accounts {
            var gained = after.held(account, ever: true) & ~before.held(account, ever: true)
            // Nobody can hold a privilege before it is made; its owner does from then on.
            if call == .createPrivilege, account == 0 { gained &= ~(1 << Privilege.own.rawValue) }
            if gained & ~own != 0 { return true }
        }
        return false
    }
}

extension PermissionModel.Call {
    typealias Model = PermissionModel

    /// Every call there is in this world.
    static let all: [PermissionModel.Call] = {
        var calls: [PermissionModel.Call] = [
            .createRole, .deleteRole, .createPrivilege, .deletePrivilege,
        ]
        for role in Model.Role.allCases {
            for privilege in Model.Privilege.allCases {
                calls += [
                    .switchCell(role, privilege, true), .switchCell(role, privilege, false),
                    .clearCell(role, privilege),
                ]
            }
        }
        for account in Model.accounts {
            calls.append(.assignBoss(account))
            for slot in Model.Slot.allCases {
                calls.append(.revoke(account, slot))
                for frame in Model.Frame.allCases {
                    calls += [.assign(account, slot, frame), .reschedule(account, slot, frame)]
                }
            }
        }
        return calls
    }()

    /// Those of a smaller world, in which every sequence can be walked: one hard role that is
    /// handed out, the app's own role and privilege, and two people who are given something.
    static let few: [PermissionModel.Call] = all.filter { call in
        switch call {
        case .createRole, .deleteRole, .createPrivilege, .deletePrivilege: true
        case .switchCell(let role, let privilege, _), .clearCell(let role, let privilege):
            role != .boss && privilege != .two
        case .assignBoss(let account): account == 1
        case .assign(let account, let slot, let frame),
            .reschedule(let account, let slot, let frame):
            account != 0 && slot != .helperEverywhere && frame != .past
        case .revoke(let account, let slot): account != 0 && slot != .helperEverywhere
        }
    }
}
