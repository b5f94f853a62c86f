/// How a judge's samples and orders become one opinion, which judges make a panel, and what a metric calls a tie; `Ratings`
/// does it.
package struct Opinions: Sendable, Equatable {
    /// The vote over samples of the judges that name one.
    package var votes: [String: Judge.Manner.Vote]
    package var panels: [Panel]
    /// Differences up to this are a tie on pairs, of the entries of `similarity` that name one.
    package var bands: [String: Double]

    package init(votes: [String: Judge.Manner.Vote] = [:], panels: [Panel] = [], bands: [String: Double] = [:]) {
        self.votes = votes
        self.panels = panels
        self.bands = bands
    }
}

extension Opinions {
    /// As the store keeps them.
    package var json: JSONValue {
        let panels = panels.map { panel in
            JSONValue.object([
                ("name", .string(panel.name)), ("judges", .array(panel.judges.map(JSONValue.string))),
                ("vote", .string(panel.vote.rawValue)), ("quorum", .number(Double(panel.quorum))),
            ])
        }
        let votes = votes.sorted { $0.key < $1.key }.map { ($0.key, JSONValue.string($0.value.rawValue)) }
        let bands = bands.sorted { $0.key < $1.key }.map { ($0.key, JSONValue.number($0.value)) }
        // Without a band the object is what it was before there were any.
        return .object(
            [("votes", .object(votes)), ("panels", .array(panels))] + (bands.isEmpty ? [] : [("bands", .object(bands))])
        )
    }

    package init(json: JSONValue?) {
        let votes = (json?["votes"]?.members ?? []).compactMap { name, vote in
            vote.string.flatMap(Judge.Manner.Vote.init).map { (name, $0) }
        }
        self.init(
            votes: Dictionary(votes) { first, _ in first },
            panels: (json?["panels"]?.array ?? []).compactMap { panel in
                guard let name = panel["name"]?.string, let judges = panel["judges"]?.array?.compactMap(\.string),
                    let vote = panel["vote"]?.string.flatMap(Panel.Vote.init), let quorum = panel["quorum"]?.integer
                else { return nil }
                return Panel(name: name, judges: judges, vote: vote, quorum: quorum)
            },
            bands: Dictionary(
                (json?["bands"]?.members ?? []).compactMap { name, band in band.number.map { (name, $0) } }
            ) { first, _ in first }
        )
    }

    /// Those of a study.
    package init(of study: Study) {
        let votes = study.judges.compactMap { judge in judge.manner.vote.map { (judge.name, $0) } }
        let bands = study.similarities.compactMap { similarity in similarity.band.map { (similarity.name, $0) } }
        self.init(
            votes: Dictionary(votes) { first, _ in first },
            panels: study.panels,
            bands: Dictionary(bands) { first, _ in first }
        )
    }
}
