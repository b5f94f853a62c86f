package import Studies

/// Items for warming up: of no study, rated by everybody, stored by nobody.
package enum Practice {
    /// Three items of single responses, of pairs or of sets.
    package static func items(_ subject: Criterion.Subject?) -> [Showing] {
        let count = subject == .set ? 3 : subject == .pair ? 2 : 1
        return texts.map { prompt, texts in
            var showing = Showing(prompt: prompt, texts: Array(texts.prefix(count)))
            (showing.isSet, showing.isPractice, showing.isNewPrompt) = (subject == .set, true, true)
            return showing
        }
    }

    private static let texts: [(prompt: String, texts: [String])] = [
        (
            "Practice 1 of 3. How many minutes does a soft egg take?",
            [
                "About **six minutes** in boiling water. Then put it into cold water, so that it does not go on cooking.",
                "Eggs are boiled in water.",
                "Six minutes.",
            ]
        ),
        (
            "Practice 2 of 3. Name two rivers of Africa.",
            ["The Amazon and the Nile.", "1. The Nile\n2. The Congo", "Africa has many rivers."]
        ),
        (
            "Practice 3 of 3. Say in one sentence why the sky is blue.",
            [
                "The air scatters short, blue waves of sunlight more than long, red ones.",
                "The sky is blue because it mirrors the sea, and the sea is blue because it mirrors the sky.",
                "Because of the way light is scattered.",
            ]
        ),
    ]
}
