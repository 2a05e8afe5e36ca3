import Bedrock
import Platform
import Wire

/// Which side of a quote somebody is on.
enum QuoteSide: String, Sendable, CaseIterable {
    case seller, buyer
}

/// The states of a quote and the moves each allows its two sides.
enum QuoteState: String, FieldEnum, Sendable, CaseIterable {
    case asked, offered, accepted, declined, withdrawn, expired

    /// What can be done to a quote.
    enum Move: String, Sendable, CaseIterable {
        case accept, counter, decline, withdraw
    }

    /// The one table of legal moves: whoever is to answer accepts, counters or declines; whoever
    /// proposed may withdraw.
    func moves(of side: QuoteSide) -> [Move: QuoteState] {
        switch (self, side) {
        case (.asked, .seller): [.accept: .accepted, .counter: .offered, .decline: .declined]
        case (.offered, .buyer): [.accept: .accepted, .counter: .asked, .decline: .declined]
        case (.asked, .buyer), (.offered, .seller): [.withdraw: .withdrawn]
        case (.accepted, _), (.declined, _), (.withdrawn, _), (.expired, _): [:]
        }
    }

    /// The state a side's move leads to; a problem that names the legal ones where it isn't legal.
    func after(_ move: Move, by side: QuoteSide) throws(Problem) -> QuoteState {
        let moves = moves(of: side)
        guard let next = moves[move] else {
            throw .illegalMove(from: rawValue, allowed: moves.keys.map(\.rawValue).sorted())
        }
        return next
    }

    /// The state at an instant: what is open and past its time has expired.
    func at(_ now: Instant, validUntil: Instant?) -> QuoteState {
        guard self == .asked || self == .offered, let validUntil, validUntil <= now else {
            return self
        }
        return .expired
    }
}
