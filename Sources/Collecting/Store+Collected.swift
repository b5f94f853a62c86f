package import Store
package import Studies

extension Store {
    /// How many responses of each of the study's models there are, in the study's order; `earlier` are the imported answers to
    /// earlier wordings of their prompts.
    package func collected(of study: Study, earlier: [EarlierAnswer]) throws -> [CollectedResponses] {
        let samples = Dictionary(study.models.map { ($0.name, study.samples(of: $0)) }) { first, _ in first }
        let imported = Set(study.models.filter(\.isImported).map(\.name))
        let counts = try responseCounts(of: study, samples: samples, imported: imported)
        let (failures, outdated) = try shortfall(of: study)
        let setAside = Dictionary(earlier.map { ($0.model, 1) }, uniquingKeysWith: +)
        let stillCounted = Dictionary(earlier.filter(\.isCurrent).map { ($0.model, 1) }, uniquingKeysWith: +)
        let prompts = study.prompts.count
        return study.models.map { model in
            let count =
                (counts[model.name] ?? 0) - (outdated[model.name] ?? 0) - (stillCounted[model.name] ?? 0)
            let failed = failures[model.name] ?? 0
            let reworded = setAside[model.name] ?? 0
            guard model.isImported else {
                let left = max(0, prompts * (samples[model.name] ?? 1) - count - failed)
                return CollectedResponses(model.name, done: count, left: left, failed: failed)
            }
            // What came is all there is.
            let isAbsent = count == 0 && reworded == 0
            return CollectedResponses(
                model.name,
                isImported: true,
                done: count,
                left: isAbsent ? prompts : reworded,
                failed: failed,
                gap: isAbsent ? .all : count > 0 && count + reworded < prompts ? .some : .none
            )
        }
    }
}
