extension Fields {
    /// The mapping `guess`: after every so many items, and the models of each kind. The kinds of the models stay here; a
    /// review learns their names alone.
    var guess: (question: GuessQuestion?, kinds: [String: String]) {
        guard let fields = fields("guess", known: ["every", "labels"]) else { return (nil, [:]) }
        let every = fields.count("every", to: 1_000_000) ?? 10
        guard let labels = fields.fields("labels", known: nil) else {
            if fields.node("labels") == nil { fields.mistake("labels", "is missing: name each kind with its models") }
            return (nil, [:])
        }
        var kinds: [String: String] = [:]
        for (label, _, _) in labels.all {
            for model in labels.texts(label) ?? [] {
                if let other = kinds.updateValue(label, forKey: model) {
                    labels.mistake(label, "has the model '\(model)', which '\(other)' has: keep it in one")
                }
            }
        }
        let names = labels.all.map(\.name)
        // Each has a digit, and 0 is for who cannot tell.
        if !(2...9).contains(names.count) { fields.mistake("labels", "has \(names.count) kinds: name 2 to 9") }
        return (GuessQuestion(every: every, labels: names), kinds)
    }
}
