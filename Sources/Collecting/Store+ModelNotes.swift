import Inference
package import Store
package import Studies

extension Store {
    /// What the servers told of the models that a reader should know: names, and answers that differ although they should not.
    package func modelNotes(of study: Study) throws -> [String] {
        var notes = try namesApart(in: study).map { asked, wanted, served in
            "the server behind '\(asked)' says that it ran '\(served)' and not '\(wanted)': check the model's name"
        }
        notes += try weightsApart(in: study).map { asked, words in
            "the responses of '\(asked)' come from \(words.joined(separator: " and from ")): they are not of one model"
        }
        let cold = study.models.filter {
            study.samples(of: $0) > 1 && study.sampling.overridden(by: $0.sampling).temperature == 0
        }
        guard !cold.isEmpty else { return notes }
        notes.append(
            "several samples at temperature 0 ask for the same answer: raise the temperature, or leave 'samples' out"
        )
        let differing = try differingSamples(of: study.name, models: cold.map(\.name))
        if differing > 0 {
            let count = Figures.count(differing, "prompt")
            notes.append(
                "the samples of \(count) differ although the temperature is 0: the server does not repeat itself"
            )
        }
        return notes
    }

    /// Models whose server answered under another name than was asked.
    package func namesApart(in study: Study) throws -> [(asked: String, wanted: String, served: String)] {
        let running = try serversBehind(study.name).compactMap { asked, identity in
            ServerIdentity(json: identity).onlyModel.map { (asked: asked, served: $0) }
        }
        var seen: Set<[String]> = []
        return (try servedNames(of: study.name) + running).compactMap { asked, served in
            guard let wanted = study.model(named: asked)?.model, !Self.isSame(wanted, served),
                seen.insert([asked, served]).inserted
            else { return nil }
            return (asked, wanted, served)
        }
    }

    /// Models whose current responses come from more than one file of weights, with what each of these is.
    private func weightsApart(in study: Study) throws -> [(asked: String, words: [String])] {
        let servers = Dictionary(grouping: try serversBehind(study.name), by: \.asked)
        return servers.sorted { $0.key < $1.key }.compactMap { asked, servers in
            guard let model = study.model(named: asked)?.model else { return nil }
            let all = servers.compactMap { ServerIdentity(json: $0.identity).weights(of: model) }
            let apart = all.enumerated().filter { place, own in all[..<place].allSatisfy(own.differs) }.map(\.element)
            return apart.count > 1 ? (asked, apart.map(\.words)) : nil
        }
    }

    /// A server may add a date, a tag, a path or an ending to a name.
    private static func isSame(_ wanted: String, _ served: String) -> Bool {
        func bare(_ name: String) -> String {
            var text = String(name.lowercased().split(separator: "/").last ?? "")
            for ending in [":latest", ".gguf"] where text.hasSuffix(ending) {
                text = String(text.dropLast(ending.count))
            }
            return text
        }
        let (left, right) = (bare(wanted), bare(served))
        return left == right || right.hasPrefix(left + "-") || left.hasPrefix(right + "-")
            || right.hasPrefix(left + ":")
            || right.hasPrefix(left + "@")
    }
}
