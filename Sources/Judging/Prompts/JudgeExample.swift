package import Studies

/// A rated response that a judge is shown as an example.
package struct JudgeExample: Sendable, Equatable {
    package var item: ItemID
    package var prompt: String
    package var response: String
    /// The verdict as the judge is to give it.
    package var verdict: String

    package init(item: ItemID, prompt: String, response: String, verdict: String) {
        self.item = item
        self.prompt = prompt
        self.response = response
        self.verdict = verdict
    }

    /// The examples of a criterion: the first item that the rater gave each value, in the order rated.
    ///
    /// Later ratings add examples and never change those that are there, so that a judge's version stays.
    package static func chosen(
        from ratings: [RatingRecord],
        settings: Judge.Manner.Examples,
        criterion: Criterion,
        texts: [ItemID: (prompt: String, text: String)]
    ) -> [JudgeExample] {
        let rated = ratings.filter {
            $0.rater == settings.rater && $0.kind == .human && $0.criterion == criterion.name && $0.outcome == .rated
        }
        var values: Set<Double> = []
        var examples: [JudgeExample] = []
        for record in rated.sorted(by: { ($0.at ?? 0, $0.subject.name) < ($1.at ?? 0, $1.subject.name) }) {
            guard examples.count < settings.count, let value = record.value, case .item(let item) = record.subject,
                let text = texts[item], values.insert(value).inserted
            else { continue }
            let verdict = JSONValue.object([("score", .number(value))])
            examples.append(
                JudgeExample(
                    item: item,
                    prompt: text.prompt,
                    response: text.text,
                    verdict: String(decoding: verdict.compactBytes, as: UTF8.self)
                )
            )
        }
        return examples
    }
}
