package import Studies

/// What happens to a session.
package enum Event: Sendable, Equatable {
    /// A key was pressed.
    case key(Key)
    /// An item to rate, and how far the reviewer is.
    case item(Showing, ReviewerProgress)
    /// No key is held down: what comes next was typed anew, as a line is.
    case released
    /// Time passed: a key that waited to be told from one that is held down counts.
    case lapsed
    /// The item is painted: the places of the texts whose end is on the screen.
    case painted([Int])
    /// The study asks something else from the next item on, and what changed.
    case edited([Criterion], words: String)
    /// Nothing is left.
    case nothingLeft(ReviewerProgress)
    /// The last effect is durable.
    case saved
    /// What the training item that was just rated should have got.
    case expected([Expectation])
    /// The reviewer's own items.
    case listed([ListedItem])
    /// The last effect failed, and why.
    case failed(String)
    /// There is nothing to do what was asked with: everything stays as it was.
    case stayed(String)
    /// Something to say that changes nothing.
    case told(String)
}

/// What a session asks of the world.
package enum Effect: Sendable, Equatable {
    /// The item is on the screen: log it.
    case shown
    /// Make these durable, then send `saved`.
    case save(Submission)
    /// Note that the item cannot be rated, then send `saved`.
    case skip(reason: String, Submission)
    /// Send what the training item just rated should have got, as `expected`, or the next `item`.
    case reveal
    /// Keep the guess at the model's kind, nil where there is no telling, and send the next `item`.
    case guess(String?)
    /// Send the newest item that was rated or skipped, with its answers.
    case reopen
    /// Send the next `item`.
    case next
    /// Put the item off and send the next `item`.
    case later
    /// Send the item rated before this one.
    case back
    /// Send the item rated after this one, or the next to rate.
    case forward
    /// Send the reviewer's own items as `listed`.
    case list
    /// Send the item of that number in the list.
    case jump(Int)
    /// Put a comment beside the answers of the item before, then send `told`.
    case commentLast(String)
    /// Keep what is begun; nothing is sent back.
    case keep(Draft)
    /// Keep the reviewer's own settings; nothing is sent back.
    case remember(Preferences)
    /// Send this key again once what stands before it is done.
    case press(Key)
    /// Restore the terminal and end.
    case quit

    /// Whether the effect makes something durable.
    var isWrite: Bool {
        switch self {
        case .save, .skip: true
        default: false
        }
    }
}

/// A reviewer's own settings.
package struct Preferences: Sendable, Equatable {
    /// Whether the practice items were seen.
    package var isWarm = false
    package var wantsBreaks = true
    package var keys = KeyMap()

    package init() {}
}

/// One of a reviewer's own items, for the list.
package struct ListedItem: Sendable, Equatable {
    /// From 1, in the order in which they came.
    package var number: Int
    package var words: String
    /// What stands out: flagged, skipped, commented, unread.
    package var marks: [String]

    package init(number: Int, words: String, marks: [String]) {
        self.number = number
        self.words = words
        self.marks = marks
    }
}
