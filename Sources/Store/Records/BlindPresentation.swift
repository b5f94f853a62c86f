package import Studies

/// One showing, as a reviewer may see it: no model, time, price or other rating.
package struct BlindPresentation: Sendable, Equatable {
    /// The row of the plan.
    package var id: Int64
    package var prompt: String
    package var promptText: String
    package var system: String?
    package var reference: String?
    package var tags: [String]
    /// One text, or the left and the right one.
    package var texts: [String]
    /// Of each text whether it stopped at a limit of tokens.
    package var cut: [Bool] = []
    /// Of a set its first member on the screen.
    package var subject: RatingSubject
    /// The items of a set in the order of the screen; empty for anything else.
    package var members: [ItemID] = []
    package var side: RatingRecord.Side?
    /// Whether what is expected is told once it is rated.
    package var isTraining: Bool
    /// The criteria that are asked again; nil for all that apply.
    package var asks: [String]?
    /// The note that this reviewer began on it and has not saved.
    package var draft: String?
}

extension BlindPresentation {
    /// The hash of the texts as they are shown, in their order.
    package var shownSHA256: String { SHA256.hex(of: JSONValue.array(texts.map(JSONValue.string)).canonicalBytes) }

    /// The places on the screen of the texts that stopped at a limit of tokens.
    package var cutPlaces: Set<Int> { Set(cut.indices.filter { cut[$0] }) }

    /// What is rated, in one word.
    var name: String {
        if case .member(_, let set) = subject { "\(set)" } else { subject.name }
    }

    /// What each act on a criterion is about: the whole, or the members of a set one by one.
    var subjects: [RatingSubject] {
        guard case .member(_, let set) = subject else { return [subject] }
        return members.map { .member($0, of: set) }
    }

    /// A value as the screen has it, from the stored one or the other way: stored is which item won, shown is which side.
    package func turned(_ value: Double?) -> Double? { side == .second ? value.map { -$0 + 0 } : value }
}
