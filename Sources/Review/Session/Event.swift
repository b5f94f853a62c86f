package import Studies

/// What happens to a session.
package enum Event: Sendable, Equatable {
    /// A key was pressed.
    case key(Key)
    /// An item to rate, and how far the reviewer is.
    case item(Showing, Headway)
    /// Nothing is left.
    case nothingLeft(Headway)
    /// The last effect is on disk.
    case saved
    /// What the training item that was just rated should have got.
    case expected([Expectation])
    /// The last effect failed, and why.
    case failed(String)
    /// There is nothing to do what was asked with: everything stays as it was.
    case stayed(String)
    /// Something to tell that changes nothing.
    case told(String)
}

/// What a session asks of the world.
package enum Effect: Sendable, Equatable {
    /// Make these durable, then send `saved`.
    case save(Submission)
    /// Note that the item cannot be rated, then send `saved`.
    case skip(reason: String, Submission)
    /// Send what the training item just rated should have got, as `expected`, or the next `item`.
    case reveal
    /// Keep the guess at the model's kind, nil where there is no telling, and send the next `item`.
    case guess(String?)
    /// Take back the newest item and send it as `item`.
    case undo
    /// Send the next `item`.
    case next
    /// Send the item rated before this one.
    case back
    /// Send the item rated after this one, or the next to rate.
    case forward
    /// Keep what is begun; nothing is sent back.
    case keep(Draft)
    /// Keep the reviewer's own settings; nothing is sent back.
    case remember(Preferences)
    /// Restore the terminal and end.
    case quit
}

/// A reviewer's own settings.
package struct Preferences: Sendable, Equatable {
    /// Whether the practice items were seen.
    package var isWarm = false
    package var wantsBreaks = true
    package var keys = KeyMap()

    package init() {}
}
