package import Agreement
package import Store
package import Studies

/// The current ratings of one study or file, as columns of numbers: which of them count is decided here and nowhere else.
///
/// What is superseded or retracted never enters (the database's view `v_current`). Left out, and told, are ratings of an
/// older question, scale or prompt, of criteria that the study no longer has, and of a judge's or metric's older versions.
/// `acts` are all of them, each with why it is in no figure; `opinions` rest on the others, one for each rater, criterion and
/// subject: a judge's samples and orders taken together, panels beside their jurors.
package struct RatingSet: Sendable {
    /// A rater and what it is.
    package struct Rater: Sendable, Equatable {
        package var name: String
        package var kind: Studies.RaterKind

        package init(name: String, kind: Studies.RaterKind) {
            self.name = name
            self.kind = kind
        }
    }

    /// How the level of a criterion is known.
    package enum LevelSource: String, Sendable {
        case study, declared, guessed
    }

    /// A criterion of the set and how its values are read.
    package struct Criterion: Sendable {
        package var name: String
        package var level: Level
        package var levelSource: LevelSource
        package var kind: Studies.Criterion.Subject
        /// Whether it bears a metric's name and holds its scores.
        package var isMetric = false
        /// Whether the study no longer has it.
        package var isGone = false
        /// Its version; of a study.
        package var sha256: String?
        /// The versions under which the same is rated; of a study.
        var versionsAlike: Set<String> = []
        /// Every value of the scale, ascending, where it is declared.
        package var categories: [Double]?
        /// The points that people and judges gave in the whole of which this is a part, ascending; nil where it is the whole,
        /// or they are too many to be points.
        var seen: [Double]?
        /// The words of the values 0, 1, … where the scale has words.
        package var words: [String]?

        /// What a value says in the words of a choice: yes or no, or which of two texts, in a study by the order of their
        /// ids; nil where the number is its own word.
        package func word(of value: Double) -> String? {
            if kind == .pair {
                let sides = levelSource == .study ? ["second", "tie", "first"] : ["right", "tie", "left"]
                return [-1, 0, 1].contains(value) ? sides[Int(value) + 1] : nil
            }
            guard levelSource == .study, kind == .item, level == .nominal, categories == [0, 1] else { return nil }
            return value == 1 ? "yes" : value == 0 ? "no" : nil
        }
    }

    /// `study s`, or the file's name.
    package var name: String
    package var isBlind = false
    /// The same as figures by letter take it, for what is within models while they stand as letters; empty where nobody read it.
    package var byLetter: [RatingSet] = []
    /// Whether letters were chosen, so that every count could betray one.
    package internal(set) var isOfSomeLetters = false
    package var subjects = Subjects()
    package var raters: [Rater] = []
    package var criteria: [Criterion] = []
    package var versions: [String] = []
    package var acts: [Act] = []
    /// Sorted by criterion, rater and subject.
    package var opinions: [Opinion] = []
    package var notes: [RatingNote] = []
    /// By number of a panel's rater and of a criterion the hash of the jurors' versions.
    var panelVersions: [[Int32]: String] = [:]
    /// How samples vote, and what a version of ours looks like; of a study.
    var opinionRules = Opinions()
    package var isOfStudy = false
    /// Rows of ratings that were not drawn at random: what was asked because raters disagreed or a ranking was open.
    package var notRandom: Set<Int64> = []
    /// The newest draw of responses for labels; nil where there was none.
    package var draw: LabelDraw?
    /// Raters and criteria whose scores went through a map: they are no points of the scale.
    var calibrated: Set<[Int32]> = []
    /// By criterion how many of people's ratings are left out because their prompt reads otherwise today.
    var rewordedLabels: [Int32: Int] = [:]
    /// Of a file by judge and criterion: texts that people scored and on which it has no row.
    var unscored: [[Int32]: Int] = [:]
    /// Of a study: whose version of today the program knows, since it asks them itself.
    var asked: Set<VersionName> = []
    /// Whether no rater, model or criterion was left out on request.
    var isWhole = true
    /// The study's models by number; nothing that is printed beside a text or a score bears them before unblinding.
    package var modelNames: [String] = []
    /// The numbers of those that the study has no more.
    package var goneModels: Set<Int> = []

    package init(name: String) { self.name = name }

    /// The opinions on a criterion.
    package func opinions(on criterion: Int) -> ArraySlice<Opinion> {
        let start = opinions.partition { $0.criterion >= criterion }
        let end = opinions.partition { $0.criterion > criterion }
        return opinions[start..<end]
    }

    /// The acts at these places by their raters' names, each rater's as stored.
    package func sortedByRater(_ places: [Int32]) -> [Act] {
        let order = raters.indices.sorted { raters[$0].name < raters[$1].name }
        var ranks = [Int](repeating: 0, count: raters.count)
        for (rank, rater) in order.enumerated() { ranks[rater] = rank }
        return places.sorted {
            (ranks[Int(acts[Int($0)].rater)], $0) < (ranks[Int(acts[Int($1)].rater)], $1)
        }.map { acts[Int($0)] }
    }

    /// Whether a study's judge is one whose verdicts came from elsewhere: what it was asked the program cannot know, nor ask it
    /// again. While models stand as letters what was imported may be withheld, and nothing is said of what is not there.
    func isImported(_ rater: Int, on criterion: Int) -> Bool {
        isOfStudy && !isBlind && raters[rater].kind == .judge && !isPanel(rater)
            && !asked.contains(VersionName(rater: raters[rater].name, criterion: criteria[criterion].name))
    }

    /// What people scored on a criterion of which a rater has an opinion, without any of it; ascending.
    func labelledWithout(_ rater: Int, on criterion: Int) -> [Int32] {
        let opinions = opinions(on: criterion)
        let own = Set(opinions.filter { Int($0.rater) == rater }.map(\.subject))
        guard !own.isEmpty else { return [] }
        return Set(opinions.filter { isHuman($0) && $0.number != nil }.map(\.subject)).subtracting(own).sorted()
    }

    /// Whether a rater is a panel.
    package func isPanel(_ rater: Int) -> Bool { panelVersions.keys.contains { $0[0] == rater } }

    /// The names of the criteria that a judge has given a verdict on.
    package var criteriaOfJudges: [String] {
        criteria.indices.filter { number in
            acts.contains { $0.criterion == number && raters[Int($0.rater)].kind == .judge }
        }.map { criteria[$0].name }
    }

    /// How many verdicts of a judge are stale, and why; `subjects` are what it is asked about.
    package func staleVerdicts(of judge: String, on criterion: String, version: String, among names: Set<String>)
        -> (gone: Int, reworded: Int, older: Int)
    {
        var counts = (gone: 0, reworded: 0, older: 0)
        for act in acts where raters[Int(act.rater)].name == judge && criteria[Int(act.criterion)].name == criterion {
            if !names.contains(subjects.name(of: Int(act.subject))) {
                counts.gone += 1
            } else if act.staleness == .question {
                counts.reworded += 1
            } else if act.version < 0 || versions[Int(act.version)] != version {
                counts.older += 1
            }
        }
        return counts
    }

    /// The number of a criterion by its name.
    package func number(ofCriterion name: String) -> Int? { criteria.firstIndex { $0.name == name } }

    /// The criterion of that name, the only one when none is named; throws words that list them.
    package func criterion(named wanted: String?) throws -> Int {
        let names = criteria.map(\.name)
        if wanted == nil, criteria.count == 1 { return 0 }
        guard let wanted, let found = number(ofCriterion: wanted) else {
            let known = names.isEmpty ? "there is no score" : "choose one of \(names.joined(separator: ", "))"
            throw RatingsError(
                "\(wanted.map { "no criterion '\($0)'" } ?? "name a criterion with --criterion"): \(known)"
            )
        }
        return found
    }
}

extension [Opinion] {
    /// The first place from which on `isBeyond` holds, of a list in which it holds from one place on.
    fileprivate func partition(_ isBeyond: (Opinion) -> Bool) -> Int {
        var (low, high) = (0, count)
        while low < high {
            let middle = (low + high) / 2
            if isBeyond(self[middle]) { high = middle } else { low = middle + 1 }
        }
        return low
    }
}
