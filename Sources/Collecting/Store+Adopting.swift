package import Store
package import Studies

extension Store {
    /// Takes over what the study says now; the responses to what it asks now become the current ones.
    ///
    /// What came from a file is left out while its prompt reads otherwise than then (`earlierAnswers`): nobody but its user
    /// can tell whether it still is an answer. Returns whether the database had another copy.
    @discardableResult
    package func adopt(_ study: Study, partial: Bool = false) throws -> Bool {
        let isChanged = try sync(study, partial: partial)
        try makeCurrent(study: study.name) { try self.wantedKeys(of: study) }
        return isChanged
    }

    /// By model, how many of the study's present requests have failed for good, and how many responses are to something else
    /// than what it asks now.
    package func shortfall(of study: Study) throws -> (failed: [String: Int], outdated: [String: Int]) {
        let wanted = try wantedKeys(of: study)
        let states = try states(of: Set(wanted.values), purpose: .response, study: study.name)
        let failed = wanted.filter { states[$0.value] == .failed }.map { ($0.key.model, 1) }
        return (Dictionary(failed, uniquingKeysWith: +), try outdated(study.name, wanted: wanted))
    }

    private func wantedKeys(of study: Study) throws -> [ResponseName: String] {
        // Nothing is asked of models without an endpoint.
        guard study.models.contains(where: { study.endpoint(named: $0.endpoint) != nil }) else { return [:] }
        let work = Work.responses(of: study, imported: try importedResponses(of: study.name)).map(\.draft)
        return Dictionary(
            work.map { (ResponseName(prompt: $0.prompt, model: $0.asked, sample: $0.sample), $0.key) },
            uniquingKeysWith: { first, _ in first }
        )
    }
}
