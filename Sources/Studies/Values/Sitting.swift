/// How a reviewer sits and rates: the clock, the breaks, the warm-up and the keys.
package struct Sitting: Sendable, Equatable {
    /// What a key can be given to: commands, and answers.
    package static let keyNames = [
        "skip", "flag", "note", "undo", "back", "forward", "search", "view", "difference", "guidelines", "help",
        "pause", "quit", "keys", "breaks", "later", "comment", "last-comment", "quote", "open", "part", "list",
        "yes", "no", "left", "right", "tie", "both_bad", "-", ".", "0", "1", "2", "3", "4", "5", "6", "7", "8", "9",
    ]

    /// What becomes of an answer to a text whose end was never on the screen.
    package enum UnreadRule: String, Sendable, CaseIterable {
        case hold, flag, refuse
    }

    /// What saves an item once all is answered.
    package enum Advance: String, Sendable, CaseIterable {
        case auto, enter
    }

    /// How a text is shown first; the reviewer can turn it.
    package enum View: String, Sendable, CaseIterable {
        case rendered, raw
    }

    /// The time without a key after which a reviewer counts as idle.
    package var idleAfter: Duration
    package var tooFast: TooFast
    /// The active time after which a break is proposed; nil for never.
    package var breakAfter: Duration?
    /// Whether a reviewer begins with items that do not count.
    package var warmsUp: Bool
    /// Keys by the command that they are given to, instead of the usual ones.
    package var keys: [String: String]
    package var unread: UnreadRule = .hold
    package var advance: Advance = .auto
    package var view: View = .rendered
    /// The question which kind of model wrote a response; nil where it is not asked.
    package var guess: GuessQuestion?

    package init(
        idleAfter: Duration = .seconds(60),
        tooFast: TooFast = TooFast(),
        breakAfter: Duration? = .seconds(2700),
        warmsUp: Bool = true,
        keys: [String: String] = [:],
        guess: GuessQuestion? = nil
    ) {
        self.idleAfter = idleAfter
        self.tooFast = tooFast
        self.breakAfter = breakAfter
        self.warmsUp = warmsUp
        self.keys = keys
        self.guess = guess
    }
}

/// The question which kind of model wrote a response, asked after the rating is saved.
package struct GuessQuestion: Sendable, Equatable {
    /// It is asked after every so many items.
    package var every: Int
    /// What can be guessed: names of kinds, never a model's.
    package var labels: [String]

    package init(every: Int, labels: [String]) {
        self.every = every
        self.labels = labels
    }
}

/// The active time below which a rating came faster than its texts can be read.
package struct TooFast: Sendable, Equatable {
    package var atLeast: Duration
    /// Added for each byte of the texts that are rated.
    package var perByte: Duration

    package init(atLeast: Duration = .seconds(1), perByte: Duration = .milliseconds(10)) {
        self.atLeast = atLeast
        self.perByte = perByte
    }

    /// Whether that is too fast for texts of so many UTF-8 bytes.
    package func applies(to milliseconds: Int64, bytes: Int) -> Bool {
        .milliseconds(milliseconds) < atLeast + perByte * bytes
    }
}
