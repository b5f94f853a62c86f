package import Studies

/// Texts with a true quality: each model's own level, and each text's chance.
package struct SimulatedWorld {
    private let study: String
    private let criteria: [Criterion]
    private let known: [String: Double]
    private var simulator: Simulator
    private let seed: UInt64
    private var time: Int64 = 1_700_000_000_000

    /// `known` are values that items have beforehand.
    package init(
        study: String,
        criteria: [Criterion],
        seed: UInt64,
        known: [(item: ItemID, criterion: String, value: Double)]
    ) {
        self.study = study
        self.criteria = criteria
        self.seed = seed
        self.known = Dictionary(known.map { ("\($0.item) \($0.criterion)", $0.value) }) { $1 }
        simulator = Simulator(seed: seed)
    }

    /// What a rater gives to a planned row on each criterion that applies.
    package mutating func records(of showing: PlannedShowing, by rater: SimulatedRater, kind: RaterKind)
        -> [RatingRecord]
    {
        let isIdle = simulator.uniform() < rater.laziness
        let seconds = isIdle ? 0.8 : Double(showing.lengths.reduce(0, +)) / 25 + 4 + 4 * simulator.uniform()
        time += Int64(seconds * 1000) + 500
        var records: [RatingRecord] = []
        for criterion in criteria where criterion.subject == showing.subject.kind {
            var record = RatingRecord(
                study: study,
                subject: showing.subject,
                prompt: showing.prompt,
                criterion: criterion.name,
                rater: rater.name,
                kind: kind
            )
            record.criterionSHA256 = criterion.sha256
            record.phase = kind == .human ? showing.phase : .blind
            record.at = time
            record.side = showing.side
            if kind == .human {
                record.order = showing.place
                record.activeMilliseconds = Int64(seconds * 1000)
            } else {
                record.version = "simulated"
            }
            for (subject, value) in values(criterion, showing, rater) {
                record.subject = subject
                record.value = value
                record.label = criterion.label(of: value)
                records.append(record)
            }
        }
        return records
    }

    /// Each subject with its value: a set has as many as members.
    private mutating func values(_ criterion: Criterion, _ showing: PlannedShowing, _ rater: SimulatedRater)
        -> [(RatingSubject, Double)]
    {
        guard case .member(_, let set) = showing.subject, case .ranking(_, let tie) = criterion.form else {
            return [(showing.subject, value(criterion, showing, rater))]
        }
        let texts = zip(set.items, 0...).map {
            text($0, $1, criterion, showing, Scale(min: 1, max: 5, step: 1))
        }
        let ranks = simulator.ranks(texts, by: rater, place: showing.place, tie: tie)
        return zip(set.items, ranks).map { (.member($0, of: set), Double($1)) }
    }

    private mutating func value(_ criterion: Criterion, _ showing: PlannedShowing, _ rater: SimulatedRater) -> Double {
        switch (criterion.form, showing.subject) {
        case (.pairwise(let tie, _), .pair(let pair)):
            let texts = zip([pair.first, pair.second], 0...).map {
                text($0, $1, criterion, showing, Scale(min: 1, max: 5, step: 1))
            }
            let isTurned = showing.side == .second
            let value = simulator.comparison(
                texts[isTurned ? 1 : 0],
                texts[isTurned ? 0 : 1],
                by: rater,
                place: showing.place,
                tie: tie
            )
            return isTurned ? -value + 0 : value
        case (.scale(let scale), .item(let item)):
            return simulator.score(
                text(item, 0, criterion, showing, scale),
                by: rater,
                place: showing.place,
                scale: scale
            )
        case (_, .item(let item)):
            let scale = Scale(min: 0, max: 1, step: 1)
            return simulator.score(
                text(item, 0, criterion, showing, scale),
                by: rater,
                place: showing.place,
                scale: scale
            )
        default: return 0
        }
    }

    /// The text with the quality that only the seed and its id decide.
    private func text(
        _ item: ItemID,
        _ place: Int,
        _ criterion: Criterion,
        _ showing: PlannedShowing,
        _ scale: Scale
    ) -> SimulatedText {
        let span = (scale.max - scale.min) / 4
        let length = place < showing.lengths.count ? showing.lengths[place] : 400
        if let value = known["\(item) \(criterion.name)"] { return SimulatedText(quality: value, length: length) }
        var own = Simulator(seed: Self.number(item.rawValue) ^ seed)
        var level = 0.0
        if place < showing.models.count {
            var model = Simulator(seed: Self.number(SHA256.hex(of: showing.models[place])) ^ seed)
            level = 0.5 * model.normal()
        }
        let quality = (scale.min + scale.max) / 2 + span * (level + own.normal() - (showing.isDegraded ? 2 : 0))
        return SimulatedText(quality: quality, length: length)
    }

    private static func number(_ hexadecimal: String) -> UInt64 { UInt64(hexadecimal.prefix(16), radix: 16) ?? 0 }
}
