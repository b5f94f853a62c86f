extension StudyTable {
    /// What was recognised and how much of it; no cell of the file.
    package var summary: String {
        let counts = [
            Figures.count(prompts.count, "prompt"), Figures.count(models.count, "model"),
            Figures.count(responses.count, "response"),
        ]
        let empty = emptyCount > 0 ? ", \(emptyCount) empty left out (\(emptyPlaces))" : ""
        let other =
            otherCount > 0
            ? ", \(Figures.count(otherCount, "row")) without prompt and response left out" : ""
        let samples = samples > 1 ? ", up to \(samples) samples of a model for one prompt" : ""
        let holes = promptsWithHoles
        let waiting =
            holes > 0
            ? "  \(Figures.count(holes, "prompt")) without a response of some model: what is there is reviewed.\n" : ""
        return "Read \(file): \(counts.joined(separator: ", "))\(samples)\(empty)\(other).\n"
            + self.words.map { "  \($0)\n" }.joined() + waiting
            // By model it would tell who wrote what is about to be rated blind.
            + (failures.total.map { "  \($0) (\(failurePlaces)).\n" } ?? "")
    }

    /// The study's files by their names.
    package func files(_ criteria: [Criterion], _ reviewers: [String]) -> [(
        name: String, text: String
    )] {
        let models = models.map { model in
            let called = JSONValue.string(model.written).canonicalText
            return StudyText.Model(name: model.name, members: model.written == model.name ? [] : ["model: \(called)"])
        }
        let text = StudyText(
            opening: ["Made from a table of responses by 'slam init'."],
            models: models,
            criteria: criteria,
            reviewers: reviewers,
            review: criteria.contains(where: \.isPairwise) ? ["pairs: all"] : [],
            samples: samples
        ).text
        let prompts = prompts.map { String(decoding: $0.json.canonicalBytes, as: UTF8.self) + "\n" }.joined()
        return [
            ("study.yaml", text), ("prompts.jsonl", prompts), ("study.schema.json", FileSchema.study.text),
        ]
    }
}
