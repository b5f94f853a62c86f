import Yams

extension Fields {
    /// How a reviewer sits and rates, directly in the mapping `review`.
    var sitting: Sitting {
        var sitting = Sitting()
        sitting.idleAfter = duration("idle_after") ?? sitting.idleAfter
        if let limit = duration("too_fast") { sitting.tooFast = TooFast(atLeast: limit, perByte: .zero) }
        if node("break_after")?.scalar?.string == "never" {
            sitting.breakAfter = nil
        } else {
            sitting.breakAfter = duration("break_after", or: "never") ?? sitting.breakAfter
        }
        sitting.warmsUp = bool("warm_up") ?? sitting.warmsUp
        sitting.keys = keys
        sitting.unread = choice("unread", Sitting.UnreadRule.self) ?? sitting.unread
        sitting.advance = choice("advance", Sitting.Advance.self) ?? sitting.advance
        sitting.view = choice("view", Sitting.View.self) ?? sitting.view
        return sitting
    }

    /// The mapping `keys`: a command's key instead of the usual one.
    private var keys: [String: String] {
        guard let fields = fields("keys", known: Sitting.keyNames) else { return [:] }
        var keys: [String: String] = [:]
        var taken: [String: String] = [:]
        for command in fields.all.map(\.name) where Sitting.keyNames.contains(command) {
            guard let key = fields.text(command) else { continue }
            if key.isEmpty {
                fields.mistake(command, "is empty: name a key")
            } else if let other = taken.updateValue(command, forKey: key) {
                fields.mistake(command, "has the key '\(key)', which '\(other)' has: choose another")
            }
            keys[command] = key
        }
        return keys
    }
}
