import Inference
package import Store
package import Studies

extension Store {
    /// What the servers told of the models that a reader should know: names, and answers that differ although they should not.
    package func modelNotes(of study: Study) throws -> [String] {
        var notes = try namesApart(in: study).map { asked, wanted, served in
            "the server behind '\(asked)' says that it ran '\(served)' and not '\(wanted)': check the model's name"
        }
        notes += try weightNotes(of: study, [.response])
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
        let running = try served(.response, of: study.name).sorted {
            ($0.asked, $0.server.id) < ($1.asked, $1.server.id)
        }
        .compactMap { one in ServerIdentity(json: one.server.identity).onlyModel.map { (asked: one.asked, served: $0) }
        }
        var seen: Set<[String]> = []
        return (try servedNames(of: study.name) + running).compactMap { asked, served in
            guard let wanted = study.model(named: asked)?.model, !Self.isSame(wanted, served),
                seen.insert([asked, served]).inserted
            else { return nil }
            return (asked, wanted, served.onOneLine)
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
