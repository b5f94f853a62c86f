package import Store
package import Studies

extension Store {
    /// Takes over what the study says now; the responses to what it asks now become the current ones.
    ///
    /// Returns the prompts that were reworded under imported responses: nobody but their user can tell whether those still
    /// are an answer.
    package func adopt(_ study: Study) throws -> [String] {
        let reworded = try rewordedUnderImports(study)
        try sync(study)
        try makeCurrent(study: study.name) { try wantedKeys(of: study) }
        return reworded
    }

    /// How many of each model's responses are to something else than what the study asks now.
    package func outdatedResponses(of study: Study) throws -> [String: Int] {
        try outdated(study.name) { try wantedKeys(of: study) }
    }

    /// How many of the study's present requests have failed for good, by model.
    package func failures(of study: Study) throws -> [String: Int] {
        let wanted = try wantedKeys(of: study)
        let states = try states(of: Set(wanted.values), purpose: .response, study: study.name)
        let failed = wanted.filter { states[$0.value] == "failed" }
        return Dictionary(failed.map { ($0.key.model, 1) }, uniquingKeysWith: +)
    }

    private func wantedKeys(of study: Study) throws -> [ResponseName: String] {
        let work = Work.responses(of: study, imported: try importedResponses(of: study.name)).map(\.draft)
        return Dictionary(
            work.map { (ResponseName(prompt: $0.prompt, model: $0.asked, sample: $0.sample), $0.key) },
            uniquingKeysWith: { first, _ in first }
        )
    }
}
