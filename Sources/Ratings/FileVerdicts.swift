import Agreement
package import Studies

/// Verdicts of a file on one criterion, of both orders and all samples, which figures beside people take as they take a study's:
/// one opinion for each rater and text.
package struct FileVerdicts: Sendable {
    /// A text, or two texts of one prompt.
    package struct Item: Sendable {
        package var name: String
        package var prompt: String?
        package var cluster: String?
        /// Of two texts who wrote the first and the second.
        package var models: (first: String, second: String)?

        package init(name: String, prompt: String?, cluster: String?, models: (first: String, second: String)?) {
            self.name = name
            self.prompt = prompt
            self.cluster = cluster
            self.models = models
        }
    }

    /// One verdict; `value` is NaN where there is none, and for both bad.
    package struct Verdict: Sendable {
        package var item: Int
        package var rater: Int
        package var side: RatingRecord.Side?
        package var outcome: RatingRecord.Outcome
        package var value: Double

        package init(item: Int, rater: Int, side: RatingRecord.Side?, outcome: RatingRecord.Outcome, value: Double) {
            self.item = item
            self.rater = rater
            self.side = side
            self.outcome = outcome
            self.value = value
        }
    }

    package var criterion: String
    package var isPairwise: Bool
    package var items: [Item]
    package var raters: [RatingSet.Rater]
    package var verdicts: [Verdict]

    package init(
        criterion: String,
        isPairwise: Bool,
        items: [Item],
        raters: [RatingSet.Rater],
        verdicts: [Verdict]
    ) {
        self.criterion = criterion
        self.isPairwise = isPairwise
        self.items = items
        self.raters = raters
        self.verdicts = verdicts
    }
}

extension CriterionRatings {
    /// The opinions of a file's verdicts.
    package init(_ file: FileVerdicts) {
        var set = RatingSet(name: file.criterion)
        set.raters = file.raters
        set.criteria = [
            RatingSet.Criterion(
                name: file.criterion,
                level: file.isPairwise ? .nominal : .interval,
                levelSource: .guessed,
                kind: file.isPairwise ? .pair : .item
            )
        ]
        set.subjects = Subjects(file.items)
        set.acts = file.verdicts.enumerated().map { place, verdict in
            Act(
                row: Int64(place),
                subject: Int32(verdict.item),
                rater: Int32(verdict.rater),
                criterion: 0,
                version: -1,
                sample: -1,
                outcome: verdict.outcome,
                side: verdict.side,
                value: verdict.value
            )
        }
        let joining = OpinionJoining(
            acts: set.acts,
            raters: set.raters,
            isNominal: [file.isPairwise],
            votes: set.raters.map { _ in nil },
            isOurs: []
        )
        set.opinions = joining.joined(Array(0..<Int32(set.acts.count)))
        self.init(set, criterion: 0)
    }
}

extension Subjects {
    fileprivate init(_ items: [FileVerdicts.Item]) {
        names = items.map(\.name)
        func column(_ texts: [String?]) -> (names: [String], numbers: [Int32]) {
            guard texts.contains(where: { $0 != nil }) else { return ([], []) }
            var all = Names()
            let numbers = texts.map { $0.flatMap { all.number(of: ArraySlice(Array($0.utf8))) } ?? -1 }
            return (all.all, numbers)
        }
        (prompts, promptNumbers) = column(items.map(\.prompt))
        (clusters, clusterNumbers) = column(items.map(\.cluster))
        writers = Writers(itemCount: names.count)
        var known = Names()
        for (place, item) in items.enumerated() {
            guard let models = item.models, let first = known.number(of: ArraySlice(Array(models.first.utf8))),
                let second = known.number(of: ArraySlice(Array(models.second.utf8)))
            else { continue }
            sides[Int32(place)] = SIMD2(first, second)
        }
        models = known.all
        countByCluster()
    }
}
