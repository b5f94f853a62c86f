/// What a key does besides rating.
package enum Command: String, Sendable, CaseIterable {
    case skip, flag, note, undo, back, forward, search, view, difference, guidelines, help, pause, quit, keys, breaks

    /// The keys that give it unless the study or the reviewer says otherwise.
    package var usualKeys: [Key] {
        switch self {
        case .skip: [.character(" ")]
        case .flag: [.character("f")]
        // On accept or reject `n` is the answer no.
        case .note: [.character("n"), .character("N")]
        case .undo: [.character("u")]
        // For a pair the arrows are answers.
        case .back: [.left, .character("<")]
        case .forward: [.right, .character(">")]
        case .search: [.character("/")]
        case .view: [.character("v")]
        case .difference: [.character("d")]
        case .guidelines: [.character("g")]
        case .help: [.character("?")]
        case .pause: [.character("p")]
        case .quit: [.character("q")]
        case .keys: [.character("K")]
        case .breaks: [.character("B")]
        }
    }

    /// What it does, in the words of the help.
    package var words: String {
        switch self {
        case .skip: "skip, with a reason"
        case .flag: "flag, or take the flag off"
        case .note: "write a note"
        case .undo: "take back the last key, or the last rating"
        case .back: "go back through what was rated"
        case .forward: "go on again"
        case .search: "search in the text; Tab goes to the next match"
        case .view: "turn the view: rendered, raw, bytes"
        case .difference: "mark what differs in a pair"
        case .guidelines: "show the guidelines"
        case .help: "show this help"
        case .pause: "pause: the clock stops"
        case .quit: "end; what is saved stays saved"
        case .keys: "try and change keys"
        case .breaks: "turn the break reminder off or on"
        }
    }
}
